import { knowTypedOperations } from "../model/ops";
import { TYPED_OPERATIONS } from "../model/ops/typed";
import { knowTypedEvaluators } from "./ops";
import { TYPED_EVALUATORS } from "./ops/typed";

// What a typed program may ask for beside the programs of a geometry; this file is fetched with the first of them.
knowTypedOperations(TYPED_OPERATIONS);
knowTypedEvaluators(TYPED_EVALUATORS);

import { knowTypedOperations } from "../../src/model/ops";
import { CORE_OPERATIONS } from "../../src/model/ops/core";
import { TYPED_OPERATIONS } from "../../src/model/ops/typed";

knowTypedOperations(TYPED_OPERATIONS);

/** Every operation the playground knows, whichever part of it they are fetched with. */
export const OPERATIONS = { ...CORE_OPERATIONS, ...TYPED_OPERATIONS };

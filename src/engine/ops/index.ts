import type { ArgsOf, OperationName } from "../../model/ops";
import type { Call } from "../../model/program";
import { contiguous } from "./contiguous";
import type { Evaluator } from "./evaluator";
import { indexSelect } from "./index-select";
import { matmul } from "./matmul";
import { multiply } from "./multiply";
import { pad } from "./pad";
import { scatter } from "./scatter";
import { sum } from "./sum";
import { view } from "./view";

/** How each operation of the model is computed. A new one is a file beside this one and an entry here. */
const EVALUATORS: { readonly [Name in OperationName]: Evaluator<ArgsOf<Name>> } = {
  pad,
  unfold: view,
  slice: view,
  contiguous,
  view,
  reshape: contiguous,
  permute: view,
  transpose: view,
  flatten: contiguous,
  expand: view,
  multiply,
  sum,
  index_select: indexSelect,
  matmul,
  scatter,
};

/** The evaluator of a call, taking that call's arguments. */
export const evaluatorOf = (call: Call): Evaluator<Call["args"]> =>
  // A call pairs an operation with its own arguments; TypeScript forgets the pairing once the name is looked up.
  EVALUATORS[call.op] as Evaluator<Call["args"]>;

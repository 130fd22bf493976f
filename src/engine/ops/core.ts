import type { ArgsOf } from "../../model/ops";
import type { CORE_OPERATIONS } from "../../model/ops/core";
import { contiguous } from "./contiguous";
import { indexSelect } from "./index-select";
import { matmul } from "./matmul";
import { multiply } from "./multiply";
import { pad } from "./pad";
import { scatter } from "./scatter";
import { sum } from "./sum";
import { view } from "./view";
import type { Evaluator } from "./evaluator";

/** How the operations are computed that the programs of a geometry are made of. */
export const CORE_EVALUATORS: { readonly [Name in keyof typeof CORE_OPERATIONS]: Evaluator<ArgsOf<Name>> } = {
  pad,
  unfold: view,
  slice: view,
  contiguous,
  view,
  reshape: contiguous,
  permute: view,
  multiply,
  sum,
  index_select: indexSelect,
  matmul,
  scatter,
};

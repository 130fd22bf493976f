import { contiguous } from "./contiguous";
import { expand } from "./expand";
import { flatten } from "./flatten";
import { indexSelect } from "./index-select";
import { matmul } from "./matmul";
import { multiply } from "./multiply";
import type { Operation } from "./operation";
import { pad } from "./pad";
import { permute } from "./permute";
import { reshape } from "./reshape";
import { scatter } from "./scatter";
import { slice } from "./slice";
import { sum } from "./sum";
import { transpose } from "./transpose";
import { unfold } from "./unfold";
import { view } from "./view";

/** Every operation the playground knows. A new one is a file beside this one and an entry here. */
export const OPERATIONS = {
  pad,
  unfold,
  slice,
  contiguous,
  view,
  reshape,
  permute,
  transpose,
  flatten,
  expand,
  multiply,
  sum,
  index_select: indexSelect,
  matmul,
  scatter,
} as const;

export type OperationName = keyof typeof OPERATIONS;

/** The arguments that an operation takes. */
export type ArgsOf<Name extends OperationName> = (typeof OPERATIONS)[Name] extends Operation<infer Args> ? Args : never;

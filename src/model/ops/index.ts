import { abs } from "./abs";
import { add } from "./add";
import { allclose } from "./allclose";
import { arange } from "./arange";
import { asStrided } from "./as-strided";
import { bmm } from "./bmm";
import { cat } from "./cat";
import { clone } from "./clone";
import { contiguous } from "./contiguous";
import { conv2d } from "./conv2d";
import { detach } from "./detach";
import { div } from "./div";
import { einsum } from "./einsum";
import { eq } from "./eq";
import { expand } from "./expand";
import { eye } from "./eye";
import { fUnfold } from "./f-unfold";
import { flatten } from "./flatten";
import { float } from "./float";
import { fold } from "./fold";
import { full } from "./full";
import { ge } from "./ge";
import { grad } from "./grad";
import { gt } from "./gt";
import { indexSelect } from "./index-select";
import { le } from "./le";
import { lt } from "./lt";
import { mT } from "./m-t";
import { maskedFill } from "./masked-fill";
import { matmul } from "./matmul";
import { max } from "./max";
import { mean } from "./mean";
import { mm } from "./mm";
import { multiply } from "./multiply";
import { narrow } from "./narrow";
import { ne } from "./ne";
import { neg } from "./neg";
import { ones } from "./ones";
import type { Operation } from "./operation";
import { pad } from "./pad";
import { permute } from "./permute";
import { pow } from "./pow";
import { rand } from "./rand";
import { randn } from "./randn";
import { relu } from "./relu";
import { repeat } from "./repeat";
import { reshape } from "./reshape";
import { scalar } from "./scalar";
import { scatter } from "./scatter";
import { select } from "./select";
import { slice } from "./slice";
import { squeeze } from "./squeeze";
import { stack } from "./stack";
import { sub } from "./sub";
import { sum } from "./sum";
import { t } from "./t";
import { tensor } from "./tensor";
import { transpose } from "./transpose";
import { unfold } from "./unfold";
import { unsqueeze } from "./unsqueeze";
import { view } from "./view";
import { where } from "./where";
import { zeros } from "./zeros";

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
  select,
  squeeze,
  unsqueeze,
  narrow,
  t,
  mT,
  as_strided: asStrided,
  detach,
  clone,
  repeat,
  float,
  masked_fill: maskedFill,
  cat,
  stack,
  where,
  add,
  sub,
  div,
  pow,
  gt,
  lt,
  ge,
  le,
  eq,
  ne,
  scalar,
  neg,
  abs,
  relu,
  mean,
  max,
  mm,
  bmm,
  einsum,
  conv2d,
  f_unfold: fUnfold,
  fold,
  zeros,
  ones,
  full,
  eye,
  arange,
  tensor,
  randn,
  rand,
  allclose,
  grad,
} as const;

export type OperationName = keyof typeof OPERATIONS;

/** The arguments that an operation takes. */
export type ArgsOf<Name extends OperationName> = (typeof OPERATIONS)[Name] extends Operation<infer Args> ? Args : never;

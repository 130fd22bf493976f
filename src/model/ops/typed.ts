import { abs } from "./abs";
import { add } from "./add";
import { allclose } from "./allclose";
import { arange } from "./arange";
import { asStrided } from "./as-strided";
import { bmm } from "./bmm";
import { cat } from "./cat";
import { clone } from "./clone";
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
import { le } from "./le";
import { lt } from "./lt";
import { mT } from "./m-t";
import { maskedFill } from "./masked-fill";
import { max } from "./max";
import { mean } from "./mean";
import { mm } from "./mm";
import { narrow } from "./narrow";
import { ne } from "./ne";
import { neg } from "./neg";
import { ones } from "./ones";
import { pow } from "./pow";
import { rand } from "./rand";
import { randn } from "./randn";
import { relu } from "./relu";
import { repeat } from "./repeat";
import { scalar } from "./scalar";
import { select } from "./select";
import { squeeze } from "./squeeze";
import { stack } from "./stack";
import { sub } from "./sub";
import { t } from "./t";
import { tensor } from "./tensor";
import { transpose } from "./transpose";
import { unsqueeze } from "./unsqueeze";
import { where } from "./where";
import { zeros } from "./zeros";

/**
 * The operations that only a program typed by hand asks for: fetched with the language, on the page and in the engine. A new
 * operation is a file beside this one and an entry here.
 */
export const TYPED_OPERATIONS = {
  transpose,
  flatten,
  expand,
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

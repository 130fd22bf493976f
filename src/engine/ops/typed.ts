import type { ArgsOf } from "../../model/ops";
import type { TYPED_OPERATIONS } from "../../model/ops/typed";
import { allclose } from "./allclose";
import { abs, add, div, neg, pow, relu, sub } from "./arithmetic";
import { cat, stack } from "./cat";
import { maskedFill, where } from "./choice";
import { clone } from "./clone";
import { eq, ge, gt, le, lt, ne } from "./comparison";
import { contiguous } from "./contiguous";
import { conv2d } from "./conv2d";
import { arange, eye, full, ones, rand, randn, tensor, zeros } from "./creation";
import { einsum } from "./einsum";
import { fUnfold } from "./f-unfold";
import { fold } from "./fold";
import { matmul } from "./matmul";
import { max } from "./max";
import { mean } from "./mean";
import { repeat } from "./repeat";
import { scalar } from "./scalar";
import { view } from "./view";
import type { Evaluator } from "./evaluator";

/**
 * How the operations are computed that only a program typed by hand asks for. A new one is a file beside this one and an entry
 * here. A gradient is made from the program, not from its operands: gradient.ts.
 */
export const TYPED_EVALUATORS: {
  readonly [Name in Exclude<keyof typeof TYPED_OPERATIONS, "grad">]: Evaluator<ArgsOf<Name>>;
} = {
  transpose: view,
  flatten: contiguous,
  expand: view,
  select: view,
  squeeze: view,
  unsqueeze: view,
  narrow: view,
  t: view,
  mT: view,
  as_strided: view,
  detach: view,
  clone,
  repeat,
  float: clone,
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
  mm: matmul,
  bmm: matmul,
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
};

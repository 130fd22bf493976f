import type { ArgsOf, OperationName } from "../../model/ops";
import { PlaygroundError } from "../../model/errors";
import type { Call } from "../../model/program";
import { allclose } from "./allclose";
import { abs, add, div, multiply, neg, pow, relu, sub } from "./arithmetic";
import { cat, stack } from "./cat";
import { maskedFill, where } from "./choice";
import { clone } from "./clone";
import { eq, ge, gt, le, lt, ne } from "./comparison";
import { contiguous } from "./contiguous";
import { conv2d } from "./conv2d";
import { arange, eye, full, ones, rand, randn, tensor, zeros } from "./creation";
import { einsum } from "./einsum";
import type { Evaluator } from "./evaluator";
import { fUnfold } from "./f-unfold";
import { fold } from "./fold";
import { indexSelect } from "./index-select";
import { matmul } from "./matmul";
import { max } from "./max";
import { mean } from "./mean";
import { pad } from "./pad";
import { repeat } from "./repeat";
import { scalar } from "./scalar";
import { scatter } from "./scatter";
import { sum } from "./sum";
import { view } from "./view";

/**
 * How each operation of the model is computed. A new one is a file beside this one and an entry here. A gradient is made
 * from the program, not from its operands: gradient.ts.
 */
const EVALUATORS: { readonly [Name in Exclude<OperationName, "grad">]: Evaluator<ArgsOf<Name>> } = {
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

/** The evaluator of a call, taking that call's arguments. Throws `PlaygroundError` for a gradient, which has none. */
export function evaluatorOf(call: Call): Evaluator<Call["args"]> {
  if (call.op === "grad")
    throw new PlaygroundError("no-evaluator", "a gradient is computed from the program it is part of");
  // A call pairs an operation with its own arguments; TypeScript forgets the pairing once the name is looked up.
  return EVALUATORS[call.op] as Evaluator<Call["args"]>;
}

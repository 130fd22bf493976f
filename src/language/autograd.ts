import { numel } from "../model/layout";
import type { Call, Operand } from "../model/program";
import { torchError } from "./failure";
import { placeOf, type Session } from "./session";
import type { Bound } from "./bound";
import { NONE, type TensorValue, type Value } from "./values";

/** Operations that keep tensors for the way back, so that PyTorch goes that way only once. */
const KEEPS: ReadonlySet<Call["op"]> = new Set<Call["op"]>([
  "multiply",
  "div",
  "pow",
  "matmul",
  "abs",
  "relu",
  "max",
  "where",
  "masked_fill",
  "index_select",
  "mm",
  "bmm",
  "einsum",
  "conv2d",
]);
const KEEPING_SCALARS: ReadonlySet<string> = new Set(["mul", "div", "pow"]);

const keeps = (call: Call): boolean =>
  call.op === "scalar" ? KEEPING_SCALARS.has(call.args.operation) : KEEPS.has(call.op);

/** `x.requires_grad_()`: from here on gradients are wanted. */
export function requireGradient(args: Bound, x: TensorValue, session: Session): TensorValue {
  const wanted = args.get("requires_grad") === null || args.bool("requires_grad");
  if (x.computed && !wanted) {
    throw torchError(
      "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
    );
  }
  if (wanted && x.dtype !== "float32") throw torchError("only Tensors of floating point dtype can require gradients");
  if (x.computed || x.requiresGrad === wanted) return x;
  const isUsed = session.calls.some(({ inputs }) => inputs.some((input) => placeOf(input) === placeOf(x.operand)));
  // What was made from it before takes no part: from here on it is a leaf in a place of its own.
  if (wanted && isUsed) x.operand = session.apply({ op: "detach", args: {} }, [x]).operand;
  x.requiresGrad = wanted;
  if (wanted) session.addLeaf(x);
  return x;
}

/** `loss.backward()`: every leaf that the loss was made from remembers it. */
export function backward(session: Session, loss: TensorValue, retain: boolean): void {
  if (!loss.requiresGrad) {
    throw torchError("element 0 of tensors does not require grad and does not have a grad_fn");
  }
  if (numel(loss.layout.shape) !== 1) throw torchError("grad can be implicitly created only for scalar outputs");
  const visited = new Set<string>();
  const kept: number[] = [];
  const reached: TensorValue[] = [];
  const visit = (operand: Operand): void => {
    const key = placeOf(operand);
    if (visited.has(key)) return;
    visited.add(key);
    const leaf = session.leaves.get(key);
    if (leaf) {
      reached.push(leaf);
      return;
    }
    if ("input" in operand || session.flows[operand.call] !== true) return;
    const call = session.calls[operand.call];
    if (!call) return;
    if (keeps(call)) kept.push(operand.call);
    call.inputs.forEach(visit);
  };
  visit(loss.operand);
  if (kept.some((call) => session.freed.has(call))) throw torchError(AGAIN);
  if (!retain) for (const call of kept) session.freed.add(call);
  for (const leaf of reached) {
    leaf.losses.push(loss);
    leaf.grad = null;
  }
}

const AGAIN =
  "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.";

/** `x.grad`: None before `backward`, else a step of its own; several losses are added up, as PyTorch accumulates. */
export function gradientOf(x: TensorValue, session: Session): Value {
  if (x.computed || x.losses.length === 0) return NONE;
  if (x.grad) return x.grad;
  let total: TensorValue | null = null;
  for (const loss of x.losses) {
    const part = session.apply({ op: "grad", args: {} }, [loss, x], { requiresGrad: false });
    total = total ? session.apply({ op: "add", args: {} }, [total, part], { requiresGrad: false }) : part;
  }
  x.grad = total;
  return total ?? NONE;
}

/** How PyTorch names where a computed tensor came from, when it prints one. */
const NAMES: Partial<Record<Call["op"], string>> = {
  multiply: "MulBackward0",
  add: "AddBackward0",
  sub: "SubBackward0",
  div: "DivBackward0",
  pow: "PowBackward1",
  neg: "NegBackward0",
  abs: "AbsBackward0",
  relu: "ReluBackward0",
  unfold: "UnfoldBackward0",
  view: "ViewBackward0",
  permute: "PermuteBackward0",
  transpose: "TransposeBackward0",
  t: "PermuteBackward0",
  mT: "TransposeBackward0",
  expand: "ExpandBackward0",
  repeat: "RepeatBackward0",
  squeeze: "SqueezeBackward0",
  unsqueeze: "UnsqueezeBackward0",
  select: "SelectBackward0",
  slice: "SliceBackward0",
  narrow: "SliceBackward0",
  index_select: "IndexSelectBackward0",
  masked_fill: "MaskedFillBackward0",
  clone: "CloneBackward0",
  contiguous: "CloneBackward0",
  reshape: "ReshapeAliasBackward0",
  flatten: "ReshapeAliasBackward0",
  as_strided: "AsStridedBackward0",
  cat: "CatBackward0",
  stack: "StackBackward0",
  where: "WhereBackward0",
  pad: "ConstantPadNdBackward0",
  mm: "MmBackward0",
  bmm: "BmmBackward0",
  conv2d: "ConvolutionBackward0",
  f_unfold: "Im2ColBackward0",
  fold: "Col2ImBackward0",
  float: "ToCopyBackward0",
};

/** `grad_fn=<MulBackward0>`, as it stands behind a printed tensor. */
export function gradientName(session: Session, operand: Operand): string {
  const call = "call" in operand ? session.calls[operand.call] : undefined;
  return `grad_fn=<${call ? nameOf(call) : "AliasBackward0"}>`;
}

function nameOf(call: Call): string {
  switch (call.op) {
    case "sum":
      return call.args.dims.length === 0 ? "SumBackward0" : "SumBackward1";
    case "mean":
      return call.args.dims.length === 0 ? "MeanBackward0" : "MeanBackward1";
    case "max":
      return call.args.dim === null ? "MaxBackward1" : "MaxBackward0";
    case "scalar": {
      const { operation, reversed } = call.args;
      if (operation === "sub") return reversed ? "RsubBackward1" : "SubBackward0";
      if (operation === "pow") return reversed ? "PowBackward2" : "PowBackward0";
      if (operation === "mul") return "MulBackward0";
      return operation === "div" ? "DivBackward0" : "AddBackward0";
    }
    default:
      return NAMES[call.op] ?? "Backward0";
  }
}

import { isContiguous, numel } from "../../model/layout";
import { wrapDim } from "../../model/dims";
import { PyTorchError } from "../../model/errors";
import { backward, gradientOf, requireGradient } from "../autograd";
import { outside, pythonError, torchError } from "../failure";
import { PythonSignature } from "../python-signature";
import type { Session } from "../session";
import type { Bound } from "../bound";
import {
  bool,
  int,
  NONE,
  sizeOf,
  tuple,
  type CallArguments,
  type FunctionValue,
  type TensorValue,
  type Value,
} from "../values";
import type { Row } from "./row";

/** Properties: what stands behind a dot without brackets. */
export const PROPERTIES: ReadonlyMap<string, (x: TensorValue, session: Session) => Value> = new Map<
  string,
  (x: TensorValue, session: Session) => Value
>([
  ["shape", (x) => sizeOf(x.layout.shape)],
  ["ndim", (x) => int(x.layout.shape.length)],
  ["dtype", (x) => ({ kind: "dtype", dtype: x.dtype })],
  ["requires_grad", (x) => bool(x.requiresGrad)],
  ["is_leaf", (x) => bool(!x.computed)],
  ["T", (x, session) => session.apply({ op: "t", args: {} }, [x])],
  ["mT", transposedMatrices],
  ["data", (x, session) => session.apply({ op: "detach", args: {} }, [x], { requiresGrad: false })],
  ["grad", gradientOf],
]);

function transposedMatrices(x: TensorValue, session: Session): Value {
  const rank = x.layout.shape.length;
  if (rank === 1) {
    throw torchError("tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.");
  }
  return session.apply({ op: "mT", args: {} }, [x]);
}

const ofAxis =
  (values: (x: TensorValue) => readonly number[], all: (x: TensorValue) => Value) =>
  (args: Bound, x: TensorValue): Value => {
    if (args.get("dim") === null) return all(x);
    const list = values(x);
    if (list.length === 0)
      throw torchError(
        "Dimension specified as " + String(args.int("dim", 0)) + " but tensor has no dimensions",
        "IndexError",
      );
    try {
      return int(list[wrapDim(args.int("dim", 0), list.length)] ?? 0);
    } catch (thrown) {
      if (thrown instanceof PyTorchError) throw torchError(thrown.message, "IndexError");
      throw thrown;
    }
  };

const DIM = ["int dim", "", "name dim"];

/** What tells about a tensor without making a step. */
export const QUERIES: readonly Row[] = [
  {
    name: "size",
    as: "method",
    signatures: DIM,
    result: ofAxis(
      (x) => x.layout.shape,
      (x) => sizeOf(x.layout.shape),
    ),
  },
  {
    name: "stride",
    as: "method",
    signatures: DIM,
    result: ofAxis(
      (x) => x.layout.stride,
      (x) => tuple(x.layout.stride.map(int)),
    ),
  },
  {
    name: "is_contiguous",
    as: "method",
    signatures: ["*, torch.memory_format memory_format=None"],
    result: (_a, x) => bool(isContiguous(x.layout)),
  },
  { name: "numel", as: "both", signatures: [""], result: (_a, x) => int(numel(x.layout.shape)) },
  { name: "requires_grad_", as: "method", signatures: ["bool requires_grad=True"], result: requireGradient },
];

/** Methods that take nothing, whose words for too many arguments are their own. */
const BARE: ReadonlyMap<string, (x: TensorValue) => Value> = new Map<string, (x: TensorValue) => Value>([
  ["dim", (x) => int(x.layout.shape.length)],
  ["storage_offset", (x) => int(x.layout.offset)],
  ["item", item],
]);

function item(tensor: TensorValue): Value {
  if (numel(tensor.layout.shape) !== 1) {
    throw torchError("only one element tensors can be converted to Python scalars", "ValueError");
  }
  const type = tensor.dtype === "float32" ? "float" : tensor.dtype === "int64" ? "int" : "bool";
  return { kind: "pending", tensor, type };
}

const BACKWARD = new PythonSignature("backward", "gradient=None, retain_graph=None, create_graph=False, inputs=None");

/** Methods whose arguments are matched in other ways than by PyTorch's signatures. */
export function otherMethod(name: string, x: TensorValue, session: Session): FunctionValue | null {
  const bare = BARE.get(name);
  if (bare)
    return method(name, (args) => {
      const count = args.positional.length + args.keywords.size;
      if (count > 0) throw pythonError("TypeError", `Tensor.${name}() takes no arguments (${count} given)`);
      return bare(x);
    });
  if (name === "backward") {
    return method(name, (args) => {
      const given = BACKWARD.bind(args);
      for (const each of ["gradient", "create_graph", "inputs"]) {
        const value = given.get(each);
        if (value && value.kind !== "none" && !(value.kind === "bool" && !value.value)) {
          throw outside(
            `backward(${each}=…)`,
            "make a loss of one number with .sum() or .mean(), and call .backward() on it.",
          );
        }
      }
      const retain = given.get("retain_graph");
      backward(session, x, retain?.kind === "bool" && retain.value);
      return NONE;
    });
  }
  return null;
}

const method = (name: string, call: (args: CallArguments) => Value): FunctionValue => ({
  kind: "function",
  name,
  type: "builtin_function_or_method",
  call,
});

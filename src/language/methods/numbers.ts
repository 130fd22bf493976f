import type { ScalarOperation } from "../../model/ops/scalar";
import { outside, torchError } from "../failure";
import { tensorOperation } from "../operators";
import type { Session } from "../session";
import type { Bound } from "../bound";
import type { TensorValue, Value } from "../values";
import type { Row } from "./row";

const OTHER = ["Tensor other", "Number other"];
const COMPARED = ["gt", "lt", "ge", "le", "eq", "ne"] as const;

/** The other operand of `x.add(other)`, computed as `x + other`. */
function withOther(operation: ScalarOperation, parameter = "other") {
  return (args: Bound, x: TensorValue, session: Session): Value => {
    if (args.number("alpha", 1) !== 1) throw outside("alpha", "multiply the other tensor first.");
    if (args.get("rounding_mode")) throw outside("rounding_mode", "leave it out: / is true division.");
    const other = args.get(parameter);
    const made = other && tensorOperation(session, operation, x, other);
    if (!made) throw torchError(`${operation}(): argument '${parameter}' must be Tensor`, "TypeError");
    return made;
  };
}

const DIMS = "tuple of ints[1]? dim, bool keepdim=False, *, torch.dtype dtype=None";
const REDUCED = [
  "*, torch.dtype dtype=None",
  DIMS,
  "tuple of names[1] dim, bool keepdim=False, *, torch.dtype dtype=None",
];

function reduced(op: "sum" | "mean") {
  return (args: Bound, x: TensorValue, session: Session): Value => {
    if (args.get("dtype")) throw outside(`${op} with a dtype`, "leave it out, or call .float() first.");
    const dims = args.variant === 0 ? [] : (args.ints("dim") ?? []);
    const keepdim = args.bool("keepdim");
    return session.apply({ op, args: keepdim ? { dims, keepdim } : { dims } }, [x]);
  };
}

/** What computes new numbers from a tensor's. */
export const NUMBERS: readonly Row[] = [
  { name: "add", as: "both", signatures: ["Tensor~ other, *, Number alpha=1"], result: withOther("add") },
  { name: "sub", as: "both", signatures: ["Tensor~ other, *, Number alpha=1"], result: withOther("sub") },
  { name: "mul", as: "both", signatures: ["Tensor~ other"], result: withOther("mul") },
  {
    name: "div",
    as: "both",
    signatures: ["Tensor~ other", "Tensor~ other, *, str rounding_mode", "Number other, *, str rounding_mode"],
    result: withOther("div"),
  },
  { name: "pow", as: "both", signatures: ["Tensor exponent", "Number exponent"], result: withOther("pow", "exponent") },
  ...COMPARED.map((name): Row => ({ name, as: "both", signatures: OTHER, result: withOther(name) })),
  {
    name: "neg",
    as: "both",
    signatures: [""],
    result: (_a, x, session) => session.apply({ op: "neg", args: {} }, [x]),
  },
  {
    name: "abs",
    as: "both",
    signatures: [""],
    result: (_a, x, session) => session.apply({ op: "abs", args: {} }, [x]),
  },
  {
    name: "relu",
    as: "both",
    signatures: [""],
    result: (_a, x, session) => session.apply({ op: "relu", args: {} }, [x]),
  },
  { name: "sum", as: "both", signatures: REDUCED, result: reduced("sum") },
  { name: "mean", as: "both", signatures: REDUCED, result: reduced("mean") },
  {
    name: "max",
    as: "both",
    signatures: ["", "Tensor other", "int dim, bool keepdim=False", "name dim, bool keepdim=False"],
    result(a, x, session) {
      if (a.variant === 1) throw outside("max of two tensors", "use torch.where(a > b, a, b).");
      if (a.variant === 0)
        return session.apply({ op: "max", args: { dim: null, keepdim: false, part: "values" } }, [x]);
      const args = { dim: a.int("dim", 0), keepdim: a.bool("keepdim") };
      const values = session.apply({ op: "max", args: { ...args, part: "values" } }, [x]);
      const indices = session.apply({ op: "max", args: { ...args, part: "indices" } }, [x], { requiresGrad: false });
      return { kind: "tuple", items: [values, indices], fields: ["values", "indices"] };
    },
  },
  {
    name: "matmul",
    as: "both",
    signatures: ["Tensor other"],
    result: (a, x, session) => session.apply({ op: "matmul", args: {} }, [x, a.tensor("other")]),
  },
  {
    name: "mm",
    as: "both",
    signatures: ["Tensor mat2"],
    result: (a, x, session) => session.apply({ op: "mm", args: {} }, [x, a.tensor("mat2")]),
  },
  {
    name: "bmm",
    as: "both",
    signatures: ["Tensor mat2"],
    result: (a, x, session) => session.apply({ op: "bmm", args: {} }, [x, a.tensor("mat2")]),
  },
  {
    name: "masked_fill",
    as: "both",
    signatures: ["Tensor mask, Tensor value", "Tensor mask, Number value"],
    result(a, x, session) {
      if (a.get("value")?.kind === "tensor")
        throw outside("masked_fill with a tensor", "give a number, or use torch.where.");
      return session.apply({ op: "masked_fill", args: { value: a.number("value", 0) } }, [x, a.tensor("mask")]);
    },
  },
  {
    name: "index_select",
    as: "both",
    signatures: ["int dim, Tensor index", "name dim, Tensor index"],
    result(a, x, session) {
      const index = a.tensor("index");
      const rows = rowsOf(index, "index_select");
      const args = { dim: a.int("dim", 0), rows, index: session.nameOf(index) ?? "index" };
      return session.apply({ op: "index_select", args }, [x]);
    },
  },
  {
    name: "index_copy",
    as: "both",
    signatures: ["int dim, Tensor index, Tensor source", "name dim, Tensor index, Tensor source"],
    result(a, x, session) {
      const index = a.tensor("index");
      const rows = rowsOf(index, "index_copy");
      const args = { dim: a.int("dim", 0), rows, index: session.nameOf(index) ?? "index" };
      return session.apply({ op: "scatter", args }, [x, a.tensor("source")]);
    },
  },
  {
    name: "allclose",
    as: "both",
    signatures: ["Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False"],
    result(a, x, session) {
      if (a.bool("equal_nan")) throw outside("equal_nan", "leave it out.");
      const args = { rtol: a.number("rtol", 1e-5), atol: a.number("atol", 1e-8) };
      const made = session.apply({ op: "allclose", args }, [x, a.tensor("other")]);
      return { kind: "pending", tensor: made, type: "bool" };
    },
  },
];

/** Row numbers that are known before anything is computed. */
function rowsOf(index: TensorValue, name: string): Int32Array | number {
  if (index.dtype !== "int64") {
    throw torchError(
      name === "index_select"
        ? "index_select(): Expected dtype int32 or int64 for index"
        : "index_copy_(): Expected a long tensor for index, but got Float",
    );
  }
  if (index.layout.shape.length > 1)
    throw torchError(
      `${name}(): Index is supposed to be a vector`,
      name === "index_select" ? "IndexError" : "IndexError",
    );
  if (index.rows === null) {
    throw outside(
      `${name} with computed row numbers`,
      "write them out with torch.tensor([…]) or torch.arange(…), or use kept.",
    );
  }
  return index.rows;
}

import type { DType } from "../../model/dtype";
import { outside, pythonError, torchError } from "../failure";
import { LANGUAGE_LIMITS } from "../limits";
import type { Operated, Session } from "../session";
import type { Bound } from "../bound";
import { Signatures } from "../signature";
import { asNumber, isSequence, typeName, type TensorValue, type Value } from "../values";
import type { Maker } from "./row";

const OPTIONS =
  "torch.dtype dtype=None, torch.layout layout=None, torch.device device=None, bool pin_memory=False, bool requires_grad=False";
const OUT = `Tensor out=None, ${OPTIONS}`;
const DRAWN = [
  `tuple of ints size, *, torch.Generator generator, tuple of names names, ${OPTIONS}`,
  `tuple of ints size, *, torch.Generator generator, ${OUT}`,
  `tuple of ints size, *, ${OUT}`,
  `tuple of ints size, *, tuple of names names, ${OPTIONS}`,
];
const FILLED = [`tuple of ints size, *, tuple of names names, ${OPTIONS}`, `tuple of SymInts size, *, ${OUT}`];

/** The dtype asked for; null when none is. */
function dtypeOf(args: Bound): DType | null {
  const value = args.get("dtype");
  return value?.kind === "dtype" ? value.dtype : null;
}

function made(session: Session, args: Bound, operated: Operated, rows: TensorValue["rows"] = null): TensorValue {
  if (args.get("out")) throw outside("out=", "assign the result instead.");
  const device = args.get("device");
  if (device?.kind === "str" && device.value !== "cpu")
    throw outside(`device="${device.value}"`, "leave it out: the page chooses where it computes.");
  const wanted = args.bool("requires_grad");
  const tensor = session.apply(operated, [], { rows, ...(wanted ? { requiresGrad: true } : {}) });
  if (!wanted) return tensor;
  if (tensor.dtype !== "float32")
    throw torchError("Only Tensors of floating point and complex dtype can require gradients");
  session.addLeaf(tensor);
  return tensor;
}

/** `torch.name(size)` with random numbers, seeded here. */
const drawn = (name: "randn" | "rand"): Maker => {
  const signature = new Signatures(name, DRAWN);
  return {
    name,
    call(args, session) {
      const bound = signature.bind(args);
      const dtype = dtypeOf(bound);
      if (dtype !== null && dtype !== "float32") {
        const kernel = name === "randn" ? "normal_kernel_cpu" : "check_uniform_bounds";
        throw torchError(`"${kernel}" not implemented for '${dtype === "int64" ? "Long" : "Bool"}'`);
      }
      return made(session, bound, { op: name, args: { seed: session.nextSeed(), size: bound.ints("size") ?? [] } });
    },
  };
};

const filled = (name: "zeros" | "ones", value: number): Maker => {
  const signature = new Signatures(name, FILLED);
  return {
    name,
    call(args, session) {
      const bound = signature.bind(args);
      const size = bound.ints("size") ?? [];
      const dtype = dtypeOf(bound);
      if (dtype === null || dtype === "float32") return made(session, bound, { op: name, args: { size } });
      return made(session, bound, { op: "full", args: { size, value, kind: dtype === "int64" ? "int" : "bool" } });
    },
  };
};

const FULL = new Signatures("full", [
  `tuple of ints size, Number fill_value, *, tuple of names names, ${OPTIONS}`,
  `tuple of SymInts size, Number fill_value, *, ${OUT}`,
]);

const full: Maker = {
  name: "full",
  call(args, session) {
    const bound = FULL.bind(args);
    const value = bound.get("fill_value");
    const given = value?.kind === "int" || value?.kind === "bool" ? value.kind : "float";
    const dtype = dtypeOf(bound);
    const kind = dtype === null ? given : KINDS[dtype];
    return made(session, bound, {
      op: "full",
      args: { size: bound.ints("size") ?? [], value: bound.number("fill_value", 0), kind },
    });
  },
};

const KINDS = { float32: "float", int64: "int", bool: "bool" } as const;

const ARANGE = new Signatures("arange", [
  `Number end, *, ${OUT}`,
  `Number start, Number end, *, ${OPTIONS}`,
  `Number start, Number end, Number step=1, *, ${OUT}`,
]);

const arange: Maker = {
  name: "arange",
  call(args, session) {
    const bound = ARANGE.bind(args);
    const [start, end, step] = [bound.number("start", 0), bound.number("end", 0), bound.number("step", 1)];
    const floats = ["start", "end", "step"].some((each) => bound.get(each)?.kind === "float");
    const dtype = dtypeOf(bound);
    if (dtype === "bool") throw outside("arange of bools", "use torch.tensor([True, False]).");
    const kind = dtype === "float32" || (dtype === null && floats) ? "float" : "int";
    const count = Math.ceil((end - start) / step);
    const known = kind === "int" && count > 0 && count <= LANGUAGE_LIMITS.entries;
    const rows = known ? Int32Array.from({ length: count }, (_, i) => start + i * step) : null;
    return made(session, bound, { op: "arange", args: { start, end, step, kind } }, rows);
  },
};

const EYE = new Signatures("eye", [`int n, *, ${OUT}`, `int n, int m, *, ${OUT}`]);

const eye: Maker = {
  name: "eye",
  call(args, session) {
    const bound = EYE.bind(args);
    const dtype = dtypeOf(bound);
    if (dtype !== null && dtype !== "float32") throw outside(`eye of ${dtype}`, "leave the dtype out.");
    return made(session, bound, {
      op: "eye",
      args: { n: bound.int("n", 0), m: bound.get("m") === null ? null : bound.int("m", 0) },
    });
  },
};

const TENSOR = new Signatures("tensor", [
  "object data, *, torch.dtype dtype=None, torch.device device=None, bool pin_memory=False, bool requires_grad=False",
]);

const tensor: Maker = {
  name: "tensor",
  call(args, session) {
    const bound = TENSOR.bind(args);
    const data = bound.get("data");
    if (data?.kind === "tensor") throw outside("torch.tensor of a tensor", "use .clone() or .detach().");
    const shape = shapeOf(data);
    const values: number[] = [];
    const kinds = new Set<"int" | "float" | "bool">();
    collect(data, shape, 0, values, kinds);
    const inferred: DType = kinds.has("float") || kinds.size === 0 ? "float32" : kinds.has("int") ? "int64" : "bool";
    const dtype = dtypeOf(bound) ?? inferred;
    const cast = values.map((value) =>
      dtype === "float32" ? Math.fround(value) : dtype === "int64" ? Math.trunc(value) : Number(value !== 0),
    );
    const rows = dtype === "int64" && shape.length <= 1 ? Int32Array.from(cast) : null;
    return made(session, bound, { op: "tensor", args: { values: cast, shape, dtype } }, rows);
  },
};

/** Sizes of nested lists, as the first entry of each says (torch/csrc/utils/tensor_new.cpp, `compute_sizes`). */
function shapeOf(data: Value | null): number[] {
  const shape: number[] = [];
  let inner = data ?? undefined;
  while (inner !== undefined && isSequence(inner)) {
    shape.push(inner.items.length);
    if (shape.length > LANGUAGE_LIMITS.axes)
      throw outside(`a tensor of ${shape.length} axes`, "nest the lists less deeply.");
    inner = inner.items[0];
  }
  return shape;
}

function collect(
  value: Value | null,
  shape: readonly number[],
  depth: number,
  values: number[],
  kinds: Set<"int" | "float" | "bool">,
): void {
  const size = shape[depth];
  if (size === undefined || value === null) {
    addNumber(value, values, kinds);
    return;
  }
  if (!isSequence(value)) throw pythonError("TypeError", `not a sequence`);
  if (value.items.length !== size) {
    throw torchError(`expected sequence of length ${size} at dim ${depth} (got ${value.items.length})`, "ValueError");
  }
  for (const item of value.items) collect(item, shape, depth + 1, values, kinds);
}

function addNumber(value: Value | null, values: number[], kinds: Set<"int" | "float" | "bool">): void {
  if (value === null) throw torchError("Could not infer dtype of NoneType");
  if (value.kind === "str") throw torchError("new(): invalid data type 'str'", "TypeError");
  if (value.kind === "tensor" || value.kind === "pending")
    throw outside("torch.tensor of computed numbers", "use torch.stack([…]) for tensors.");
  const number = asNumber(value);
  if (number === null || (value.kind !== "int" && value.kind !== "float" && value.kind !== "bool")) {
    throw torchError(`Could not infer dtype of ${typeName(value)}`);
  }
  if (values.length >= LANGUAGE_LIMITS.entries) {
    throw outside(`more than ${LANGUAGE_LIMITS.entries} numbers`, "load larger tensors as an image or a filter.");
  }
  values.push(number);
  kinds.add(value.kind);
}

/** What makes tensors from nothing. */
export const CREATION: readonly Maker[] = [
  drawn("randn"),
  drawn("rand"),
  filled("zeros", 0),
  filled("ones", 1),
  full,
  arange,
  eye,
  tensor,
];

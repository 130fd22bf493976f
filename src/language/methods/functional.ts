import type { PaddingMode, Pair } from "../../model/geometry";
import { outside, pythonError, torchError } from "../failure";
import { PythonSignature } from "../python-signature";
import type { Bound } from "../bound";
import { Signatures } from "../signature";
import { asInt, isSequence, typeName, type TensorValue, type Value } from "../values";
import type { Maker } from "./row";

const JOIN = {
  cat: new Signatures("cat", [
    "tuple of Tensors tensors, int dim=0, *, Tensor out=None",
    "tuple of Tensors tensors, name dim, *, Tensor out=None",
  ]),
  stack: new Signatures("stack", ["tuple of Tensors tensors, int dim=0, *, Tensor out=None"]),
};

const joined = (name: "cat" | "stack"): Maker => ({
  name,
  call(args, session) {
    const first = args.positional[0] ?? args.keywords.get("tensors");
    if (first && isSequence(first)) refuseOthers(first.items);
    const bound = JOIN[name].bind(args);
    const tensors = bound.tensors("tensors");
    if (tensors.length === 0) {
      throw torchError(
        name === "stack" ? "stack expects a non-empty TensorList" : "torch.cat(): expected a non-empty list of Tensors",
      );
    }
    return session.apply({ op: name, args: { dim: bound.int("dim", 0) } }, tensors);
  },
});

function refuseOthers(items: readonly Value[]): void {
  const place = items.findIndex((item) => item.kind !== "tensor");
  const other = items[place];
  if (place > 0 && other) {
    throw pythonError("TypeError", `expected Tensor as element ${place} in argument 0, but got ${typeName(other)}`);
  }
}

const WHERE = new Signatures("where", [
  "Tensor condition",
  "Tensor condition, Tensor input, Tensor other, *, Tensor out=None",
  "Tensor condition, Number self, Tensor other",
  "Tensor condition, Tensor input, Number other",
  "Tensor condition, Number self, Number other",
]);

const where: Maker = {
  name: "where",
  call(args, session) {
    const bound = WHERE.bind(args);
    if (bound.variant === 0)
      throw outside("torch.where(condition) alone", "give it two more: torch.where(condition, a, b).");
    const side = (name: string): TensorValue => {
      const value = bound.get(name);
      if (value?.kind === "tensor") return value;
      const number = bound.number(name, 0);
      const kind = value?.kind === "int" || value?.kind === "bool" ? value.kind : "float";
      return session.apply({ op: "full", args: { size: [], value: number, kind } }, []);
    };
    const [a, b] = [side(bound.get("input") ? "input" : "self"), side("other")];
    return session.apply({ op: "where", args: {} }, [bound.tensor("condition"), a, b]);
  },
};

const PAD = new Signatures("pad", ["Tensor input, tuple of ints pad, str mode=constant, float value=None"]);
const MODES: ReadonlyMap<string, PaddingMode> = new Map<string, PaddingMode>([
  ["constant", "zeros"],
  ["reflect", "reflect"],
  ["replicate", "replicate"],
  ["circular", "circular"],
]);

const pad: Maker = {
  name: "pad",
  call(args, session) {
    const bound = PAD.bind(args);
    const x = bound.tensor("input");
    const sides = bound.ints("pad") ?? [];
    const name = bound.str("mode", "constant");
    const mode = MODES.get(name);
    if (sides.length % 2 !== 0) throw torchError("Padding length must be divisible by 2");
    if (sides.length > x.layout.shape.length * 2) throw torchError("Padding length too large");
    if (mode === undefined) throw torchError(`Unrecognised padding mode ${name}`, "NotImplementedError");
    const [left = 0, right = 0, top = 0, bottom = 0] = sides;
    const value = bound.number("value", 0);
    const even = sides.length === 4 && left === right && top === bottom && value === 0;
    if (even) return session.apply({ op: "pad", args: { padding: [top, left], mode } }, [x]);
    return session.apply({ op: "pad", args: { pads: sides, mode, ...(value === 0 ? {} : { value }) } }, [x]);
  },
};

const CONV2D = new Signatures(
  "conv2d",
  ["tuple of ints[2] padding=0", "str padding=valid"].map(
    (padding) =>
      `Tensor input, Tensor weight, Tensor? bias=None, tuple of ints[2] stride=1, ${padding}, tuple of ints[2] dilation=1, int groups=1`,
  ),
);

/** One or two whole numbers as a pair; another count in PyTorch's words. */
function pair(bound: Bound, name: string, preset: number): Pair {
  const given = bound.ints(name, 2) ?? [preset, preset];
  const [first, second = first] = given;
  if (first === undefined || given.length > 2) {
    const list = `${name}=[${given.join(", ")}]`;
    throw torchError(
      `expected ${name} to be a single integer value or a list of 2 values to match the convolution dimensions, but got ${list}`,
    );
  }
  return [first, second ?? first];
}

const conv2d: Maker = {
  name: "conv2d",
  call(args, session) {
    const bound = CONV2D.bind(args);
    const [input, weight] = [bound.tensor("input"), bound.tensor("weight")];
    const stride = pair(bound, "stride", 1);
    const dilation = pair(bound, "dilation", 1);
    const groups = bound.int("groups", 1);
    const bias = bound.get("bias");
    const operands = bias?.kind === "tensor" ? [input, weight, bias] : [input, weight];
    const padding =
      bound.variant === 1 ? named(bound.str("padding", ""), weight, stride, dilation) : pair(bound, "padding", 0);
    return session.apply({ op: "conv2d", args: { stride, padding, dilation, groups } }, operands);
  },
};

/** `padding="same"` and `"valid"` (aten/src/ATen/native/Convolution.cpp, `convolution_same`). */
function named(name: string, { layout }: TensorValue, stride: Pair, dilation: Pair): Pair {
  if (name === "valid") return [0, 0];
  if (name !== "same") throw torchError(`Invalid padding string: '${name}'`);
  if (stride.some((each) => each !== 1)) throw torchError("padding='same' is not supported for strided convolutions");
  const [kh = 1, kw = 1] = layout.shape.slice(-2);
  const total = [dilation[0] * (kh - 1), dilation[1] * (kw - 1)] as const;
  if (total.some((each) => each % 2 !== 0))
    throw outside('padding="same" of an even reach', "pad with F.pad first: one side more than the other.");
  return [total[0] / 2, total[1] / 2];
}

const UNFOLD = new PythonSignature("unfold", "input, kernel_size, dilation=1, padding=0, stride=1");
const FOLD = new PythonSignature("fold", "input, output_size, kernel_size, dilation=1, padding=0, stride=1");

/** A number or a pair of them, as `torch.nn.modules.utils._pair` reads it. */
function moved(native: string, position: number, name: string, value: Value | undefined, preset: number): Pair {
  if (value === undefined) return [preset, preset];
  const items = isSequence(value) ? value.items : [value, value];
  const numbers = items.map(asInt);
  const [first = null, second = null] = numbers;
  if (first === null || numbers.includes(null)) {
    throw pythonError(
      "TypeError",
      `${native}(): argument '${name}' (position ${position}) must be tuple of ints, not tuple`,
    );
  }
  if (items.length !== 2 || second === null)
    throw torchError(`It is expected ${name} equals to 2, but got size ${items.length}`);
  return [first, second];
}

function moves(native: string, from: number, given: ReadonlyMap<string, Value>) {
  return {
    kernel_size: moved(native, from, "kernel_size", given.get("kernel_size"), 1),
    dilation: moved(native, from + 1, "dilation", given.get("dilation"), 1),
    padding: moved(native, from + 2, "padding", given.get("padding"), 0),
    stride: moved(native, from + 3, "stride", given.get("stride"), 1),
  };
}

function tensorOf(native: string, value: Value | undefined): TensorValue {
  if (value?.kind === "tensor") return value;
  throw pythonError(
    "TypeError",
    `${native}(): argument 'input' (position 1) must be Tensor, not ${value ? typeName(value) : "NoneType"}`,
  );
}

const unfold: Maker = {
  name: "unfold",
  call(args, session) {
    const given = UNFOLD.bind(args);
    const x = tensorOf("im2col", given.get("input"));
    return session.apply({ op: "f_unfold", args: moves("im2col", 2, given) }, [x]);
  },
};

const fold: Maker = {
  name: "fold",
  call(args, session) {
    const given = FOLD.bind(args);
    const x = tensorOf("col2im", given.get("input"));
    const output_size = moved("col2im", 2, "output_size", given.get("output_size"), 1);
    return session.apply({ op: "fold", args: { output_size, ...moves("col2im", 3, given) } }, [x]);
  },
};

const EINSUM_NEEDS =
  "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list";

const einsum: Maker = {
  name: "einsum",
  call({ positional, keywords }, session) {
    if (keywords.size > 0) throw outside("einsum with keyword arguments", 'write torch.einsum("ij,jk->ik", a, b).');
    const [equation, ...rest] = positional;
    if (!equation || rest.length === 0) throw pythonError("ValueError", EINSUM_NEEDS);
    if (equation.kind === "tensor")
      throw outside("einsum with lists of subscripts", 'write torch.einsum("ij,jk->ik", a, b).');
    if (equation.kind !== "str") {
      throw pythonError(
        "TypeError",
        `einsum(): argument 'equation' (position 1) must be str, not ${typeName(equation)}`,
      );
    }
    const [only] = rest;
    const operands = rest.length === 1 && only && isSequence(only) ? only.items : rest;
    const tensors = operands.map((operand, i) => {
      if (operand.kind === "tensor") return operand;
      throw pythonError("TypeError", `expected Tensor as element ${i} in argument 1, but got ${typeName(operand)}`);
    });
    return session.apply({ op: "einsum", args: { equation: equation.value } }, tensors);
  },
};

const RELU = new PythonSignature("relu", "input, inplace=False");

const relu: Maker = {
  name: "relu",
  call(args, session) {
    const given = RELU.bind(args);
    const x = given.get("input");
    const inplace = given.get("inplace");
    if (inplace?.kind === "bool" && inplace.value) throw outside("inplace=True", "assign the result: x = F.relu(x).");
    if (x?.kind === "tensor") return session.apply({ op: "relu", args: {} }, [x]);
    throw pythonError(
      "TypeError",
      `relu(): argument 'input' (position 1) must be Tensor, not ${x ? typeName(x) : "NoneType"}`,
    );
  },
};

/** Functions of `torch.nn.functional`. */
export const FUNCTIONAL: readonly Maker[] = [pad, conv2d, unfold, fold, relu];

/** Functions of `torch`. */
export const TORCH: readonly Maker[] = [joined("cat"), joined("stack"), where, einsum];

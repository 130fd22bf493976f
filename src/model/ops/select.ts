import { mappedAxes } from "../axis-map";
import { at, listed, operand, upTo, wrapDim } from "../dims";
import { PyTorchError } from "../errors";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

/** One entry of an axis, which vanishes. */
export interface SelectArgs {
  readonly dim: number;
  readonly index: number;
  /** True when it is written `x[:, 2]`, for which PyTorch has other words than for `.select`. */
  readonly indexing?: boolean;
}

/** `Tensor.select`, or indexing with one number: one entry of an axis. Always a view. */
export const select: Operation<SelectArgs> = {
  ...mappedAxes<SelectArgs>((shape, args) => {
    const { axis, place } = chosen(shape, args);
    return { from: upTo(shape.length).filter((each) => each !== axis), fixed: { axis, place } };
  }),
  name: "select",

  outcome(inputs, args) {
    const { shape, stride, offset } = operand(inputs, 0);
    const { axis, place } = chosen(shape, args);
    return {
      layout: {
        shape: shape.toSpliced(axis, 1),
        stride: stride.toSpliced(axis, 1),
        offset: offset + place * at(stride, axis),
      },
      copies: false,
    };
  },

  code: (args, operands) =>
    args.indexing === true
      ? `${operand(operands, 0)}${indexed(args)}`
      : `${operand(operands, 0)}.select(${args.dim}, ${args.index})`,

  heading: (args) => ({
    name: "select",
    args: args.indexing === true ? indexed(args) : `(${args.dim}, ${args.index})`,
  }),
};

const indexed = ({ dim, index }: SelectArgs): string => {
  if (dim < 0) return `[${["...", index, ...upTo(-dim - 1).map(() => ":")].join(", ")}]`;
  return `[${[...upTo(dim).map(() => ":"), index].join(", ")}]`;
};

/** The axis and the entry, both from 0 (aten/src/ATen/native/TensorShape.cpp, `select`; TensorIndexing.h, `applySelect`). */
function chosen(shape: Shape, { dim, index, indexing }: SelectArgs): { readonly axis: number; readonly place: number } {
  if (shape.length === 0) {
    if (indexing !== true) throw new PyTorchError("select() cannot be applied to a 0-dim tensor.");
    if (dim !== 0) throw new PyTorchError("too many indices for tensor of dimension 0");
    throw new PyTorchError(
      index === 0
        ? "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
        : `index ${index} is out of bounds for dimension 0 with size 0`,
    );
  }
  if (indexing === true && (dim >= shape.length || dim < -shape.length)) {
    throw new PyTorchError(`too many indices for tensor of dimension ${shape.length}`);
  }
  const axis = wrapDim(dim, shape.length);
  const size = at(shape, axis);
  if (index < -size || index >= size) {
    throw new PyTorchError(
      indexing === true
        ? `index ${index} is out of bounds for dimension ${axis} with size ${size}`
        : `select(): index ${index} out of range for tensor of size ${listed(shape)} at dimension ${axis}`,
    );
  }
  return { axis, place: index < 0 ? index + size : index };
}

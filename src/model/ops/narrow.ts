import { resizedAxis } from "../axes";
import { at, operand, upTo, wrapDim } from "../dims";
import { PyTorchError } from "../errors";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

/** `length` entries of an axis from entry `start` on. */
export interface NarrowArgs {
  readonly dim: number;
  readonly start: number;
  readonly length: number;
}

/** `Tensor.narrow`: a run of entries of one axis. Always a view. */
export const narrow: Operation<NarrowArgs> = {
  name: "narrow",

  outcome(inputs, args) {
    const { shape, stride, offset } = operand(inputs, 0);
    const { axis, first } = runOf(shape, args);
    return {
      layout: { shape: shape.with(axis, args.length), stride, offset: offset + first * at(stride, axis) },
      copies: false,
    };
  },

  code: ({ dim, start, length }, operands) => `${operand(operands, 0)}.narrow(${dim}, ${start}, ${length})`,

  heading: ({ dim, start, length }) => ({ name: "narrow", args: `(${dim}, ${start}, ${length})` }),

  sources(inputs, args, index) {
    const { axis, first } = runOf(operand(inputs, 0).shape, args);
    return [{ input: 0, index: index.with(axis, at(index, axis) + first) }];
  },

  targets(inputs, args, _input, index) {
    const { axis, first } = runOf(operand(inputs, 0).shape, args);
    const place = at(index, axis) - first;
    return place >= 0 && place < args.length ? [index.with(axis, place)] : [];
  },

  axes(axes, inputs, args) {
    const { axis } = runOf(operand(inputs, 0).shape, args);
    return operand(axes, 0).map((old, i) => (i === axis ? resizedAxis(old, args.length) : old));
  },

  links: (_axes, inputs) => upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),

  multiplyAdds: () => 0,
};

/** aten/src/ATen/native/TensorShape.cpp, `narrow`: the start is wrapped like an axis, but may also be the size. */
function runOf(shape: Shape, { dim, start, length }: NarrowArgs): { readonly axis: number; readonly first: number } {
  if (shape.length === 0) throw new PyTorchError("narrow() cannot be applied to a 0-dim tensor.");
  const axis = wrapDim(dim, shape.length);
  const size = at(shape, axis);
  const first = start === size ? start : wrapDim(start, size);
  if (length < 0 || first > size - length) {
    throw new PyTorchError(`start (${first}) + length (${length}) exceeds dimension size (${size}).`);
  }
  return { axis, first };
}

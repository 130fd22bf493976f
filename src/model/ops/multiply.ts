import { channelsLastStride, isChannelsLast, isDense, strideInOrder, walkOrder } from "../dense-stride";
import { at, combinations, operand, upTo } from "../dims";
import { PyTorchError } from "../errors";
import { contiguousStride, isContiguous, numel, type Layout, type Shape } from "../layout";
import type { Operation } from "./operation";

export type MultiplyArgs = Readonly<Record<string, never>>;

/** `a * b`, element by element, sizes of 1 repeated as needed (broadcasting). */
export const multiply: Operation<MultiplyArgs> = {
  name: "multiply",

  outcome(inputs) {
    const shape = broadcast(operand(inputs, 0).shape, operand(inputs, 1).shape);
    return { layout: { shape, stride: outputStride(inputs, shape), offset: 0 }, copies: true };
  },

  code: (_args, operands) => `${operand(operands, 0)} * ${operand(operands, 1)}`,

  heading: () => ({ name: "× filter", args: "" }),

  sources: (inputs, _args, index) =>
    inputs.map(({ shape }, input) => ({
      input,
      index: shape.map((size, axis) => (size === 1 ? 0 : at(index, axis + index.length - shape.length))),
    })),

  targets(inputs, _args, input, index) {
    const own = operand(inputs, input).shape;
    const shape = broadcast(operand(inputs, 0).shape, operand(inputs, 1).shape);
    const added = shape.length - own.length;
    if (added === 0 && own.every((size, i) => size === shape[i])) return [[...index]];
    return combinations(
      shape.map((size, i) => (i >= added && at(own, i - added) !== 1 ? [at(index, i - added)] : upTo(size))),
    );
  },

  axes(axes, inputs) {
    const shape = broadcast(operand(inputs, 0).shape, operand(inputs, 1).shape);
    return shape.map((size, i) => {
      const candidates = inputs.flatMap((input, k) => {
        const axis = i - (shape.length - input.shape.length);
        return axis >= 0 ? [{ size: at(input.shape, axis), axis: at(operand(axes, k), axis) }] : [];
      });
      // The first operand names the axis unless it is only repeated along it.
      return (candidates.find((candidate) => candidate.size === size) ?? at(candidates, 0)).axis;
    });
  },

  links(_axes, inputs) {
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    return inputs.flatMap(({ shape }, input) =>
      upTo(shape.length).map((axis) => ({ input, from: axis, to: axis + rank - shape.length })),
    );
  },

  multiplyAdds: (inputs) => numel(broadcast(operand(inputs, 0).shape, operand(inputs, 1).shape)),
};

/** aten/src/ATen/ExpandUtils.cpp, `infer_size`. */
function broadcast(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = rank - 1; i >= 0; i -= 1) {
    const sizeA = a[i - (rank - a.length)] ?? 1;
    const sizeB = b[i - (rank - b.length)] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new PyTorchError(
        `The size of tensor a (${sizeA}) must match the size of tensor b (${sizeB}) at non-singleton dimension ${i}`,
      );
    }
    shape[i] = sizeA === 1 ? sizeB : sizeA;
  }
  return shape;
}

/** The result's strides: as TensorIterator allocates it (aten/src/ATen/TensorIterator.cpp, `fast_set_up` and on). */
function outputStride(inputs: readonly Layout[], shape: Shape): number[] {
  const [first] = inputs;
  const sameShape = inputs.every((input) => String(input.shape) === String(first?.shape));
  if (first && sameShape) {
    if (inputs.every(isContiguous)) return contiguousStride(shape);
    if (inputs.every(isChannelsLast)) return channelsLastStride(shape);
    const sameStride = inputs.every((input) => String(input.stride) === String(first.stride));
    if (sameStride && isDense(first)) return [...first.stride];
  }
  const order = walkOrder(
    shape,
    inputs.map((input) => broadcastStride(input, shape)),
  );
  const inverted = order.every((axis, i) => axis === shape.length - 1 - i);
  return inverted ? contiguousStride(shape) : strideInOrder(shape, order);
}

/** Strides over the broadcast shape: 0 along every axis that is repeated. */
function broadcastStride(input: Layout, shape: Shape): number[] {
  const added = shape.length - input.shape.length;
  return shape.map((size, i) => {
    const axis = i - added;
    if (axis < 0) return 0;
    return at(input.shape, axis) === 1 && size !== 1 ? 0 : at(input.stride, axis);
  });
}

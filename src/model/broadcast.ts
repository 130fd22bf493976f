import type { Axis, AxisLink } from "./axes";
import { channelsLastStride, cloneStride, isChannelsLast, isDense, strideInOrder, walkOrder } from "./dense-stride";
import { at, combinations, operand, upTo } from "./dims";
import { type DType, dtypeAt } from "./dtype";
import { PyTorchError } from "./errors";
import { contiguousStride, isContiguous, type Layout, type Shape } from "./layout";
import type { OperandFacts, Source } from "./ops/operation";

/** The shape two operands are repeated to; throws PyTorch's error (aten/src/ATen/ExpandUtils.cpp, `infer_size`). */
export function broadcast(a: Shape, b: Shape): number[] {
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

/** The shape that all operands are repeated to, first with second, the result with the third, and so on. */
export const broadcastAll = (inputs: readonly Layout[]): number[] =>
  inputs.slice(1).reduce((shape, input) => broadcast(shape, input.shape), [...operand(inputs, 0).shape]);

/** A result's strides: as TensorIterator allocates it (aten/src/ATen/TensorIterator.cpp, `fast_set_up` and on). */
export function outputStride(inputs: readonly Layout[], shape: Shape): number[] {
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
export function broadcastStride(input: Layout, shape: Shape): number[] {
  const added = shape.length - input.shape.length;
  return shape.map((size, i) => {
    const axis = i - added;
    if (axis < 0) return 0;
    return at(input.shape, axis) === 1 && size !== 1 ? 0 : at(input.stride, axis);
  });
}

/** The operands as TensorIterator sees them: those of another dtype than the common one are copied over first. */
export const castLayouts = (
  inputs: readonly Layout[],
  facts: readonly OperandFacts[] | undefined,
  common: DType,
): readonly Layout[] =>
  inputs.map((input, k) =>
    dtypeAt(facts?.map(({ dtype }) => dtype) ?? [], k) === common || facts === undefined
      ? input
      : { shape: input.shape, stride: cloneStride(input), offset: 0 },
  );

/** The one element of each operand that element `index` of the broadcast result is made from. */
export const broadcastSources = (inputs: readonly Layout[], index: readonly number[]): Source[] =>
  inputs.map(({ shape }, input) => ({
    input,
    index: shape.map((size, axis) => (size === 1 ? 0 : at(index, axis + index.length - shape.length))),
  }));

/** Every element of the broadcast result that element `index` of operand `input` is repeated to. */
export function broadcastTargets(
  inputs: readonly Layout[],
  input: number,
  index: readonly number[],
): Iterable<readonly number[]> {
  const own = operand(inputs, input).shape;
  const shape = broadcastAll(inputs);
  const added = shape.length - own.length;
  if (added === 0 && own.every((size, i) => size === shape[i])) return [[...index]];
  return combinations(shape.map((size, i) => (i >= added && at(own, i - added) !== 1 ? [at(index, i - added)] : size)));
}

/** What the axes of a broadcast result stand for: the first operand names an axis unless it is only repeated along it. */
export function broadcastAxes(axes: readonly (readonly Axis[])[], inputs: readonly Layout[]): Axis[] {
  const shape = broadcastAll(inputs);
  return shape.map((size, i) => {
    const candidates = inputs.flatMap((input, k) => {
      const axis = i - (shape.length - input.shape.length);
      return axis >= 0 ? [{ size: at(input.shape, axis), axis: at(operand(axes, k), axis) }] : [];
    });
    return (candidates.find((candidate) => candidate.size === size) ?? at(candidates, 0)).axis;
  });
}

/** Axes of each operand flow into those of the result counted from the last. */
export function broadcastLinks(inputs: readonly Layout[]): AxisLink[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.flatMap(({ shape }, input) =>
    upTo(shape.length).map((axis) => ({ input, from: axis, to: axis + rank - shape.length })),
  );
}

import { at, upTo } from "./dims";
import { contiguousStride, isContiguous, numel, type Layout, type Shape } from "./layout";

/** Channels-last order of the axes, innermost first, for 4 or 5 axes. */
const channelsLastOrder = (rank: number): number[] => [1, ...upTo(rank - 2).map((i) => rank - 1 - i), 0];

/** Strides of a channels-last tensor [N, C, H, W]: C runs fastest. */
export function channelsLastStride(shape: Shape): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (const axis of channelsLastOrder(shape.length)) {
    stride[axis] = step;
    step *= Math.max(at(shape, axis), 1);
  }
  return stride;
}

/** PyTorch's `is_contiguous(memory_format=torch.channels_last)`: true for 4 axes only (c10/core/MemoryFormat.h). */
export function isChannelsLast({ shape, stride }: Layout): boolean {
  if (shape.length !== 4) return false;
  let expected = 1;
  for (const axis of channelsLastOrder(4)) {
    const size = at(shape, axis);
    if (size === 1) continue;
    if (stride[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/**
 * Whether PyTorch guesses from the strides that a tensor is meant channels-last (c10/core/MemoryFormat.h,
 * `is_channels_last_strides_2d` and `_3d`); only ever for 4 or 5 axes.
 */
export function looksChannelsLast({ shape, stride }: Layout): boolean {
  if (shape.length !== 4 && shape.length !== 5) return false;
  if (stride[1] === 0) return false;
  let least = 0;
  for (const axis of channelsLastOrder(shape.length)) {
    const size = at(shape, axis);
    const step = at(stride, axis);
    if (size === 0 || step < least) return false;
    if (axis === 0 && least === stride[1]) return false;
    least = step * Math.max(size, 1);
  }
  return true;
}

/** Whether the elements fill one run of memory, each place once (c10/core/TensorImpl.cpp, `compute_non_overlapping_and_dense`). */
export function isDense(layout: Layout): boolean {
  const { shape, stride } = layout;
  if (isContiguous(layout)) return true;
  const real = upTo(shape.length).filter((axis) => at(shape, axis) >= 2);
  const sizes = real.map((axis) => at(shape, axis));
  const steps = real.map((axis) => at(stride, axis));
  let expected = 1;
  for (const axis of walkOrder(sizes, [steps])) {
    if (steps[axis] !== expected) return false;
    expected *= at(sizes, axis);
  }
  return true;
}

/**
 * The axes from innermost to outermost in the order in which PyTorch walks through operands of these strides (already
 * broadcast to `shape`): smallest strides first, undecided pairs as they are (aten/src/ATen/TensorIterator.cpp,
 * `reorder_dimensions`).
 */
export function walkOrder(shape: Shape, strides: readonly (readonly number[])[]): number[] {
  const order = upTo(shape.length).map((i) => shape.length - 1 - i);
  /** 1 when `a` must come after `b`, −1 when before, 0 when no operand decides. */
  const compare = (a: number, b: number): number => {
    for (const stride of strides) {
      const stepA = at(stride, a);
      const stepB = at(stride, b);
      if (stepA === 0 || stepB === 0) continue;
      if (stepA !== stepB) return stepA < stepB ? -1 : 1;
      if (at(shape, a) > at(shape, b)) return 1;
    }
    return 0;
  };
  for (let i = 1; i < order.length; i += 1) {
    let moving = i;
    for (let other = i - 1; other >= 0; other -= 1) {
      const verdict = compare(at(order, other), at(order, moving));
      if (verdict < 0) break;
      if (verdict > 0) {
        [order[other], order[moving]] = [at(order, moving), at(order, other)];
        moving = other;
      }
    }
  }
  return order;
}

/** Dense strides of `shape` when its axes lie in memory in this order, innermost first. */
export function strideInOrder(shape: Shape, order: readonly number[]): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (const axis of order) {
    stride[axis] = step;
    step *= at(shape, axis);
  }
  return stride;
}

/** Strides of `tensor.clone()`: kept when dense, otherwise packed in the same order (`infer_dense_strides`). */
export function cloneStride(layout: Layout): number[] {
  const { shape, stride } = layout;
  if (isDense(layout)) return [...stride];
  if (numel(shape) === 0) return contiguousStride(shape);
  return strideInOrder(shape, walkOrder(shape, [stride]));
}

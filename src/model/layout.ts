import { PlaygroundError } from "./errors";

/** Sizes of a tensor, outermost axis first. */
export type Shape = readonly number[];

/**
 * How a tensor lies over its storage, as in PyTorch: element `index` sits at `offset + Σ index[d]·stride[d]`.
 * Everything is counted in elements, not in bytes.
 */
export interface Layout {
  readonly shape: Shape;
  readonly stride: readonly number[];
  readonly offset: number;
}

/** Number of elements of a shape; 1 for a scalar. */
export function numel(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Strides of a contiguous tensor. An axis of size 0 counts as 1, as in PyTorch's `infer_dense_strides`. */
export function contiguousStride(shape: Shape): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    stride[axis] = step;
    step *= Math.max(shape[axis] ?? 1, 1);
  }
  return stride;
}

/** A fresh contiguous layout from element 0 of its storage. */
export function contiguousLayout(shape: Shape): Layout {
  return { shape: [...shape], stride: contiguousStride(shape), offset: 0 };
}

/**
 * PyTorch's `is_contiguous()`: row-major order without gaps. Axes of size 1 may have any stride, and a tensor without
 * elements is contiguous (c10/core/TensorImpl.cpp, `compute_contiguous`).
 */
export function isContiguous({ shape, stride }: Layout): boolean {
  if (numel(shape) === 0) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] as number;
    if (size === 1) continue;
    if (stride[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** Where element `index` sits in the storage. */
export function position(layout: Layout, index: readonly number[]): number {
  let at = layout.offset;
  for (let axis = 0; axis < index.length; axis += 1) {
    at += (index[axis] as number) * (layout.stride[axis] as number);
  }
  return at;
}

/** Row-major number of `index` within `shape`: the order in which values are read out and shown. */
export function linearIndex(shape: Shape, index: readonly number[]): number {
  let linear = 0;
  for (let axis = 0; axis < shape.length; axis += 1) {
    linear = linear * (shape[axis] as number) + (index[axis] as number);
  }
  return linear;
}

/** The index whose row-major number is `linear`; the inverse of `linearIndex`. */
export function indexAt(shape: Shape, linear: number): number[] {
  if (!(linear >= 0 && linear < numel(shape))) {
    throw new PlaygroundError(
      "index-out-of-range",
      `element ${linear} is outside a tensor of ${numel(shape)} elements`,
      {
        linear,
        numel: numel(shape),
      },
    );
  }
  const index = new Array<number>(shape.length);
  let rest = linear;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] as number;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** Elements from the start of the storage to the last one that the layout reaches; 0 when it has none. */
export function extentOf({ shape, stride, offset }: Layout): number {
  if (numel(shape) === 0) return 0;
  return shape.reduce((last, size, axis) => last + (size - 1) * (stride[axis] as number), offset) + 1;
}

/** Bytes of a storage of `elements` numbers, float32 unless it is said how many bytes each takes. */
export function bytesOf(elements: number, each = 4): number {
  return elements * each;
}

import { reshape, type Tensor, type Tensor1D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { contiguousLayout, isContiguous, type Layout, numel, type Shape } from "../model/layout";
import type { DType } from "../model/dtype";
import { checkExact } from "../model/limits";
import { asStrided } from "./kernels/as-strided";
import { numbersOf } from "./reading";

/** A tensor of the engine, as in PyTorch: a storage and how the tensor lies over it. A view shares its storage. */
export interface Strided {
  readonly storage: Tensor1D;
  readonly layout: Layout;
}

/** A contiguous tensor with a storage of its own, from numbers in row-major order. */
export const fromValues = (values: Float32Array, shape: Shape): Strided => ({
  storage: tensor1d(values, "float32"),
  layout: contiguousLayout(shape),
});

/** What a tfjs tensor holds, as a storage and the layout over it that its axes in order `layout` say. */
export const fromTensor = (tensor: Tensor, layout: Layout = contiguousLayout(tensor.shape)): Strided => ({
  storage: reshape(tensor, [tensor.size]),
  layout,
});

/**
 * Another handle on the same numbers, to be disposed on its own. Not tfjs's `clone`: on wasm that copies the numbers,
 * while a reshape only counts one user more on every backend.
 */
export const anotherHandle = (storage: Tensor1D): Tensor1D => reshape(storage, [storage.size]);

/** The same storage seen through another layout: what every view-like operation is. */
export const viewAs = ({ storage }: Strided, layout: Layout): Strided => ({ storage, layout });

/** True when the layout is just its storage, in order and whole: then no copy is needed to read it. */
export const isWhole = ({ storage, layout }: Strided): boolean =>
  layout.offset === 0 && numel(layout.shape) === storage.size && isContiguous(layout);

/** The tensor in row-major order as a tfjs tensor of its shape; copies only when its layout is not already that. */
export const materialise = (strided: Strided): Tensor =>
  isWhole(strided) ? reshape(strided.storage, [...strided.layout.shape]) : asStrided(strided.storage, strided.layout);

/**
 * The numbers in row-major order, whatever the strides are, as an array of its own. Throws `PlaygroundError`
 * "integer-too-large" for integers that float32 may have rounded.
 */
export async function valuesOf(strided: Strided & { readonly dtype?: DType }): Promise<Float32Array<ArrayBuffer>> {
  const flat = tidy(() => materialise(strided));
  try {
    const values = await numbersOf(flat);
    if (strided.dtype === "int64") for (const value of values) checkExact(value);
    return values;
  } finally {
    flat.dispose();
  }
}

/** The axes of a layout from the outermost in memory to the innermost; equal strides keep their order. */
export const physicalOrder = (layout: Layout): number[] =>
  layout.shape
    .map((_, axis) => axis)
    .toSorted((a, b) => {
      const byStride = (layout.stride[b] as number) - (layout.stride[a] as number);
      return byStride === 0 ? a - b : byStride;
    });

/** A layout with its axes in another order: axis k of the result is axis `order[k]`. */
export const permuted = ({ shape, stride, offset }: Layout, order: readonly number[]): Layout => ({
  shape: order.map((axis) => shape[axis] as number),
  stride: order.map((axis) => stride[axis] as number),
  offset,
});

/** The numbers of a row-major tensor brought into the memory order of `layout`, which is dense and has its shape. */
export function storedAs(rowMajor: Tensor, layout: Layout): Strided {
  if (isContiguous(layout)) return fromTensor(rowMajor, layout);
  const inOrder = permuted(contiguousLayout(layout.shape), physicalOrder(layout));
  return fromTensor(asStrided(reshape(rowMajor, [rowMajor.size]), inOrder), layout);
}

/** The layout that a fresh, dense tensor has when its axes lie in memory in `order`, outermost first. */
export function denseLayout(shape: Shape, order: readonly number[]): Layout {
  const stride = new Array<number>(shape.length).fill(1);
  let step = 1;
  for (const axis of order.toReversed()) {
    stride[axis] = step;
    step *= Math.max(1, shape[axis] as number);
  }
  return { shape, stride, offset: 0 };
}

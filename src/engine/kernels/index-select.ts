import { engine, type NamedAttrMap, reshape, type Tensor, type Tensor1D, tidy, util } from "@tensorflow/tfjs-core";

/**
 * Name of the kernel that picks entries of an axis. tfjs's own gather looks every element up one by one on wasm, 40 ns
 * each, and needs a new shader for every shape on WebGL; this one copies runs of neighbouring rows at once.
 */
export const INDEX_SELECT = "IndexSelect";

/** The entry that stands for a zero instead of an entry of the tensor. */
export const ZERO_ENTRY = -1;

/** A tensor seen around one of its axes, which has `size` entries. A type alias: tfjs indexes attributes by name. */
export type AroundAxis = {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
};

/**
 * Entries `indices` (int32) of the middle axis of `x` seen as [outer, size, inner], flat. Each index must lie within
 * the axis or be `ZERO_ENTRY`. `entries` are the same indices on this side, which the gradient needs: a GPU does not
 * give them back at once.
 */
export function indexSelect(x: Tensor, indices: Tensor1D, around: AroundAxis, entries?: Int32Array): Tensor1D {
  util.assert(x.size === around.outer * around.size * around.inner, () => "the axes do not make up the tensor");
  // tfjs hands attributes through untouched; its type knows plain values only.
  const attributes = { ...around, entries } as unknown as NamedAttrMap;
  return tidy(() => engine().runKernel(INDEX_SELECT, { x: reshape(x, [x.size]), indices }, attributes));
}

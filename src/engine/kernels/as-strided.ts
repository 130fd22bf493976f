import { engine, reshape, type Tensor, type Tensor1D, tidy, util } from "@tensorflow/tfjs-core";
import type { Layout } from "../../model/layout";
import { checkWithin } from "./axes";

/** Name under which every backend registers the kernel that reads a storage through a layout. */
export const AS_STRIDED = "AsStrided";
/** Name of its way back: adds every element to the place of the storage it was read from ("fold"). */
export const AS_STRIDED_BACKPROP = "AsStridedBackprop";

/** A type alias, not an interface, because tfjs wants attributes it can index by name. */
export type AsStridedAttributes = {
  shape: number[];
  stride: number[];
  offset: number;
  /** Elements of the storage. */
  size: number;
};

const attributes = (layout: Layout, size: number): AsStridedAttributes => ({
  shape: [...layout.shape],
  stride: [...layout.stride],
  offset: layout.offset,
  size,
});

/**
 * A contiguous copy of what `layout` (in elements) sees of a storage, with the layout's shape; differentiable.
 * Throws `PlaygroundError` "outside-storage" when the layout leaves the storage.
 */
export function asStrided(storage: Tensor1D, layout: Layout): Tensor {
  checkWithin(layout, storage.size);
  return engine().runKernel(AS_STRIDED, { x: storage }, attributes(layout, storage.size));
}

/**
 * The gradient of `asStrided`: a storage of `size` elements in which every element of `dy` was added to the place it
 * had been read from. For overlapping windows this is PyTorch's `fold`.
 */
export function asStridedBackprop(dy: Tensor, layout: Layout, size: number): Tensor1D {
  checkWithin(layout, size);
  util.assertShapesMatch(dy.shape, [...layout.shape]);
  // Flat, because a packed WebGL texture is laid out by the last two axes of its shape: tfjs's reshape knows how.
  return tidy(() => engine().runKernel(AS_STRIDED_BACKPROP, { dy: reshape(dy, [dy.size]) }, attributes(layout, size)));
}

import { type GradConfig, registerGradient, reshape, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";
import { AS_STRIDED, AS_STRIDED_BACKPROP, asStrided, type AsStridedAttributes, asStridedBackprop } from "../as-strided";

// tfjs hands over whatever the kernel was run with; only this folder runs these kernels.
const attributesOf = (attrs: unknown): AsStridedAttributes => attrs as AsStridedAttributes;
// A gradient of a single-output kernel comes as one tensor, never as a list.
const single = (dy: Tensor | Tensor[]): Tensor => dy as Tensor;

const asStridedGradient: GradConfig = {
  kernelName: AS_STRIDED,
  gradFunc: (dy, _saved, attrs) => ({
    x: () => {
      const layout = attributesOf(attrs);
      return asStridedBackprop(single(dy), layout, layout.size);
    },
  }),
};

const asStridedBackpropGradient: GradConfig = {
  kernelName: AS_STRIDED_BACKPROP,
  gradFunc: (dy, _saved, attrs) => ({
    // The gradient of a storage is a storage; the kernel's `dy` came flat.
    dy: () => reshape(asStrided(single(dy) as Tensor1D, attributesOf(attrs)), [-1]),
  }),
};

/** Registers the gradients of `AsStrided` and of its way back: each is the other. */
export function registerAsStridedGradients(): void {
  registerGradient(asStridedGradient);
  registerGradient(asStridedBackpropGradient);
}

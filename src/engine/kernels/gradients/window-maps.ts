import {
  type GradConfig,
  registerGradient,
  reshape,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
} from "@tensorflow/tfjs-core";
import { windowsPerImage } from "../../../model/addressing";
import { cellsOf } from "../../../model/runs";
import { indexSelect } from "../index-select";
import { backpropToFilter, backpropToImage, MASKED_CONV2D, WINDOW_MAPS, type WindowAttributes } from "../window-maps";

const flat = (tensor: Tensor): Tensor1D => reshape(tensor, [tensor.size]);
// tfjs hands over whatever the kernel was run with; only `../window-maps.ts` runs these kernels.
const attributesOf = (attrs: unknown): WindowAttributes => attrs as WindowAttributes;

/** The ways back, from what came back per window and group: [B·count·groups]. */
function waysBack(dy: () => Tensor1D, saved: Tensor[], attrs: WindowAttributes) {
  // Saved as `inputsToSave` says below; both are storages.
  const [image, filter] = saved as [Tensor1D, Tensor1D];
  return {
    image: () => tidy(() => backpropToImage(dy(), filter, attrs)),
    filter: () => tidy(() => sum(backpropToFilter(dy(), image, attrs), 0)),
  };
}

const windowMapsGradient: GradConfig = {
  kernelName: WINDOW_MAPS,
  inputsToSave: ["image", "filter"],
  // A gradient of a single-output kernel comes as one tensor, never as a list.
  gradFunc: (dy, saved, attrs) => waysBack(() => flat(dy as Tensor), saved, attributesOf(attrs)),
};

const maskedConv2dGradient: GradConfig = {
  kernelName: MASKED_CONV2D,
  inputsToSave: ["image", "filter"],
  gradFunc(dy, saved, attrs) {
    const attributes = attributesOf(attrs);
    const { placed } = attributes;
    const { batch } = placed.addressing;
    const around = { outer: batch, size: windowsPerImage(placed.addressing), inner: 1 };
    const perWindow = (): Tensor1D =>
      placed.full ? flat(dy as Tensor) : indexSelect(dy as Tensor, placed.cells(), around, cellsOf(placed.runs));
    return waysBack(perWindow, saved, attributes);
  },
};

/** Registers the gradients of WindowMaps and MaskedConv2D with respect to picture and filter. */
export function registerWindowMapsGradients(): void {
  registerGradient(windowMapsGradient);
  registerGradient(maskedConv2dGradient);
}

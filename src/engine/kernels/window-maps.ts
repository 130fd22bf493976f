import {
  engine,
  type KernelFunc,
  registerKernel,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import { tapCount } from "../../model/addressing";
import type { SumAxis } from "../../model/document";
import type { BackendName } from "../../model/backends";
import { type Grouping, groupingOf } from "./grouping";
import type { PlacedWindows } from "./placed-windows";

/** The products of chosen windows summed over any of C, kh, kw, without ever holding the patches. */
export const WINDOW_MAPS = "WindowMaps";
/** One number per chosen window, in its place of [B, 1, h_windows, w_windows]; zero elsewhere. */
export const MASKED_CONV2D = "MaskedConv2D";
/** How much each element of the prepared picture moves what came out of the windows. */
export const WINDOW_MAPS_BACKPROP_IMAGE = "WindowMapsBackpropImage";
/** How much each number of the filter moves it, in several parts that are still to be added up: [parts, C·kh·kw]. */
export const WINDOW_MAPS_BACKPROP_FILTER = "WindowMapsBackpropFilter";

/** Windows that one part of a sum over all windows takes on a GPU. */
export const FILTER_PART = 1024;

/** A type alias, not an interface, because tfjs wants attributes it can index by name. */
export type WindowAttributes = { readonly placed: PlacedWindows; readonly grouping: Grouping };

// tfjs hands attributes through untouched, whatever they are; its type knows plain values only.
type Attributes = Parameters<ReturnType<typeof engine>["runKernel"]>[2];
const attributes = (placed: PlacedWindows, grouping: Grouping): Attributes =>
  ({ placed, grouping }) as unknown as Attributes;

function check(image: Tensor1D, filter: Tensor1D, { addressing }: PlacedWindows): void {
  util.assert(image.size === addressing.batch * addressing.batchPitch, () => "the picture is not prepared for this");
  util.assert(filter.size === tapCount(addressing), () => "the filter has another number of taps");
}

/** Everything of a window's products added up. */
const whole = ({ addressing }: PlacedWindows): Grouping => groupingOf(addressing, ["C", "kh", "kw"]);

/** What the kernel is given. */
export interface MaskedConv2DInputs {
  readonly image: TensorInfo;
  readonly filter: TensorInfo;
  readonly reuse?: TensorInfo;
}

/**
 * Convolution of the placed windows of a prepared picture (flat) with a filter [C·kh·kw]: [B, 1, h_windows, w_windows],
 * zero where no window was placed. Differentiable in both. `reuse` is an earlier result for the same windows that nobody
 * reads any more: where the backend can, its memory is written again instead of new memory being filled with zeros. The
 * caller still disposes it.
 */
export function maskedConv2d(
  image: Tensor1D,
  filter: Tensor1D,
  placed: PlacedWindows,
  reuse: Tensor4D | null = null,
): Tensor4D {
  check(image, filter, placed);
  const inputs = reuse ? { image, filter, reuse } : { image, filter };
  return engine().runKernel(MASKED_CONV2D, inputs, attributes(placed, whole(placed)));
}

/**
 * patch · filter of the placed windows, [B·count, C, kh, kw], summed over `sumOver`: those axes are gone. Windows are
 * in the order b, row, column. Differentiable in picture and filter.
 */
export function windowMaps(
  image: Tensor1D,
  filter: Tensor1D,
  placed: PlacedWindows,
  sumOver: readonly SumAxis[],
): Tensor {
  check(image, filter, placed);
  return engine().runKernel(WINDOW_MAPS, { image, filter }, attributes(placed, groupingOf(placed.addressing, sumOver)));
}

/** The way back of both to the picture: `dy` is [B·count, groups], flat. */
export const backpropToImage = (dy: Tensor1D, filter: Tensor1D, { placed, grouping }: WindowAttributes): Tensor1D =>
  engine().runKernel(WINDOW_MAPS_BACKPROP_IMAGE, { dy, filter }, attributes(placed, grouping));

/** The way back of both to the filter, [parts, C·kh·kw]: `dy` is [B·count, groups], flat. */
export const backpropToFilter = (dy: Tensor1D, image: Tensor1D, { placed, grouping }: WindowAttributes): Tensor =>
  engine().runKernel(WINDOW_MAPS_BACKPROP_FILTER, { dy, image }, attributes(placed, grouping));

/** What a backend computes them with. Each takes what tfjs hands a kernel, typed by its own file. */
export interface WindowKernels {
  readonly maskedConv2d: unknown;
  readonly windowMaps: unknown;
  readonly toImage: unknown;
  readonly toFilter: unknown;
}

/** Registers MaskedConv2D, WindowMaps and their ways back for a backend. */
export function registerWindowKernels(backendName: BackendName, kernels: WindowKernels): void {
  const named = {
    [MASKED_CONV2D]: kernels.maskedConv2d,
    [WINDOW_MAPS]: kernels.windowMaps,
    [WINDOW_MAPS_BACKPROP_IMAGE]: kernels.toImage,
    [WINDOW_MAPS_BACKPROP_FILTER]: kernels.toFilter,
  };
  for (const [kernelName, kernelFunc] of Object.entries(named)) {
    // tfjs types every kernel by the loosest signature; the registry calls these with exactly what they take.
    registerKernel({ kernelName, backendName, kernelFunc: kernelFunc as KernelFunc });
  }
}

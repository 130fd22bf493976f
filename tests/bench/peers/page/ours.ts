import { type Tensor, type Tensor1D, type Tensor4D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { registerIndexSelect as registerCpuIndexSelect } from "../../../../src/engine/kernels/cpu/index-select";
import { registerWindowMaps as registerCpuWindowMaps } from "../../../../src/engine/kernels/cpu/window-maps";
import { placeWindows, type PlacedWindows } from "../../../../src/engine/kernels/placed-windows";
import { preparedImage } from "../../../../src/engine/kernels/prepared-image";
import { registerIndexSelect } from "../../../../src/engine/kernels/wasm/index-select";
import { attachModule } from "../../../../src/engine/kernels/wasm/module";
import { registerWindowMaps } from "../../../../src/engine/kernels/wasm/window-maps";
import { maskedConv2d, windowMaps as mapsOf } from "../../../../src/engine/kernels/window-maps";
import { prepare as preparationOf } from "../../../../src/model/addressing";
import type { Geometry, ImageShape } from "../../../../src/model/geometry";
import { fullRuns, type Runs } from "../../../../src/model/runs";
import { type Backend, useBackend } from "./backends";

/** An image where the running backend wants it, [1, C, H, W]. */
export interface OurImage {
  readonly tensor: Tensor1D;
  readonly shape: ImageShape;
  dispose(): void;
}

export interface Asked {
  readonly image: OurImage;
  /** [C, kh, kw]. */
  readonly filter: Float32Array;
  readonly geometry: Geometry;
  /** Over the grid of windows. */
  readonly kept: Runs | "all";
}

export interface OurMethod {
  /** The work, with everything that may be kept from run to run kept; the result stays on the backend and is freed. */
  run(): void;
  /** The same with everything that follows from the runs made anew: what it costs when the region has just moved. */
  runAnew(): void;
  /** convolution: [h, w], zero where no window is kept. windowMaps: [kept windows, kh·kw]. */
  read(): Promise<Float32Array>;
  dispose(): void;
}

registerIndexSelect();
registerWindowMaps();
registerCpuIndexSelect();
registerCpuWindowMaps();

let attached: Promise<unknown> | null = null;

/** Makes a backend the running one, with our kernels on it. */
export async function prepare(backend: Backend): Promise<void> {
  await useBackend(backend);
  if (backend === "wasm") await (attached ??= attachModule());
}

/** Hands over planes of numbers, channels first; copied, if they have to be, once and here. */
export async function imageOf(data: Float32Array, shape: ImageShape): Promise<OurImage> {
  const tensor = tensor1d(data);
  return { tensor, shape, dispose: () => tensor.dispose() };
}

/** What both kernels have in common: the prepared picture and the placed windows stay, the result goes. */
function method(
  { image, filter, geometry, kept }: Asked,
  compute: (picture: Tensor1D, weights: Tensor1D, placed: PlacedWindows, last: Tensor | null) => Tensor,
): OurMethod {
  const preparation = preparationOf(geometry, image.shape);
  const { addressing } = preparation;
  const picture = tidy(() => preparedImage(image.tensor, preparation, image.shape));
  const weights = tensor1d(filter);
  const runs = kept === "all" ? fullRuns(...addressing.grid) : kept;
  const placed = placeWindows(addressing, runs);
  // The last result lends its memory to the next: what lies outside the region is written once.
  let last: Tensor | null = null;
  return {
    run() {
      const next = compute(picture, weights, placed, last);
      last?.dispose();
      last = next;
    },
    runAnew() {
      const fresh = placeWindows(addressing, runs);
      compute(picture, weights, fresh, null).dispose();
      fresh.dispose();
    },
    async read() {
      const output = compute(picture, weights, placed, null);
      const values = await output.data<"float32">();
      output.dispose();
      return values;
    },
    dispose() {
      last?.dispose();
      placed.dispose();
      picture.dispose();
      weights.dispose();
    },
  };
}

/** The sum over C, kh and kw of the kept windows. */
export const convolution = async (asked: Asked): Promise<OurMethod> =>
  // What this very method has made before is a convolution's output.
  method(asked, (picture, weights, placed, last) => maskedConv2d(picture, weights, placed, last as Tensor4D | null));

/** The sum over C alone: one number for each kept window and tap. */
export const windowMaps = async (asked: Asked): Promise<OurMethod> =>
  method(asked, (picture, weights, placed) => mapsOf(picture, weights, placed, ["C"]));

export { keptRuns } from "../../../../src/model/region/kept-windows";
export { regionRuns } from "../../../../src/model/region/region-runs";

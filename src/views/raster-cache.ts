import { atOnce, offscreenInPieces, type Surface } from "./canvas";
import { allOf, type Piece } from "./paint-queue";
import type { View } from "./view";

interface Kept {
  readonly key: string;
  readonly canvas: HTMLCanvasElement;
}

// Rasters at the image's own resolution, remembered as long as their data (which nobody changes in place): a hover
// redraws none of them.
const rasters = new WeakMap<object, Map<string, Kept>>();

/** The raster that `owner` has in a slot, filled piece by piece unless it is there under the same key; it may take over `before`. */
export function* rasterInPieces(
  owner: object,
  slot: string,
  key: string,
  width: number,
  height: number,
  fill: (pixels: Uint32Array, from: number, to: number) => void,
  before?: HTMLCanvasElement,
): Generator<Piece, HTMLCanvasElement> {
  const slots = rasters.get(owner) ?? new Map<string, Kept>();
  rasters.set(owner, slots);
  const known = slots.get(slot);
  if (known?.key === key) return known.canvas;
  const canvas = yield* offscreenInPieces(width, height, fill, known?.canvas ?? before);
  slots.set(slot, { key, canvas });
  return canvas;
}

/** The raster that `owner` has in a slot, filled at once unless it is there under the same key. */
export const raster = (
  owner: object,
  slot: string,
  key: string,
  width: number,
  height: number,
  fill: (pixels: Uint32Array) => void,
): HTMLCanvasElement => allOf(rasterInPieces(owner, slot, key, width, height, atOnce(fill)));

/** Lets go of a raster, whose canvas another may take over. */
export const forgetRaster = (owner: object, slot: string): void => void rasters.get(owner)?.delete(slot);

/** Draws a raster so that each of its pixels covers k device pixels: crisp when enlarged, averaged when reduced. */
export function place(surface: Surface, picture: HTMLCanvasElement, view: View, x = 0, y = 0): void {
  const { context, ratio } = surface;
  context.imageSmoothingEnabled = view.k * ratio < 1;
  context.imageSmoothingQuality = "high";
  const k = view.k * ratio;
  context.drawImage(
    picture,
    (x * view.k + view.x) * ratio,
    (y * view.k + view.y) * ratio,
    picture.width * k,
    picture.height * k,
  );
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number that tells objects apart: a raster is made anew when it is to show another mask or region. */
export function numberOf(object: object): number {
  const known = numbers.get(object);
  if (known !== undefined) return known;
  lastNumber += 1;
  numbers.set(object, lastNumber);
  return lastNumber;
}

import { deviceSize, prepareCanvas, type CanvasSize } from "./canvas";
import { allOf, type Piece } from "./paint-queue";
import { pixelFrom, type ColourScale } from "./colour";
import { forgetRaster, numberOf, place, rasterInPieces } from "./raster-cache";
import { fillPlane } from "./raster-pixels";
import { fitPlane, type View } from "./view";

/** A plane of values to be drawn. */
export interface Plane {
  readonly values: Float32Array;
  readonly h: number;
  readonly w: number;
}

/** How a plane is drawn. */
export interface PlaneOptions extends CanvasSize {
  /** [h·w] of 0/1: cells that are not kept show `neutral` instead of their value. */
  readonly kept?: Uint8Array | undefined;
  readonly neutral?: string | undefined;
  /** The part shown; fitted and centred when left out. */
  readonly view?: View | undefined;
}

/** Draws a plane of values on a colour scale. Returns the view in use, or null when the canvas cannot be drawn on. */
export function drawPlane(
  canvas: HTMLCanvasElement,
  plane: Plane,
  scale: ColourScale,
  options: PlaneOptions,
): View | null {
  return allOf(planeInPieces(canvas, plane, scale, options));
}

/** What was drawn last on a canvas. */
const planes = new WeakMap<
  HTMLCanvasElement,
  { readonly values: Float32Array; readonly slot: string; readonly drawn: HTMLCanvasElement }
>();

/** Draws a plane piece by piece; the canvas changes with the last one. */
export function* planeInPieces(
  canvas: HTMLCanvasElement,
  { values, h, w }: Plane,
  scale: ColourScale,
  options: PlaneOptions,
): Generator<Piece, View | null> {
  const { kept, neutral = "rgba(128, 124, 116, 0.12)" } = options;
  const key = `${h} ${w} ${scale.kind} ${scale.domain.join(" ")} ${neutral}`;
  // A kept mask of its own raster: the same values may be shown with and without it.
  const [slot, look] = kept ? ["kept", `${key} ${numberOf(kept)}`] : ["plane", key];
  const fill = (pixels: Uint32Array, from: number, to: number): void =>
    fillPlane(pixels, values, scale, kept, pixelFrom(neutral), from, to);
  let picture: HTMLCanvasElement | null = null;
  // A browser that refuses this canvas refuses another as well.
  if (h * w > 0 && deviceSize(canvas, options) && canvas.getContext("2d")) {
    const last = planes.get(canvas);
    // Other values take over the memory of those that were drawn here before.
    const before = last && last.values !== values ? last : undefined;
    if (before) forgetRaster(before.values, before.slot);
    picture = yield* rasterInPieces(values, slot, look, w, h, fill, before?.drawn);
    planes.set(canvas, { values, slot, drawn: picture });
  }
  const surface = prepareCanvas(canvas, options);
  if (!surface) return null;
  const viewport = { width: surface.width / surface.ratio, height: surface.height / surface.ratio };
  const view = options.view ?? fitPlane({ width: w, height: h }, viewport);
  if (picture) place(surface, picture, view);
  return view;
}

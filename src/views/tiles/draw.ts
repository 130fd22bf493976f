import { deviceSize, pixelBuffer, prepareCanvas, type CanvasSize } from "../canvas";
import type { View } from "../view";
import { drawNumbers } from "./numbers";
import { paintTiles } from "./paint";
import type { Pool } from "../../model/pool";
import { pyramidOf } from "./pyramid";
import { tileLayout, type TileData } from "./tile-data";

/** How tiles are drawn. */
export interface TileOptions extends CanvasSize {
  /** In CSS pixels per cell. */
  readonly view: View;
  /** What a pixel shows that covers several values; their mean when left out. */
  readonly pool?: Pool | undefined;
  /** Whether large cells print their numbers; true when left out. */
  readonly numbers?: boolean;
  /** Drawn over the tiles in every frame; the context is scaled to CSS pixels. */
  readonly after?: (context: CanvasRenderingContext2D) => void;
}

/** Time a frame may spend on building means, in milliseconds. */
const SLICE = 10;

const waiting = new WeakMap<HTMLCanvasElement, number>();

/**
 * Draws the visible part of a tensor as tiles: cells crisp when magnified, with their numbers from 26 px on; otherwise
 * each pixel the mean (or the peak) of the values it covers. What is not a cell stays transparent. While those of a large tensor
 * are being worked out, over the next frames, what was drawn before stays. Throws as `tileLayout` does.
 */
export function drawTiles(canvas: HTMLCanvasElement, data: TileData, options: TileOptions): void {
  const pending = waiting.get(canvas);
  if (pending !== undefined) cancelAnimationFrame(pending);
  waiting.delete(canvas);
  const layout = tileLayout(data);
  const size = deviceSize(canvas, options);
  if (!size) return;
  const { width, height, ratio } = size;
  const { image, pixels } = pixelBuffer(canvas, width, height);
  const { view } = options;
  const deviceView = { k: view.k * ratio, x: view.x * ratio, y: view.y * ratio };
  const pyramid = pyramidOf(data.values, layout.key, layout.grid, options.pool);
  const until = performance.now() + SLICE;
  const painting = { values: data.values, layout, scale: data.scale, pyramid };
  if (!paintTiles({ pixels, width, height }, painting, deviceView, () => performance.now() > until)) {
    waiting.set(
      canvas,
      requestAnimationFrame(() => {
        waiting.delete(canvas);
        if (canvas.isConnected) drawTiles(canvas, data, options);
      }),
    );
    return;
  }
  const surface = prepareCanvas(canvas, options);
  if (!surface) return;
  const { context } = surface;
  context.putImageData(image, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (options.numbers ?? true) drawNumbers(context, data, layout, view, width / ratio, height / ratio);
  options.after?.(context);
}

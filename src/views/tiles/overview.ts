import { type CanvasSize } from "../canvas";
import type { Piece } from "../paint-queue";
import { fitPlane, type Box, type Extent2, type View } from "../view";
import { tilesInPieces } from "./draw";
import type { Pool } from "../../model/pool";
import type { TileData } from "./tile-data";
import { fitView, tilesExtent } from "./tile-view";

/** How the overview is drawn. */
export interface OverviewOptions extends CanvasSize {
  /** Size in CSS pixels of the node whose view is marked. */
  readonly viewport: Extent2;
  /** As for `tilesInPieces`. */
  readonly pool?: Pool | undefined;
  /** Colour of the frame around what is shown, and of its casing. */
  readonly frame?: string;
  readonly casing?: string;
  /** Colour behind the tiles. */
  readonly background?: string;
}

/** Above this share of both sides the view shows nearly everything, and an overview would tell nothing. */
const NEARLY_ALL = 0.98;

/** Size in CSS pixels that suits an overview of these tiles within a box: their own proportions, no margins. */
export function overviewSize(data: TileData, box: Extent2): Extent2 {
  const { width, height } = tilesExtent(data);
  const { k } = fitPlane({ width, height }, box);
  return { width: Math.max(24, Math.round(width * k)), height: Math.max(24, Math.round(height * k)) };
}

/** The part of the plane that a view shows, in the plane's own units, or null when it shows (nearly) all. */
export function shownPart(data: TileData, view: View, viewport: Extent2): Box | null {
  const { width, height } = tilesExtent(data);
  const left = Math.max(0, -view.x / view.k);
  const top = Math.max(0, -view.y / view.k);
  const right = Math.min(width, (viewport.width - view.x) / view.k);
  const bottom = Math.min(height, (viewport.height - view.y) / view.k);
  if (right - left >= NEARLY_ALL * width && bottom - top >= NEARLY_ALL * height) return null;
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/**
 * Draws all tiles small, piece by piece, with a frame around the part that `view` shows; hides the canvas while that is everything.
 * Returns whether it is shown.
 */
export function* overviewInPieces(
  canvas: HTMLCanvasElement,
  data: TileData,
  view: View,
  options: OverviewOptions,
): Generator<Piece, boolean> {
  const part = shownPart(data, view, options.viewport);
  canvas.hidden = part === null;
  if (!part) return false;
  const width = options.width ?? canvas.clientWidth;
  const height = options.height ?? canvas.clientHeight;
  const whole = fitView(data, width, height);
  yield* tilesInPieces(canvas, data, {
    ...options,
    view: whole,
    numbers: false,
    after: (context) => {
      context.globalCompositeOperation = "destination-over";
      context.fillStyle = options.background ?? "#fff";
      context.fillRect(0, 0, width, height);
      context.globalCompositeOperation = "source-over";
      const x = part.x * whole.k + whole.x;
      const y = part.y * whole.k + whole.y;
      // The frame stays seen however small the part is, inside the canvas, and crisp: two pixels around whole numbers.
      const wide = Math.round(Math.max(part.width * whole.k, 6));
      const high = Math.round(Math.max(part.height * whole.k, 6));
      const left = Math.round(Math.min(Math.max(x, 2), width - wide - 2));
      const top = Math.round(Math.min(Math.max(y, 2), height - high - 2));
      context.strokeStyle = options.casing ?? "#fff";
      context.lineWidth = 4;
      context.strokeRect(left, top, wide, high);
      context.strokeStyle = options.frame ?? "#1b1a17";
      context.lineWidth = 2;
      context.strokeRect(left, top, wide, high);
    },
  });
  return true;
}

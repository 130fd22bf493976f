import { deviceSize, pixelBuffer, prepareCanvas, type CanvasSize } from "../canvas";
import type { Piece } from "../paint-queue";
import type { View } from "../view";
import { drawNumbers } from "./numbers";
import { paintedLevel, paintTiles } from "./paint";
import type { Painting, Target } from "./painting";
import type { Pool } from "../../model/pool";
import type { Rect } from "../../model/tile-request";
import { heldPainting } from "./held";
import type { Spacing } from "./spacing";
import { tileLayout, type TileData, type TileLayout } from "./tile-data";

/** How tiles are drawn. */
export interface TileOptions extends CanvasSize {
  /** In CSS pixels per cell. */
  readonly view: View;
  /** What a pixel shows that covers several values; their mean when left out. */
  readonly pool?: Pool | undefined;
  /** Whether large cells print their numbers; true when left out. */
  readonly numbers?: boolean;
  /** Called whenever this view has been drawn, to draw over it; the context is scaled to CSS pixels. */
  readonly after?: (context: CanvasRenderingContext2D) => void;
}

/** What a drawing came to: nothing when there is nothing to draw yet; superseded once a newer one of the canvas has begun. */
export type Outcome = "drawn" | "nothing" | "superseded";

/** How long a piece builds means and paints, in milliseconds. */
const SLICE = 4;

/** The newest drawing of each canvas. */
const newest = new WeakMap<HTMLCanvasElement, object>();

/** A painting that has begun: of what, how large, and what is left of it. */
interface HalfPainted {
  readonly data: TileData;
  readonly pool: Pool;
  readonly width: number;
  readonly height: number;
  readonly pieces: Generator<Piece, Outcome>;
}

/** What is half painted in the pixels of each canvas. */
const halves = new WeakMap<HTMLCanvasElement, HalfPainted>();

/** The rectangle of squares of a level that a node shows. */
function shownSquares(
  { grid, across, down }: TileLayout,
  view: View,
  width: number,
  height: number,
  level: number,
): Rect {
  const side = 2 ** level;
  const first = (spacing: Spacing, at: number): number => Math.floor(spacing.flat(at) / side);
  const last = (spacing: Spacing, at: number, most: number): number =>
    Math.min(Math.ceil((spacing.flat(at) + 1) / side), Math.ceil(most / side));
  const [left, top] = [first(across, -view.x / view.k), first(down, -view.y / view.k)];
  return {
    left,
    top,
    columns: Math.max(0, last(across, (width - view.x) / view.k, grid.columns) - left),
    rows: Math.max(0, last(down, (height - view.y) / view.k, grid.rows) - top),
  };
}

/** Clears the pixels of squares that are not known. */
function clearMissing(
  { pixels, width, height }: Target,
  { across, down, grid }: TileLayout,
  view: View,
  missing: Rect,
  side: number,
) {
  const edge = (spacing: Spacing, square: number, most: number): number =>
    square * side >= most ? spacing.length : spacing.start(square * side);
  const pixel = (at: number, from: number, size: number): number =>
    Math.max(0, Math.min(size, Math.round(at * view.k + from)));
  const left = pixel(edge(across, missing.left, grid.columns), view.x, width);
  const right = pixel(edge(across, missing.left + missing.columns, grid.columns), view.x, width);
  const bottom = pixel(edge(down, missing.top + missing.rows, grid.rows), view.y, height);
  for (let y = pixel(edge(down, missing.top, grid.rows), view.y, height); y < bottom; y += 1) {
    pixels.fill(0, y * width + left, y * width + right);
  }
}

/** What stands ready to be painted in a view of `canvas`; null while nothing does. */
function paintingOf(
  canvas: HTMLCanvasElement,
  { values, scale }: TileData,
  layout: TileLayout,
  pool: Pool,
  view: View,
  target: Target,
  late: () => boolean,
): { readonly painting: Painting; readonly missing: readonly Rect[] } | null {
  const level = paintedLevel(view.k);
  if (!(values instanceof Float32Array)) {
    const sheet = values.sheet(canvas, level, pool, shownSquares(layout, view, target.width, target.height, level));
    return sheet.empty
      ? null
      : { painting: { layout, scale, pool, values: null, squares: () => sheet }, missing: sheet.missing };
  }
  const painting = heldPainting(values, layout, scale, pool, level, late);
  return painting && { painting, missing: [] };
}

/** What is to be painted, and in what view of how many device pixels. */
interface Job {
  readonly painting: Painting;
  readonly missing: readonly Rect[];
  readonly target: Target;
  readonly view: View;
}

/** A time that ends, and begins again. */
interface Slice {
  readonly isOver: () => boolean;
  readonly renew: () => void;
}

/** Paints row by row, and shows what it has painted with its last piece; superseded once other pixels take its place. */
function* paintInPieces(
  canvas: HTMLCanvasElement,
  data: TileData,
  options: TileOptions,
  { painting, missing, target, view }: Job,
  slice: Slice,
): Generator<Piece, Outcome> {
  const mine = halves.get(canvas);
  const { layout } = painting;
  try {
    for (let row = paintTiles(target, painting, view, 0, slice.isOver); row < target.height;) {
      yield "computed";
      if (halves.get(canvas) !== mine) return "superseded";
      slice.renew();
      row = paintTiles(target, painting, view, row, slice.isOver);
    }
  } finally {
    if (halves.get(canvas) === mine) halves.delete(canvas);
  }
  const side = 2 ** paintedLevel(view.k);
  for (const rect of missing) clearMissing(target, layout, view, rect, side);
  const surface = prepareCanvas(canvas, options);
  if (!surface) return "nothing";
  const { context, ratio } = surface;
  context.putImageData(pixelBuffer(canvas, target.width, target.height).image, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (options.numbers ?? true) {
    const [across, down] = [target.width / ratio, target.height / ratio];
    drawNumbers(context, data, reader(painting, missing), layout, options.view, across, down);
  }
  options.after?.(context);
  return "drawn";
}

/**
 * Draws the visible part of a tensor as tiles, piece by piece: cells crisp when magnified, with their numbers from 26 px
 * on; otherwise each pixel the mean (or the peak) of the values it covers. What is not a cell stays transparent, and so
 * does what is still to be fetched. While means of a large tensor are being worked out and painted, what was drawn before
 * stays; the canvas changes with the last piece. Another view of the same data that is half painted is finished first: who
 * moves on in every frame must see something. Throws as `tileLayout` does.
 */
export function* tilesInPieces(
  canvas: HTMLCanvasElement,
  data: TileData,
  options: TileOptions,
): Generator<Piece, Outcome> {
  const mine = {};
  newest.set(canvas, mine);
  const isNewest = (): boolean => newest.get(canvas) === mine;
  const { values } = data;
  const layout = tileLayout(data);
  const size = deviceSize(canvas, options);
  const half = halves.get(canvas);
  if (!size) {
    halves.delete(canvas);
    return "nothing";
  }
  const { width, height, ratio } = size;
  const { pool = "mean" } = options;
  if (half?.data === data && half.pool === pool && half.width === width && half.height === height) {
    yield* half.pieces;
    if (!isNewest()) return "superseded";
  }
  halves.delete(canvas);
  const { k, x, y } = options.view;
  const view = { k: k * ratio, x: x * ratio, y: y * ratio };
  const target = { pixels: pixelBuffer(canvas, width, height).pixels, width, height };
  let until = performance.now() + SLICE;
  const slice: Slice = {
    isOver: () => performance.now() > until,
    renew: () => void (until = performance.now() + SLICE),
  };
  const find = () => paintingOf(canvas, data, layout, pool, view, target, slice.isOver);
  let found = find();
  while (!found) {
    // What is fetched calls for its drawing itself.
    if (!(values instanceof Float32Array)) return "nothing";
    yield "computed";
    if (!isNewest()) return "superseded";
    slice.renew();
    found = find();
  }
  const pieces = paintInPieces(canvas, data, options, { ...found, target, view }, slice);
  halves.set(canvas, { data, pool, width, height, pieces });
  const outcome = yield* pieces;
  return isNewest() ? outcome : "superseded";
}

/** The number in a cell; null where it is still to be fetched. */
function reader(painting: Painting, missing: readonly Rect[]) {
  const squares = painting.squares(0);
  return (row: number, column: number, element: number): number | null => {
    if (!squares) return painting.values?.[element] ?? null;
    const inside = ({ top, left, rows, columns }: Rect): boolean =>
      row >= top && row < top + rows && column >= left && column < left + columns;
    if (missing.some(inside)) return null;
    const { numbers, at } = squares.row(row);
    return numbers[at + column - squares.left] ?? null;
  };
}

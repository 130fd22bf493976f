import { pixelPicker } from "../colour";
import type { View } from "../view";
import { paintReduced } from "./paint-reduced";
import { NONE, type Painting, type Target } from "./painting";
import type { Spacing } from "./spacing";

/** A hairline is left between cells from this size on, in device pixels. */
const HAIRLINE_FROM = 12;

/**
 * Which cell each pixel along one direction shows at its centre; −1 for none. Gaps are whole pixels, all equally wide
 * (rounded down, so that those under a pixel are closed): what is left over goes to the cell before.
 */
export function cellsAlong(cells: Int32Array, size: number, spacing: Spacing, k: number, from: number): void {
  for (let pixel = 0; pixel < size; pixel += 1) {
    const position = (pixel + 0.5 - from) / k;
    let cell = spacing.cellAt(position);
    if (cell < 0) {
      const after = spacing.after(position);
      const first = Math.ceil(spacing.start(after) * k + from - 0.5);
      if (after > 0 && pixel < first - Math.floor(spacing.gapBefore(after) * k)) cell = after - 1;
    }
    cells[pixel] = cell;
  }
  if (k < HAIRLINE_FROM) return;
  for (let pixel = 0; pixel + 1 < size; pixel += 1) {
    const next = cells[pixel + 1] as number;
    if (next >= 0 && (cells[pixel] as number) >= 0 && next !== cells[pixel]) cells[pixel] = -1;
  }
}

let columnCells = new Int32Array(0);
let columnOffsets = new Int32Array(0);
let rowCells = new Int32Array(0);

function paintCells({ pixels, width, height }: Target, painting: Painting, view: View): void {
  const { layout, scale } = painting;
  const { grid, across, down } = layout;
  const squares = painting.squares(0);
  const values = painting.values ?? NONE;
  const offsetOf = (column: number, line: number): number => {
    if (!squares) return grid.columnOffset(column, line);
    return column < grid.columnsIn(line) ? column - squares.left : -1;
  };
  if (columnCells.length < width) {
    columnCells = new Int32Array(width);
    columnOffsets = new Int32Array(width);
  }
  if (rowCells.length < height) rowCells = new Int32Array(height);
  cellsAlong(columnCells, width, across, view.k, view.x);
  cellsAlong(rowCells, height, down, view.k, view.y);
  const pick = pixelPicker(scale);
  let line = -1;
  let painted = -1;
  for (let y = 0; y < height; y += 1) {
    const row = rowCells[y] as number;
    const to = y * width;
    if (row < 0) {
      pixels.fill(0, to, to + width);
      continue;
    }
    if (row === painted) {
      // The same cells as in the pixel row above, unless a hairline stood between.
      const above = (rowCells[y - 1] as number) === row ? y - 1 : -1;
      if (above >= 0) {
        pixels.copyWithin(to, above * width, above * width + width);
        continue;
      }
    }
    painted = row;
    if (grid.lineOf(row) !== line) {
      line = grid.lineOf(row);
      for (let x = 0; x < width; x += 1) {
        const column = columnCells[x] as number;
        const before = x > 0 ? (columnCells[x - 1] as number) : -1;
        columnOffsets[x] =
          column < 0 ? -1 : column === before ? (columnOffsets[x - 1] as number) : offsetOf(column, line);
      }
    }
    const { numbers, at } = squares ? squares.row(row) : { numbers: values, at: grid.rowBase(row) };
    for (let x = 0; x < width; x += 1) {
      const offset = columnOffsets[x] as number;
      pixels[to + x] = offset < 0 ? 0 : pick(numbers[at + offset] as number);
    }
  }
}

/**
 * Which level of the pyramid a zoom of `k` device pixels per cell needs: squares between a third and seven
 * tenths of a pixel wide. So a frame reads no more than some eight numbers per pixel, and a pixel's mean is exact to the
 * share of the squares its edge cuts.
 */
export const levelFor = (k: number): number => Math.max(0, Math.floor(Math.log2(1 / k) - 0.5));

/** The level of which a zoom of `k` device pixels per cell is painted; 0 for single cells. */
export const paintedLevel = (k: number): number => (k >= 1 ? 0 : levelFor(k));

/**
 * Fills the target with the visible part of the tiles, `view` in device pixels: single cells when magnified,
 * otherwise the values each pixel covers, pooled. The squares of `paintedLevel` must be ready. Begins with pixel row
 * `start` and returns the row it came to when `late` said stop, the target's height when it is full.
 */
export function paintTiles(
  target: Target,
  painting: Painting,
  view: View,
  start = 0,
  late: () => boolean = () => false,
): number {
  const { grid } = painting.layout;
  if (grid.count > 0 && view.k < 1) return paintReduced(target, painting, view, levelFor(view.k), start, late);
  if (grid.count === 0) target.pixels.fill(0);
  else paintCells(target, painting, view);
  return target.height;
}

import { fitPlane, type Box, type Extent2, type View } from "../view";
import { tileLayout, type TileData } from "./tile-data";

type Tiles = Pick<TileData, "axes" | "tiling" | "values">;

/** A cell is never fitted larger than this, in CSS pixels: a 3 × 3 tensor should not fill the screen. */
const LARGEST_FIT = 72;
/** Size of a cell, in CSS pixels, when the view goes to one element: its number is easily read. */
const READABLE = 52;

/** Size of the whole grid with its gaps, in cells: the plane that a view moves over. */
export function tilesExtent(data: Tiles): Extent2 {
  const { across, down } = tileLayout(data);
  return { width: across.length, height: down.length };
}

/** The view that shows every tile, centred. */
export function fitView(data: Tiles, width: number, height: number, margin = 0): View {
  return fitPlane(tilesExtent(data), { width, height }, margin, LARGEST_FIT);
}

/** The element under a point of the node (CSS pixels), or null in a gap, past the end or outside. */
export function elementAtPoint(data: Tiles, view: View, x: number, y: number): number | null {
  const { grid, across, down } = tileLayout(data);
  const at = (spacing: typeof across, position: number): number => {
    const after = spacing.after(position);
    // A gap under a pixel is drawn closed: there the pointer does not fall between two cells.
    return after > 0 && spacing.gapBefore(after) * view.k < 1 ? after : spacing.cellAt(position);
  };
  const element = grid.elementAt(at(down, (y - view.y) / view.k), at(across, (x - view.x) / view.k));
  return element < 0 ? null : element;
}

/** Where an element's cell stands on the node, in CSS pixels. */
export function cellBox(data: Tiles, view: View, element: number): Box {
  const { grid, across, down } = tileLayout(data);
  const { row, column } = grid.cellOf(element);
  return {
    x: across.start(column) * view.k + view.x,
    y: down.start(row) * view.k + view.y,
    width: view.k,
    height: view.k,
  };
}

/** Where the tile around an element stands on the node, in CSS pixels. */
export function tileBox(data: Tiles, view: View, element: number): Box {
  const { grid, across, down } = tileLayout(data);
  const { row, column } = grid.cellOf(element);
  const top = row - (row % grid.cellRows);
  const left = column - (column % grid.cellColumns);
  const x = across.start(left);
  const y = down.start(top);
  return {
    x: x * view.k + view.x,
    y: y * view.k + view.y,
    width: (across.start(left + grid.cellColumns - 1) + 1 - x) * view.k,
    height: (down.start(top + grid.cellRows - 1) + 1 - y) * view.k,
  };
}

/** The view with one element in the middle, magnified until numbers are read but with its tile whole where it fits. */
export function viewAround(data: Tiles, element: number, width: number, height: number): View {
  const { across, down } = tileLayout(data);
  const plain: View = { k: 1, x: 0, y: 0 };
  const cell = cellBox(data, plain, element);
  const tile = tileBox(data, plain, element);
  const whole = 0.8 * Math.min(width / tile.width, height / tile.height);
  const k = whole >= READABLE / 2 ? Math.min(READABLE, whole) : READABLE;
  const target = whole >= READABLE / 2 ? tile : cell;
  const centred = (span: number, content: number, middle: number): number =>
    content * k <= span ? (span - content * k) / 2 : Math.min(0, Math.max(span - content * k, span / 2 - middle * k));
  return {
    k,
    x: centred(width, across.length, target.x + target.width / 2),
    y: centred(height, down.length, target.y + target.height / 2),
  };
}

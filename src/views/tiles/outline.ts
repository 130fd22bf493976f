import { cellBox, tileBox } from "./tile-view";
import { tileLayout, type TileData } from "./tile-data";
import { hundredths, type Box, type Extent2, type View } from "../view";

/** No more elements than this are outlined, the first ones: beyond it an outline tells nothing more. */
export const MOST_LIT = 4000;
/** Outlines never get smaller than this, in CSS pixels, so that one cell of a million is found. */
const SMALLEST = 5;

const visible = (box: Box, { width, height }: Extent2): boolean =>
  box.x + box.width >= -4 && box.y + box.height >= -4 && box.x <= width + 4 && box.y <= height + 4;

/** A box blown up about its middle to the least size that is seen. */
export function atLeast(box: Box, least: number = SMALLEST): Box {
  const width = Math.max(box.width, least);
  const height = Math.max(box.height, least);
  return { x: box.x - (width - box.width) / 2, y: box.y - (height - box.height) / 2, width, height };
}

/**
 * The boxes that outline elements: the tile where every element of a tile is meant, runs of neighbouring cells of one
 * tile as one box, otherwise the cell. What lies outside the node is left away.
 */
export function outlineOf(data: TileData, view: View, elements: Iterable<number>, viewport: Extent2): Box[] {
  const { grid } = tileLayout(data);
  const tiles = new Map<number, number[]>();
  let taken = 0;
  for (const element of elements) {
    if (!(element >= 0 && element < grid.count)) continue;
    if (taken >= MOST_LIT) break;
    taken += 1;
    const { row, column } = grid.cellOf(element);
    const tile = grid.tileOf(row, column);
    const cells = tiles.get(tile);
    if (cells) cells.push(element);
    else tiles.set(tile, [element]);
  }
  const size = grid.cellRows * grid.cellColumns;
  const boxes: Box[] = [];
  for (const cells of tiles.values()) {
    const box = tileBox(data, view, cells[0] as number);
    if (!visible(box, viewport)) continue;
    if (new Set(cells).size === size) boxes.push(box);
    else boxes.push(...runs(data, view, cells).filter((run) => visible(run, viewport)));
  }
  return boxes.map((box) => atLeast(box));
}

/** Cells of one tile as boxes, neighbours in a row joined, and equal runs in neighbouring rows joined. */
function runs(data: TileData, view: View, elements: readonly number[]): Box[] {
  const { grid } = tileLayout(data);
  const cells = elements.map((element) => ({ element, ...grid.cellOf(element) }));
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  interface Run {
    first: number;
    last: number;
    top: number;
    bottom: number;
    left: number;
    right: number;
  }
  const open: Run[] = [];
  for (const { element, row, column } of cells) {
    const run = open.at(-1);
    if (run && run.bottom === row && run.top === row && run.right + 1 >= column) {
      run.right = column;
      run.last = element;
    } else open.push({ first: element, last: element, top: row, bottom: row, left: column, right: column });
  }
  const joined: Run[] = [];
  const lowest = new Map<string, Run>();
  for (const run of open) {
    const above = lowest.get(`${run.left} ${run.right}`);
    if (above && above.bottom === run.top - 1) {
      above.bottom = run.bottom;
      above.last = run.last;
    } else {
      joined.push(run);
      lowest.set(`${run.left} ${run.right}`, run);
    }
  }
  return joined.map(({ first, last }) => {
    const from = cellBox(data, view, first);
    const to = cellBox(data, view, last);
    return { x: from.x, y: from.y, width: to.x + to.width - from.x, height: to.y + to.height - from.y };
  });
}

/** SVG path of rectangles, each grown by `out` on every side, so that an outline stands around the cell. */
export function pathOf(boxes: readonly Box[], out = 0): string {
  return boxes
    .map(({ x, y, width, height }) => {
      const [w, h] = [hundredths(width + 2 * out), hundredths(height + 2 * out)];
      return `M${hundredths(x - out)} ${hundredths(y - out)}h${w}v${h}h${-w}z`;
    })
    .join("");
}

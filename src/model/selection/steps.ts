import { windowAt, windowCount, windowGrid, windowNumber, type Geometry, type ImageShape } from "../geometry";
import type { Selection } from "./kinds";

/** Where arrow keys (and Home, End, Page keys) may take a selection. */
export type Direction = "left" | "right" | "up" | "down" | "next" | "previous" | "first" | "last";

/**
 * The selection one step on: a window moves to its neighbour in the same image, a pixel to the next pixel; "next" and
 * "previous" run in reading order through the whole batch, "first" and "last" are its ends. Stops at the edges. What
 * lies outside (after a change of geometry, or a cell of the border) is first pulled in; null when nothing is left to
 * select, because no window fits.
 */
export function stepSelection(
  selection: Selection,
  geometry: Geometry,
  image: ImageShape,
  direction: Direction,
): Selection | null {
  const [batch, channels, height, width] = image;
  const c = selection.c === null ? null : clamp(selection.c, channels);
  if (selection.kind === "pixel") {
    const from = [clamp(selection.b, batch), clamp(selection.y, height), clamp(selection.x, width)] as const;
    const [b, y, x] = stepped(from, [batch, height, width], direction);
    return { kind: "pixel", b, c, y, x };
  }
  const count = windowCount(geometry, image);
  if (count === 0) return null;
  const [kh, kw] = geometry.kernel_size;
  const [rows, columns] = windowGrid(geometry, image);
  const from = windowAt(geometry, image, clamp(selection.n, count));
  const [b, r, s] = stepped(from, [batch, rows, columns], direction);
  return {
    kind: "product",
    n: windowNumber(geometry, image, b, r, s),
    c,
    i: selection.i === null ? null : clamp(selection.i, kh),
    j: selection.j === null ? null : clamp(selection.j, kw),
  };
}

type Place = readonly [number, number, number];

function stepped([b, row, column]: Place, [batch, rows, columns]: Place, direction: Direction): Place {
  const linear = (b * rows + row) * columns + column;
  const nth = (at: number): Place => {
    const rest = at % (rows * columns);
    return [Math.floor(at / (rows * columns)), Math.floor(rest / columns), rest % columns];
  };
  const last = batch * rows * columns - 1;
  switch (direction) {
    case "left":
      return [b, row, Math.max(column - 1, 0)];
    case "right":
      return [b, row, Math.min(column + 1, columns - 1)];
    case "up":
      return [b, Math.max(row - 1, 0), column];
    case "down":
      return [b, Math.min(row + 1, rows - 1), column];
    case "next":
      return nth(Math.min(linear + 1, last));
    case "previous":
      return nth(Math.max(linear - 1, 0));
    case "first":
      return [0, 0, 0];
    case "last":
      return [batch - 1, rows - 1, columns - 1];
  }
}

/** The nearest whole number from 0 to size − 1. */
function clamp(value: number, size: number): number {
  return Number.isNaN(value) ? 0 : Math.min(size - 1, Math.max(0, Math.trunc(value)));
}

import { type Digit, type Way, wayTo } from "../../model/closed-form";
import type { Plane } from "./plane";

/** Rows of the padded picture and taps up to here make one exact number with the planes; beyond, nothing is shared. */
const [MOST_ROWS, MOST_TAPS] = [2 ** 16, 2 ** 20];

/** Groups beyond which there is nothing to be shared among columns. */
const MOST_GROUPS = 256;

/** Columns of a plane that meet the same tap in the same row of the same plane of the picture. */
export interface Group {
  /** Tells groups apart, those of other lines too. */
  readonly id: number;
  readonly way: Way;
  /** Where the columns of each square begin among `places`; one entry more for the end. */
  readonly starts: Int32Array;
  /** Columns of the padded picture, counted from where a row of the plane begins. */
  readonly places: Int32Array;
  /** Where the squares begin, and the last one ends, among the columns of the padded picture, if they cover them one after the other. */
  readonly edges: Int32Array | null;
}

/** A line of tiles seen in squares: its columns in groups, and how many cells of a row each square has. */
export interface Line {
  readonly groups: readonly Group[];
  readonly cells: Float64Array;
}

let lastId = 0;

function edgesOf(starts: Int32Array, places: Int32Array): Int32Array | null {
  const [first = 0] = places;
  for (let k = 1; k < places.length; k += 1) if (places[k] !== first + k) return null;
  return starts.map((start) => first + start);
}

/** Squares [left, left + columns) of `side` cells of a line of the plane; null when there are too many groups. */
export function lineOf(
  plane: Plane,
  digits: readonly Digit[],
  line: number,
  left: number,
  columns: number,
  side: number,
): Line | null {
  const first = wayTo(digits, 0);
  const found = new Map<number, { readonly way: Way; readonly starts: Int32Array; readonly places: number[] }>();
  const cells = new Float64Array(columns);
  const end = Math.min((left + columns) * side, plane.columnsIn(line));
  for (let column = left * side; column < end; column += 1) {
    const way = wayTo(digits, plane.columnOffset(column, line));
    const key = (way.plane * MOST_ROWS + way.y) * MOST_TAPS + way.tap;
    if (way.y >= MOST_ROWS || way.tap >= MOST_TAPS || !Number.isSafeInteger(key)) return null;
    let group = found.get(key);
    if (!group) {
      const relative = { plane: way.plane - first.plane, y: way.y - first.y, x: 0, tap: way.tap - first.tap };
      group = { way: relative, starts: new Int32Array(columns + 1), places: [] };
      found.set(key, group);
      if (found.size > Math.min(MOST_GROUPS, 2 * side)) return null;
    }
    const square = Math.floor(column / side) - left;
    cells[square] = (cells[square] as number) + 1;
    group.places.push(way.x - first.x);
    group.starts[square + 1] = group.places.length;
  }
  const groups = Array.from(found.values(), ({ way, starts, places: listed }): Group => {
    for (let k = 0; k < columns; k += 1) starts[k + 1] = Math.max(starts[k] as number, starts[k + 1] as number);
    const places = Int32Array.from(listed);
    lastId += 1;
    return { id: lastId, way, starts, places, edges: edgesOf(starts, places) };
  });
  return { groups, cells };
}

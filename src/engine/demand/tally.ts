import type { Extent } from "../../model/summary";
import type { Plane } from "./plane";

/** Where something stands in a plane. */
interface Place {
  readonly row: number;
  readonly column: number;
}

/** Extent of rows of cells, and where its ends stand. */
export interface Tally {
  extent: Extent;
  least: number | null;
  most: number | null;
  odd: number | null;
}

export const emptyTally = (): Tally => ({
  extent: { min: Infinity, max: -Infinity, notFinite: 0 },
  least: null,
  most: null,
  odd: null,
});

const elementAt = (plane: Plane, { row, column }: Place): number =>
  plane.rowBase(row) + plane.columnOffset(column, plane.lineOf(row));

/*
 * What a look through a row goes by. Not in variables: some ends are whole numbers and some are not, and code that the browser
 * has compiled for the one is thrown away at the other, row after row.
 */
const ends = new Float64Array(2);
const found = new Int32Array(4);
const [LEAST, MOST, ODD, COUNT] = [0, 1, 2, 3];

/** Widens `ends` by the first `count` cells, and notes in `found` where that was, the first that is not finite, and how many are not. */
function look(cells: Float32Array, count: number): void {
  for (let k = 0; k < count; k += 1) {
    const value = cells[k] as number;
    // x − x is 0 for finite numbers alone.
    if (value - value !== 0) {
      if (found[COUNT] === 0) found[ODD] = k;
      found[COUNT] = (found[COUNT] as number) + 1;
      continue;
    }
    if (value < (ends[LEAST] as number)) {
      ends[LEAST] = value;
      found[LEAST] = k;
    }
    if (value > (ends[MOST] as number)) {
      ends[MOST] = value;
      found[MOST] = k;
    }
  }
}

/** Takes in the first `count` cells of a row. */
export function takeIn(tally: Tally, plane: Plane, row: number, cells: Float32Array, count: number): void {
  ends[LEAST] = tally.extent.min;
  ends[MOST] = tally.extent.max;
  found.fill(-1);
  found[COUNT] = 0;
  look(cells, count);
  const leastAt = found[LEAST] as number;
  const mostAt = found[MOST] as number;
  const oddAt = found[ODD] as number;
  if (leastAt < 0 && mostAt < 0 && oddAt < 0) return;
  const notFinite = tally.extent.notFinite + found[COUNT];
  tally.extent = { min: ends[LEAST], max: ends[MOST], notFinite };
  if (leastAt >= 0) tally.least = elementAt(plane, { row, column: leastAt });
  if (mostAt >= 0) tally.most = elementAt(plane, { row, column: mostAt });
  if (oddAt >= 0) tally.odd ??= elementAt(plane, { row, column: oddAt });
}

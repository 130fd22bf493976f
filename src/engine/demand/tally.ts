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

/** Takes in the first `count` cells of a row. */
export function takeIn(tally: Tally, plane: Plane, row: number, cells: Float32Array, count: number): void {
  let { min, max, notFinite } = tally.extent;
  let [leastAt, mostAt, oddAt] = [-1, -1, -1];
  for (let k = 0; k < count; k += 1) {
    const value = cells[k] as number;
    // x − x is 0 for finite numbers alone.
    if (value - value !== 0) {
      notFinite += 1;
      if (oddAt < 0) oddAt = k;
      continue;
    }
    if (value < min) {
      min = value;
      leastAt = k;
    }
    if (value > max) {
      max = value;
      mostAt = k;
    }
  }
  tally.extent = { min, max, notFinite };
  if (leastAt >= 0) tally.least = elementAt(plane, { row, column: leastAt });
  if (mostAt >= 0) tally.most = elementAt(plane, { row, column: mostAt });
  if (oddAt >= 0) tally.odd ??= elementAt(plane, { row, column: oddAt });
}

/** The extent as it is told: 0 to 0 while nothing finite was seen. */
export const told = ({ min, max, notFinite }: Extent): Extent =>
  min > max ? { min: 0, max: 0, notFinite } : { min, max, notFinite };

import type { Pool } from "../../model/pool";
import type { Rect } from "../../model/tile-request";
import { addToSquares, peakOfSquares } from "./loops";
import type { Reader } from "./reader";

/** Look-ups between two looks at the clock. */
const AT_ONCE = 250_000;
/** Milliseconds between two looks at whether the work is still wanted: each look takes a while itself. */
const PAUSE_EVERY = 12;
/** The same for what looks at every cell, mostly behind everything else, and must not keep a gesture waiting. */
export const PAUSE_BEHIND = 5;

/** Waits for `checkpoint` each time that enough work has been reported and `every` milliseconds have gone by. */
export function pacer(
  checkpoint: () => Promise<void>,
  every: number = PAUSE_EVERY,
): (work: number) => Promise<void> | undefined {
  let since = 0;
  let last = performance.now();
  return (work) => {
    since += work;
    if (since < AT_ONCE) return undefined;
    since = 0;
    const now = performance.now();
    if (now - last < every) return undefined;
    last = now;
    return checkpoint();
  };
}

/** One row of squares of 2^level cells, filled with the rows of cells in it. */
export interface SquareRow {
  add(cells: Float32Array, count: number): void;
  /** Writes what the squares hold and empties them: the mean or the value of largest magnitude, NaN if there is one. */
  take(out: Float32Array): void;
}

/** A row of `columns` squares, pooled; a square without a cell is 0. */
export function squareRow(columns: number, level: number, pool: Pool): SquareRow {
  const side = 2 ** level;
  const sums = new Float64Array(columns);
  const cellsIn = new Float64Array(columns);
  return {
    add(cells, count) {
      if (pool === "peak") {
        peakOfSquares(sums, cells, count, side);
        return;
      }
      addToSquares(sums, cells, count, side);
      for (let k = 0; k * side < count; k += 1) cellsIn[k] = (cellsIn[k] as number) + Math.min(side, count - k * side);
    },
    take(out) {
      for (let k = 0; k < columns; k += 1) {
        const sum = sums[k] as number;
        out[k] = pool === "mean" ? sum / Math.max(1, cellsIn[k] as number) : sum;
      }
      sums.fill(0);
      cellsIn.fill(0);
    },
  };
}

/**
 * The squares of 2^level cells in a rectangle of squares, row-major, computed row by row: the mean of the cells of each,
 * or the one of largest magnitude; a NaN wins in both, and a square without a cell is 0. `checkpoint` is waited for
 * every few million look-ups.
 */
export async function squaresOf(
  reader: Reader,
  { top, left, rows, columns }: Rect,
  level: number,
  pool: Pool,
  checkpoint: () => Promise<void>,
): Promise<Float32Array<ArrayBuffer>> {
  const { plane } = reader;
  const side = 2 ** level;
  const values = new Float32Array(rows * columns);
  const from = left * side;
  const to = Math.min((left + columns) * side, plane.columns);
  if (to <= from) return values;
  const cells = new Float32Array(to - from);
  const squares = squareRow(columns, level, pool);
  const pace = pacer(checkpoint);
  for (let row = top; row < top + rows && row * side < plane.rows; row += 1) {
    const out = values.subarray((row - top) * columns, (row - top + 1) * columns);
    if (level === 0) {
      reader.row(row, from, to, out);
      await pace((to - from) * reader.work);
      continue;
    }
    for (let at = row * side; at < Math.min((row + 1) * side, plane.rows); at += 1) {
      squares.add(cells, reader.row(at, from, to, cells));
      await pace(cells.length * reader.work);
    }
    squares.take(out);
  }
  return values;
}

import { type Pool, peakOf } from "../../model/pool";
import type { Rect } from "../../model/tile-request";
import { PAUSE_BEHIND, pacer, squareRow } from "./reduce";
import type { Reader } from "./reader";
import { emptyTally, takeIn, type Tally } from "./tally";

/** Squares of a far view at most: beyond some millions a screen does not show them all anyway. */
const MOST_SQUARES = 2 ** 21;

/**
 * A plane seen from so far that it can be held: both means and peaks of squares of 2^level cells, worked out row by row
 * when they are first asked for, and never again. Every still farther level follows from it.
 */
export interface FarView {
  readonly level: number;
  /** What was seen of the rows that are worked out. */
  readonly tally: Tally;
  /** Share of the rows that are worked out. */
  done(): number;
  /** Whether rows of squares [from, to) are worked out. */
  has(from: number, to: number): boolean;
  /** Works out rows of squares [from, to), until `most` look-ups were made at least; true when they all are. */
  ensure(from: number, to: number, checkpoint: () => Promise<void>, most?: number): Promise<boolean>;
  /** Squares of this level or one above; their rows must have been worked out. */
  squares(rect: Rect, level: number, pool: Pool): Float32Array<ArrayBuffer>;
}

/** The first level whose squares can be held. */
export function farLevel({ rows, columns }: { readonly rows: number; readonly columns: number }): number {
  let level = 0;
  while (Math.ceil(rows / 2 ** level) * Math.ceil(columns / 2 ** level) > MOST_SQUARES) level += 1;
  return level;
}

/** A far view of what `reader` reads; `level` is what `farLevel` says unless a test wants another. */
export function createFarView(reader: Reader, level: number = farLevel(reader.plane)): FarView {
  const { plane } = reader;
  const side = 2 ** level;
  const [high, wide] = [Math.ceil(plane.rows / side), Math.ceil(plane.columns / side)];
  const pooled = { mean: new Float32Array(high * wide), peak: new Float32Array(high * wide) };
  const known = new Uint8Array(high);
  const tally = emptyTally();
  const cells = new Float32Array(plane.columns);
  const means = squareRow(wide, level, "mean");
  const peaks = squareRow(wide, level, "peak");
  let rowsDone = 0;

  function work(row: number): void {
    for (let at = row * side; at < Math.min((row + 1) * side, plane.rows); at += 1) {
      const count = reader.row(at, 0, plane.columns, cells);
      means.add(cells, count);
      peaks.add(cells, count);
      takeIn(tally, plane, at, cells, count);
    }
    means.take(pooled.mean.subarray(row * wide, (row + 1) * wide));
    peaks.take(pooled.peak.subarray(row * wide, (row + 1) * wide));
    known[row] = 1;
    rowsDone += 1;
  }

  /** Cells of a square at (row, column) of this level: those at the far edges and line ends hold fewer. */
  function cellsIn(row: number, column: number): number {
    let count = 0;
    for (let at = row * side; at < Math.min((row + 1) * side, plane.rows); at += 1) {
      count += Math.max(0, Math.min(side, plane.columnsIn(plane.lineOf(at)) - column * side));
    }
    return count;
  }

  return {
    level,
    tally,
    done: () => (high === 0 ? 1 : rowsDone / high),
    has: (from, to) => known.subarray(from, to).every((row) => row === 1),
    async ensure(from, to, checkpoint, most = Infinity) {
      const pace = pacer(checkpoint, PAUSE_BEHIND);
      const perRow = side * plane.columns * reader.work;
      let spent = 0;
      for (let row = from; row < Math.min(to, high); row += 1) {
        if (known[row] === 1) continue;
        if (spent >= most) return false;
        work(row);
        spent += perRow;
        await pace(perRow);
      }
      return true;
    },
    squares({ top, left, rows, columns }, wanted, pool) {
      const span = 2 ** (wanted - level);
      const values = new Float32Array(rows * columns);
      const from = pooled[pool];
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          let sum = 0;
          let weight = 0;
          for (let y = (top + row) * span; y < Math.min((top + row + 1) * span, high); y += 1) {
            for (let x = (left + column) * span; x < Math.min((left + column + 1) * span, wide); x += 1) {
              const value = from[y * wide + x] as number;
              if (pool === "peak") sum = peakOf(sum, value);
              else {
                const count = span === 1 ? 1 : cellsIn(y, x);
                if (count === 0) continue;
                sum += count * value;
                weight += count;
              }
            }
          }
          values[row * columns + column] = pool === "peak" ? sum : sum / Math.max(1, weight);
        }
      }
      return values;
    },
  };
}

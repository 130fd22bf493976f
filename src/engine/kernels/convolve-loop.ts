import { tapOffsets, windowsPerImage } from "../../model/addressing";
import type { Runs } from "../../model/runs";
import type { PlacedWindows } from "./placed-windows";

/** Neighbouring windows that are computed together: each number of the filter is fetched once for all of them. */
const BLOCK = 8;

/** A block takes as long as two windows by themselves: from so many kept ones on it is computed whole. */
const WORTH_BLOCK = 3;

/** What windows are computed from: the picture and the filter, and where the taps of a window lie. */
interface Source {
  readonly image: Float32Array;
  readonly filter: Float32Array;
  readonly offsets: Int32Array;
}

/** Sums of eight neighbouring windows that begin at `start`, into `out` from `to` on. */
function computeBlock({ image, filter, offsets }: Source, start: number, out: Float32Array, to: number): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let a4 = 0;
  let a5 = 0;
  let a6 = 0;
  let a7 = 0;
  for (let t = 0; t < offsets.length; t += 1) {
    const weight = filter[t] as number;
    const at = start + (offsets[t] as number);
    a0 += weight * (image[at] as number);
    a1 += weight * (image[at + 1] as number);
    a2 += weight * (image[at + 2] as number);
    a3 += weight * (image[at + 3] as number);
    a4 += weight * (image[at + 4] as number);
    a5 += weight * (image[at + 5] as number);
    a6 += weight * (image[at + 6] as number);
    a7 += weight * (image[at + 7] as number);
  }
  out[to] = a0;
  out[to + 1] = a1;
  out[to + 2] = a2;
  out[to + 3] = a3;
  out[to + 4] = a4;
  out[to + 5] = a5;
  out[to + 6] = a6;
  out[to + 7] = a7;
}

/** The sum of one window that begins at `start`. */
function computeOne({ image, filter, offsets }: Source, start: number): number {
  let sum = 0;
  for (let t = 0; t < offsets.length; t += 1) {
    sum += (filter[t] as number) * (image[start + (offsets[t] as number)] as number);
  }
  return sum;
}

/** How many cells of [from, to) the runs from `run` on hold, the first of which has begun by then. */
function cellsWithin({ edges }: Runs, run: number, end: number, from: number, to: number): number {
  let cells = Math.min(edges[2 * run + 1] as number, to) - from;
  for (let next = run + 1; next < end && (edges[2 * next] as number) < to; next += 1) {
    cells += Math.min(edges[2 * next + 1] as number, to) - (edges[2 * next] as number);
  }
  return cells;
}

/**
 * Sum over all taps, window by window, all by the same steps; `out` [B·h·w] keeps what it holds where no window is placed.
 * Where several of eight neighbours are kept, all of them are computed and the others thrown away, so that scattered
 * windows take hardly longer than all of them.
 */
export function convolveWindows(
  out: Float32Array,
  image: Float32Array,
  filter: Float32Array,
  { addressing, runs }: PlacedWindows,
): void {
  const { batch, batchPitch, rowPitch } = addressing;
  const { rows, columns, starts, edges } = runs;
  const source: Source = { image, filter, offsets: tapOffsets(addressing) };
  const block = new Float32Array(BLOCK);

  /** The windows of a row, whose first one begins at `first` of the picture and stands at `to` of the output. */
  const computeRow = (row: number, first: number, to: number): void => {
    const end = starts[row + 1] as number;
    let s = 0;
    for (let run = starts[row] as number; run < end;) {
      s = Math.max(s, edges[2 * run] as number);
      const stop = edges[2 * run + 1] as number;
      for (; s + BLOCK <= stop; s += BLOCK) computeBlock(source, first + s, out, to + s);
      // What is left of this run is looked at together with what follows it closely.
      const at = Math.min(s, columns - BLOCK);
      if (s < stop && at >= 0 && cellsWithin(runs, run, end, s, at + BLOCK) >= WORTH_BLOCK) {
        computeBlock(source, first + at, block, 0);
        for (let next = run; next < end && (edges[2 * next] as number) < at + BLOCK; next += 1) {
          const last = Math.min(edges[2 * next + 1] as number, at + BLOCK);
          for (let x = Math.max(s, edges[2 * next] as number); x < last; x += 1) out[to + x] = block[x - at] as number;
        }
        s = at + BLOCK;
      }
      for (; s < stop; s += 1) out[to + s] = computeOne(source, first + s);
      while (run < end && (edges[2 * run + 1] as number) <= s) run += 1;
    }
  };

  for (let b = 0; b < batch; b += 1) {
    for (let row = 0; row < rows; row += 1) {
      computeRow(row, b * batchPitch + row * rowPitch, b * windowsPerImage(addressing) + row * columns);
    }
  }
}

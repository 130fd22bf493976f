import type { ShownOutput } from "../model/runner";
import { told } from "../model/summary";
import { copyOfFloats } from "./spare";

/**
 * One number per window, taken together in squares of 2^level × 2^level windows: of each square the sum. What is shown of
 * it is worked out line by line, for the lines alone that something was done to since.
 */
export class WindowSquares {
  readonly side: number;
  /** Squares downwards and across, per picture of the batch. */
  readonly high: number;
  readonly wide: number;
  private readonly sums: Float64Array;
  /** What was shown last: means, and of each line of them both ends and how many are not finite, which are no ends. */
  private readonly means: Float32Array;
  private readonly lineLeast: Float32Array;
  private readonly lineMost: Float32Array;
  private readonly lineOdd: Uint32Array;
  /** 1 for the lines that were changed since. */
  private readonly changed: Uint8Array;

  constructor(
    private readonly shape: ShownOutput["shape"],
    private readonly level: number,
  ) {
    const [batch, , rows, columns] = shape;
    this.side = 2 ** level;
    this.high = Math.ceil(rows / this.side);
    this.wide = Math.ceil(columns / this.side);
    const count = batch * this.high * this.wide;
    this.sums = new Float64Array(count);
    this.means = new Float32Array(count);
    const lines = batch * this.high;
    this.lineLeast = new Float32Array(lines);
    this.lineMost = new Float32Array(lines);
    this.lineOdd = new Uint32Array(lines);
    this.changed = new Uint8Array(lines).fill(1);
  }

  /** Adds windows [from, from + values.length) of a row of image b. */
  add(b: number, row: number, from: number, values: Float32Array): void {
    const { sums, level, side } = this;
    const count = values.length;
    const line = b * this.high + (row >> level);
    this.changed[line] = 1;
    let square = line * this.wide + (from >> level);
    for (let at = 0, end = side - (from & (side - 1)); at < count; square += 1, end += side) {
      const stop = end < count ? end : count;
      // Two chains of additions, for each waits for the one before.
      let even = 0;
      let odd = 0;
      for (; at + 1 < stop; at += 2) {
        even += values[at] as number;
        odd += values[at + 1] as number;
      }
      if (at < stop) even += values[at++] as number;
      sums[square] = (sums[square] as number) + (even + odd);
    }
  }

  /** Takes over what another one of the same shape knows of squares [from, to), all of one line. */
  take(other: WindowSquares, from: number, to: number): void {
    this.sums.set(other.sums.subarray(from, to), from);
    this.changed[Math.floor(from / this.wide)] = 1;
  }

  /** Takes everything out of squares [from, to), all of one line. */
  empty(from: number, to: number): void {
    this.sums.fill(0, from, to);
    this.changed[Math.floor(from / this.wide)] = 1;
  }

  /** Means of all squares and their extent; memory of the caller's own. */
  shown(): ShownOutput {
    const { shape, level, means, lineLeast, lineMost, lineOdd, changed } = this;
    let [min, max, notFinite] = [Infinity, -Infinity, 0];
    for (let line = 0; line < changed.length; line += 1) {
      if (changed[line] !== 0) this.lookAt(line);
      min = Math.min(min, lineLeast[line] as number);
      max = Math.max(max, lineMost[line] as number);
      notFinite += lineOdd[line] as number;
    }
    return { shape, level, data: copyOfFloats(means), extent: told({ min, max, notFinite }) };
  }

  /** Works out the means of a line and their ends. */
  private lookAt(line: number): void {
    const { shape, side, high, wide, sums, means } = this;
    const [, , rows, columns] = shape;
    const from = line * wide;
    const last = from + wide - 1;
    const rowsIn = Math.min(side, rows - (line % high) * side);
    for (let square = from; square < last; square += 1) means[square] = (sums[square] as number) / (rowsIn * side);
    if (wide > 0) means[last] = (sums[last] as number) / (rowsIn * (columns - (wide - 1) * side));
    let [min, max, notFinite] = [Infinity, -Infinity, 0];
    for (let square = from; square <= last; square += 1) {
      const mean = means[square] as number;
      // x − x is 0 for finite numbers alone.
      if (mean - mean !== 0) notFinite += 1;
      else {
        if (mean < min) min = mean;
        if (mean > max) max = mean;
      }
    }
    this.lineLeast[line] = min;
    this.lineMost[line] = max;
    this.lineOdd[line] = notFinite;
    this.changed[line] = 0;
  }
}

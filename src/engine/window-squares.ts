import type { ShownOutput } from "../model/runner";
import type { Extent } from "../model/summary";
import { told } from "./demand/tally";

/**
 * One number per window, taken together in squares of 2^level × 2^level windows: of each square the sum, both ends, and
 * how many are not finite, which are no ends.
 */
export class WindowSquares {
  readonly side: number;
  /** Squares downwards and across, per picture of the batch. */
  readonly high: number;
  readonly wide: number;
  private readonly sums: Float64Array;
  private readonly least: Float32Array;
  private readonly most: Float32Array;
  private readonly odd: Uint32Array;

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
    this.least = new Float32Array(count).fill(Infinity);
    this.most = new Float32Array(count).fill(-Infinity);
    this.odd = new Uint32Array(count);
  }

  /** Adds windows [from, from + values.length) of a row of image b. */
  add(b: number, row: number, from: number, values: Float32Array): void {
    const { sums, least, most, level, side } = this;
    const count = values.length;
    let square = (b * this.high + (row >> level)) * this.wide + (from >> level);
    for (let start = 0, end = side - (from & (side - 1)); start < count; square += 1) {
      const stop = end < count ? end : count;
      let sum = 0;
      let low = least[square] as number;
      let high = most[square] as number;
      for (let k = start; k < stop; k += 1) {
        const value = values[k] as number;
        sum += value;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      sums[square] = (sums[square] as number) + sum;
      // x − x is 0 for finite numbers alone; float32 numbers never add up to an infinity here.
      if (sum - sum === 0) {
        least[square] = low;
        most[square] = high;
      } else this.addWithCare(square, values.subarray(start, stop));
      start = stop;
      end += side;
    }
  }

  private addWithCare(square: number, values: Float32Array): void {
    const { least, most, odd } = this;
    for (const value of values) {
      if (value - value !== 0) odd[square] = (odd[square] as number) + 1;
      else {
        least[square] = Math.min(least[square] as number, value);
        most[square] = Math.max(most[square] as number, value);
      }
    }
  }

  /** Takes over what another one of the same shape knows of squares [from, to). */
  take(other: WindowSquares, from: number, to: number): void {
    this.sums.set(other.sums.subarray(from, to), from);
    this.least.set(other.least.subarray(from, to), from);
    this.most.set(other.most.subarray(from, to), from);
    this.odd.set(other.odd.subarray(from, to), from);
  }

  /** Means of all squares, and the extent of all numbers; memory of the caller's own. */
  shown(): ShownOutput {
    const { shape, level, side, high, wide, sums } = this;
    const [batch, , rows, columns] = shape;
    const data = new Float32Array(sums.length);
    for (let line = 0, at = 0; line < batch * high; line += 1, at += wide) {
      const rowsIn = Math.min(side, rows - (line % high) * side);
      const last = at + wide - 1;
      for (let square = at; square < last; square += 1) data[square] = (sums[square] as number) / (rowsIn * side);
      if (wide > 0) data[last] = (sums[last] as number) / (rowsIn * (columns - (wide - 1) * side));
    }
    return { shape, level, data, extent: this.extent() };
  }

  private extent(): Extent {
    const { least, most, odd } = this;
    let [min, max, notFinite] = [Infinity, -Infinity, 0];
    for (let square = 0; square < least.length; square += 1) {
      if ((least[square] as number) < min) min = least[square] as number;
      if ((most[square] as number) > max) max = most[square] as number;
      notFinite += odd[square] as number;
    }
    return told({ min, max, notFinite });
  }
}

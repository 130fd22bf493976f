import type { ShownOutput } from "../model/runner";
import { told } from "./demand/tally";
import { copyOfFloats } from "./spare";

/**
 * One number per window, taken together in squares of 2^level × 2^level windows: of each square the sum, both ends, and
 * how many are not finite, which are no ends. What is shown of it is worked out line by line, for the lines alone that
 * something was done to since.
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
  /** What was shown last: means, and of each line of squares both ends and how many are not finite. */
  private readonly means: Float32Array;
  private readonly lineLeast: Float32Array;
  private readonly lineMost: Float32Array;
  private readonly lineOdd: Float64Array;
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
    this.least = new Float32Array(count).fill(Infinity);
    this.most = new Float32Array(count).fill(-Infinity);
    this.odd = new Uint32Array(count);
    this.means = new Float32Array(count);
    const lines = batch * this.high;
    this.lineLeast = new Float32Array(lines);
    this.lineMost = new Float32Array(lines);
    this.lineOdd = new Float64Array(lines);
    this.changed = new Uint8Array(lines).fill(1);
  }

  /** Adds windows [from, from + values.length) of a row of image b. */
  add(b: number, row: number, from: number, values: Float32Array): void {
    const { sums, least, most, level, side } = this;
    const count = values.length;
    const line = b * this.high + (row >> level);
    this.changed[line] = 1;
    let square = line * this.wide + (from >> level);
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

  /** Takes over what another one of the same shape knows of squares [from, to), all of one line. */
  take(other: WindowSquares, from: number, to: number): void {
    this.sums.set(other.sums.subarray(from, to), from);
    this.least.set(other.least.subarray(from, to), from);
    this.most.set(other.most.subarray(from, to), from);
    this.odd.set(other.odd.subarray(from, to), from);
    this.changed[Math.floor(from / this.wide)] = 1;
  }

  /** Takes everything out of squares [from, to), all of one line. */
  empty(from: number, to: number): void {
    this.sums.fill(0, from, to);
    this.least.fill(Infinity, from, to);
    this.most.fill(-Infinity, from, to);
    this.odd.fill(0, from, to);
    this.changed[Math.floor(from / this.wide)] = 1;
  }

  /** Means of all squares, and the extent of all numbers; memory of the caller's own. */
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

  /** Works out the means and the ends of a line. */
  private lookAt(line: number): void {
    const { shape, side, high, wide, sums, least, most, odd, means } = this;
    const [, , rows, columns] = shape;
    const from = line * wide;
    const last = from + wide - 1;
    const rowsIn = Math.min(side, rows - (line % high) * side);
    let [min, max, notFinite] = [Infinity, -Infinity, 0];
    for (let square = from; square <= last; square += 1) {
      means[square] = (sums[square] as number) / (rowsIn * side);
      if ((least[square] as number) < min) min = least[square] as number;
      if ((most[square] as number) > max) max = most[square] as number;
      notFinite += odd[square] as number;
    }
    if (wide > 0) means[last] = (sums[last] as number) / (rowsIn * (columns - (wide - 1) * side));
    this.lineLeast[line] = min;
    this.lineMost[line] = max;
    this.lineOdd[line] = notFinite;
    this.changed[line] = 0;
  }
}

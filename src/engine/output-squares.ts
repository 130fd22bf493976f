import { MOST_HELD, MOST_OUTPUT_SQUARES } from "../model/limits";
import type { ShownOutput } from "../model/runner";
import { eachRun, type Runs } from "../model/runs";
import { type Extent, extentOf } from "../model/summary";
import { outputShape, outsideValues, visitWindows } from "./convolve";
import type { Task } from "./desk";
import { told } from "./demand/tally";

/** The two results of a job as they are shown. */
export interface ShownPair {
  readonly dense: ShownOutput;
  readonly output: ShownOutput;
  readonly keptSquares: Uint8Array<ArrayBuffer> | null;
}

/** How far out the results of so many windows are shown; 0 when all of them are handed over. */
export function outputLevel([batch, , rows, columns]: ShownOutput["shape"]): number {
  if (batch * rows * columns <= MOST_HELD) return 0;
  let level = 1;
  while (Math.ceil(rows / 2 ** level) * Math.ceil(columns / 2 ** level) > MOST_OUTPUT_SQUARES) level += 1;
  return level;
}

/** Sums of numbers per square of windows, and their extent. */
class Squares {
  readonly high: number;
  readonly wide: number;
  readonly sums: Float64Array;
  extent: Extent = { min: Infinity, max: -Infinity, notFinite: 0 };

  constructor(
    private readonly shape: ShownOutput["shape"],
    private readonly level: number,
  ) {
    const [batch, , rows, columns] = shape;
    this.high = Math.ceil(rows / 2 ** level);
    this.wide = Math.ceil(columns / 2 ** level);
    this.sums = new Float64Array(batch * this.high * this.wide);
  }

  /** Adds windows [from, to) of a row of image b; `values` begins with the first of them. */
  add(b: number, row: number, from: number, values: Float32Array): void {
    const { sums, level } = this;
    let { min, max, notFinite } = this.extent;
    const base = (b * this.high + (row >> level)) * this.wide;
    for (let k = 0; k < values.length; k += 1) {
      const value = values[k] as number;
      const square = base + ((from + k) >> level);
      sums[square] = (sums[square] as number) + value;
      if (value - value !== 0) notFinite += 1;
      else {
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    this.extent = { min, max, notFinite };
  }

  shown(): ShownOutput {
    const { shape, level, high, wide, sums } = this;
    const [batch, , rows, columns] = shape;
    const side = 2 ** level;
    const data = new Float32Array(sums.length);
    for (let square = 0; square < batch * high * wide; square += 1) {
      const [i, j] = [Math.floor(square / wide) % high, square % wide];
      const cells = Math.min(side, rows - i * side) * Math.min(side, columns - j * side);
      data[square] = (sums[square] as number) / cells;
    }
    return { shape, level, data, extent: told(this.extent) };
  }
}

function keptSquares({ kept }: Task, shape: ShownOutput["shape"], level: number): Uint8Array<ArrayBuffer> {
  const [batch, , rows, columns] = shape;
  const [high, wide] = [Math.ceil(rows / 2 ** level), Math.ceil(columns / 2 ** level)];
  const flags = new Uint8Array(batch * high * wide);
  eachRun(kept.runs, (row, from, to) => {
    const base = (row >> level) * wide;
    flags.fill(1, base + (from >> level), base + ((to - 1) >> level) + 1);
  });
  for (let b = 1; b < batch; b += 1) flags.copyWithin(b * high * wide, 0, high * wide);
  return flags;
}

/** Adds what stands at the windows that are not kept. */
function addOutside(squares: Squares, { kept }: Task, outside: Float32Array | null, shape: ShownOutput["shape"]): void {
  const [batch, , rows, columns] = shape;
  const zeros = new Float32Array(columns);
  const left = { from: 0, row: 0 };
  const add = (row: number, from: number, to: number): void => {
    if (from >= to) return;
    for (let b = 0; b < batch; b += 1) {
      const base = (b * rows + row) * columns;
      squares.add(b, row, from, outside ? outside.subarray(base + from, base + to) : zeros.subarray(from, to));
    }
  };
  const finish = (until: number): void => {
    for (; left.row < until; left.row += 1) {
      add(left.row, left.from, columns);
      left.from = 0;
    }
  };
  eachRun(kept.runs, (row, from, to) => {
    finish(row);
    add(row, left.from, from);
    left.from = to;
  });
  finish(rows);
}

/** Both results reduced to squares of windows, computed part by part and never held as a whole. */
export async function convolveReduced(task: Task, level: number): Promise<ShownPair> {
  const shape = outputShape(task);
  const reduced = async (runs: Runs, share: readonly [number, number]): Promise<Squares> => {
    const squares = new Squares(shape, level);
    await visitWindows(task, runs, share, (values, b, row, from) => squares.add(b, row, from, values));
    return squares;
  };
  const dense = await reduced(task.all(), [0, 0.5]);
  const shown = dense.shown();
  const flags = keptSquares(task, shape, level);
  const { outside } = task.job.region;
  // What the dense convolution fills is the dense convolution.
  if (outside === "dense") {
    return { dense: shown, output: { ...shown, data: shown.data.slice() }, keptSquares: flags };
  }
  const output = await reduced(task.kept.runs, [0.5, 1]);
  addOutside(output, task, outside === "input" ? outsideValues(task) : null, shape);
  return { dense: shown, output: output.shown(), keptSquares: flags };
}

/** A whole result with its extent. */
export const shownWhole = (shape: ShownOutput["shape"], data: Float32Array<ArrayBuffer>): ShownOutput => ({
  shape,
  level: 0,
  data,
  extent: extentOf(data),
});

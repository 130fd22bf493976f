import { coverOf } from "../model/cover";
import { outputShape, visitWindows } from "./convolve";
import type { Task } from "./desk";
import { inputRows } from "./demand/outside";
import { MixedSquares } from "./mixed-squares";
import type { ShownPair } from "./output-level";
import { WindowSquares } from "./window-squares";

/** What all windows in squares depend on. */
const denseKey = ({ desk, job }: Task, level: number): string =>
  `${desk.placeKey(job)} filter ${desk.filterId(job.filter)} ${level}`;

/** Adds up all windows in squares; remembered, for no region changes anything about it. */
async function denseSquares(task: Task, level: number): Promise<WindowSquares> {
  const { desk } = task;
  const key = denseKey(task, level);
  const known = desk.squares.get(key);
  if (known) return known;
  const squares = new WindowSquares(outputShape(task), level);
  await visitWindows(task, task.all(), [0, 0.8], (values, b, row, from) => squares.add(b, row, from, values));
  desk.squares.set(key, squares);
  return squares;
}

/** Hands `visit` what stands outside the region in some windows of a row, [from, to). */
type OutsideRow = (b: number, row: number, from: number, to: number) => Float32Array;

function outsideRow(task: Task): OutsideRow {
  if (task.job.region.outside === "input") return inputRows(task.image, task.job.geometry);
  const zeros = new Float32Array(outputShape(task)[3]);
  return (_b, _row, from, to) => zeros.subarray(from, to);
}

/** What stands where nothing runs, in squares; remembered as long as picture and geometry are the same. */
function outsideSquares(task: Task, level: number, rowOf: OutsideRow): WindowSquares {
  const { desk, job } = task;
  const { outside } = job.region;
  return desk.squares.of(`${desk.placeKey(job)} ${outside} ${level}`, () => {
    const shape = outputShape(task);
    const squares = new WindowSquares(shape, level);
    const [batch, , rows, columns] = shape;
    for (let b = 0; b < batch; b += 1) {
      for (let row = 0; row < rows; row += 1) squares.add(b, row, 0, rowOf(b, row, 0, columns));
    }
    return squares;
  });
}

/**
 * Both results reduced to squares of windows, computed part by part and never held as a whole. A window has the same
 * number with and without a region: squares of kept windows alone are those of the dense convolution, and only squares
 * that the region's edge runs through are computed anew.
 */
export async function convolveReduced(task: Task, level: number): Promise<ShownPair> {
  const squares = await denseSquares(task, level);
  const dense = squares.shown();
  // What the dense convolution fills is the dense convolution.
  if (task.job.region.outside === "dense") return { dense, output: { ...dense, data: dense.data.slice() } };
  const shape = outputShape(task);
  const [batch] = shape;
  const rowOf = outsideRow(task);
  const outside = outsideSquares(task, level, rowOf);
  const cover = coverOf(task.kept.runs, squares.side);
  const key = `${denseKey(task, level)} ${task.job.region.outside}`;
  const mixed = task.desk.mixed.of(key, () => new MixedSquares(shape, level));
  mixed.begin(cover.of, squares, outside);
  const output = mixed.squares;
  await visitWindows(task, cover.kept, [0.8, 1], (values, b, row, from) => output.add(b, row, from, values));
  const { rows, starts, edges } = cover.left;
  for (let b = 0; b < batch; b += 1) {
    for (let row = 0; row < rows; row += 1) {
      for (let run = starts[row] as number; run < (starts[row + 1] as number); run += 1) {
        const [from, to] = [edges[2 * run] as number, edges[2 * run + 1] as number];
        output.add(b, row, from, rowOf(b, row, from, to));
      }
    }
  }
  mixed.settle(cover.of);
  return { dense, output: output.shown() };
}

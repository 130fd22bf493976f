import { keep, type Tensor, type Tensor1D, tidy } from "@tensorflow/tfjs-core";
import { windowsPerImage } from "../model/addressing";
import { windowGrid } from "../model/geometry";
import { bytesOf } from "../model/layout";
import { type Program, stepOf } from "../model/program";
import { maskedConvolution } from "../model/recipes/masked-convolution";
import type { TensorValues } from "../model/runner";
import { eachRun, type Runs } from "../model/runs";
import { inputRows } from "./demand/outside";
import type { Task } from "./desk";
import { evaluate, type Known } from "./evaluate";
import { maskedConv2d, windowMaps } from "./kernels/window-maps";
import type { PlacedWindows } from "./kernels/placed-windows";
import { withNumbers } from "./reading";
import { type Slab, slabLayout } from "./slabs";
import { copyOfFloats, takeFloats } from "./spare";
import { valuesOf } from "./strided";

/** The padded picture, as the program's own pad step makes it. The caller disposes its storage. */
export async function paddedImage(task: Task): Promise<Known> {
  const program = maskedConvolution({ image: task.image.shape, geometry: task.job.geometry });
  const image = task.desk.imageTensor();
  return evaluate(program, stepOf(program, "padded") ?? 0, { image }, task);
}

/** The numbers of one step of a program; nothing of it stays behind. */
export async function valuesAt(
  program: Program,
  step: number,
  inputs: Readonly<Record<string, Known>>,
  task: Task,
): Promise<TensorValues> {
  const result = await evaluate(program, step, inputs, task);
  try {
    return { shape: result.layout.shape, data: await valuesOf(result) };
  } finally {
    result.storage.dispose();
  }
}

/** A slab of the padded picture as a picture of its own: a view, for the same programs to run on. */
export function slabInput(padded: Known, task: Task, slab: Slab): Known {
  return { ...padded, layout: slabLayout(padded.layout, task.job.geometry, slab) };
}

/** Mean over the channels of the (padded) pixel under each window's centre, [N]. */
function inputUnderCentres({ image, job: { geometry } }: Task): Float32Array<ArrayBuffer> {
  const [rows, columns] = windowGrid(geometry, image.shape);
  const [batch] = image.shape;
  const found = new Float32Array(batch * rows * columns);
  const rowOf = inputRows(image, geometry);
  for (let line = 0; line < batch * rows; line += 1) {
    found.set(rowOf(Math.floor(line / rows), line % rows, 0, columns), line * columns);
  }
  return found;
}

/** What stands where no window ran, [N]; never to be changed. */
export function outsideValues(
  task: Task,
  dense: Float32Array<ArrayBuffer> = new Float32Array(0),
): Float32Array<ArrayBuffer> {
  switch (task.job.region.outside) {
    case "zeros":
      return new Float32Array(task.kept.windows);
    case "dense":
      return dense;
    case "input":
      return task.desk.inputs.of(task.desk.placeKey(task.job), () => inputUnderCentres(task));
  }
}

/** The two results of a job, each [N] and its caller's own. */
export interface Convolved {
  readonly dense: Float32Array<ArrayBuffer>;
  readonly output: Float32Array<ArrayBuffer>;
}

/** The largest result whose memory is kept for the next: beyond it, memory is dearer than filling it with zeros. */
const SPARE_BYTES = 16 * 2 ** 20;

/** Takes the numbers of windows that follow each other in a row of image b, the first of them in column `from`. */
type VisitRun = (values: Float32Array, b: number, row: number, from: number) => void;

/** A result with a place for every window is not worth its memory when fewer than one in so many is computed. */
const SPARSE = 8;

/** Whether the numbers of a part are better had side by side than each in its window's place. */
const isSparse = ({ addressing, count }: PlacedWindows): boolean => {
  const windows = windowsPerImage(addressing);
  return bytesOf(addressing.batch * windows) > SPARE_BYTES && count * SPARSE < windows;
};

/** The numbers of a part's windows, side by side or in their places. */
function sumsOf(task: Task, storage: Tensor1D, part: PlacedWindows): Tensor {
  const filter = task.filter([task.job.filter.length]).storage;
  if (isSparse(part)) return tidy(() => keep(windowMaps(storage, filter, part, ["C", "kh", "kw"])));
  const sums = tidy(() => keep(maskedConv2d(storage, filter, part, part.spare)));
  part.spare?.dispose();
  part.spare = bytesOf(sums.size) <= SPARE_BYTES ? sums : null;
  return sums;
}

/**
 * Computes chosen windows by the region kernel, part by part, and shows `visit` every run of them, which keeps no
 * `values`. `from` and `to` say which share of the whole work this is.
 */
export async function visitWindows(
  task: Task,
  runs: Runs,
  [from, to]: readonly [number, number],
  visit: VisitRun,
): Promise<void> {
  const { storage, addressing } = task.prepared();
  const perImage = windowsPerImage(addressing);
  const parts = task.parts(runs);
  for (const [k, part] of parts.entries()) {
    if (part.count > 0) {
      const sums = sumsOf(task, storage, part);
      const sparse = isSparse(part);
      await withNumbers(sums, (values) => {
        for (let b = 0; b < addressing.batch; b += 1) {
          let beside = b * part.count;
          eachRun(part.runs, (row, first, last) => {
            const at = sparse ? beside : b * perImage + row * part.runs.columns + first;
            beside += last - first;
            visit(values.subarray(at, at + last - first), b, row, first);
          });
        }
      });
      if (part.spare !== sums) sums.dispose();
    }
    task.progress(from + ((to - from) * (k + 1)) / parts.length);
    await task.checkpoint();
  }
}

/** Computes chosen windows into `out` [N], which keeps what it holds elsewhere. */
function computeWindows(task: Task, runs: Runs, out: Float32Array, share: readonly [number, number]): Promise<void> {
  const [rows, columns] = windowGrid(task.job.geometry, task.image.shape);
  return visitWindows(task, runs, share, (values, b, row, from) => out.set(values, (b * rows + row) * columns + from));
}

/** The convolution of every window, [N]. */
export async function convolveAll(
  task: Task,
  share: readonly [number, number] = [0, 1],
): Promise<Float32Array<ArrayBuffer>> {
  // Every element belongs to a window, and all windows are computed.
  const dense = takeFloats(task.kept.windows);
  await computeWindows(task, task.all(), dense, share);
  return dense;
}

/** The convolution with and without the region: each kept window is computed on its own account, not copied. */
export async function convolve(task: Task): Promise<Convolved> {
  const dense = await convolveAll(task, [0, 0.5]);
  const output = copyOfFloats(outsideValues(task, dense));
  await computeWindows(task, task.kept.runs, output, [0.5, 1]);
  return { dense, output };
}

/** [B, 1, h_windows, w_windows]. */
export function outputShape(task: Task): readonly [number, number, number, number] {
  const [rows, columns] = windowGrid(task.job.geometry, task.image.shape);
  return [task.image.shape[0], 1, rows, columns];
}

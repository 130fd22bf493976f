import { centreUnder, paddedSource, windowGrid } from "../model/geometry";
import { type Program, stepOf } from "../model/program";
import { maskedConvolution, maskedConvolutionSteps } from "../model/recipes/masked-convolution";
import type { TensorValues } from "../model/runner";
import type { Task } from "./desk";
import { evaluate, type Known } from "./evaluate";
import { countingUp } from "./ops/index-select";
import { cutSlabs, type Slab, slabImage, slabLayout, withoutPadding } from "./slabs";
import { fromValues, valuesOf } from "./strided";

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
function inputUnderCentres({ image: { shape, data }, job: { geometry } }: Task): Float32Array<ArrayBuffer> {
  const [batch, channels, height, width] = shape;
  const [rows, columns] = windowGrid(geometry, shape);
  const found = new Float32Array(batch * rows * columns);
  let n = 0;
  for (let b = 0; b < batch; b += 1) {
    for (let r = 0; r < rows; r += 1) {
      const y = paddedSource(geometry.padding_mode, centreUnder(geometry, r, 0)[0], height);
      for (let s = 0; s < columns; s += 1, n += 1) {
        const x = paddedSource(geometry.padding_mode, centreUnder(geometry, r, s)[1], width);
        if (y === null || x === null) continue;
        let sum = 0;
        for (let c = 0; c < channels; c += 1) sum += data[((b * channels + c) * height + y) * width + x] as number;
        found[n] = sum / channels;
      }
    }
  }
  return found;
}

/** All windows of a slab, as the row numbers that keep every one of them; the same array for the same count. */
const everyRow = (() => {
  let rows = countingUp(0);
  return (count: number): Int32Array => {
    if (rows.length !== count) rows = countingUp(count);
    return rows;
  };
})();

/** The convolution of every window of a slab, [count]: the program with all rows kept, up to its sums. */
async function denseSlab(view: Known, task: Task, slab: Slab): Promise<Float32Array> {
  const image = slabImage(view.layout);
  const geometry = withoutPadding(task.job.geometry);
  const program = maskedConvolution({ image, geometry, kept: everyRow(slab.count) });
  const filter = task.filter([task.job.filter.length]);
  return (await valuesAt(program, maskedConvolutionSteps(program).sums ?? 0, { image: view, filter }, task)).data;
}

/** The slab's part of the output: kept windows computed, the others as they stand in `base`, [count]. */
async function maskedSlab(view: Known, task: Task, slab: Slab, base: Float32Array): Promise<Float32Array> {
  const { outside } = task.job.region;
  const image = slabImage(view.layout);
  const geometry = withoutPadding(task.job.geometry);
  const program = maskedConvolution({ image, geometry, kept: task.kept.rowsIn(slab), outside });
  const filter = task.filter([task.job.filter.length]);
  const under: Known = { ...fromValues(base.slice(), [slab.count]), key: null };
  try {
    const inputs = { image: view, filter, base: under };
    return (await valuesAt(program, maskedConvolutionSteps(program).output ?? 0, inputs, task)).data;
  } finally {
    under.storage.dispose();
  }
}

/** What stands where no window ran, [N]; never to be changed. */
export function outsideValues(task: Task, dense: Float32Array<ArrayBuffer> | null): Float32Array<ArrayBuffer> {
  switch (task.job.region.outside) {
    case "zeros":
      return new Float32Array(task.kept.flags.length);
    case "dense":
      return dense ?? new Float32Array(task.kept.flags.length);
    case "input":
      return task.desk.inputs.of(task.desk.placeKey(task.job), () => inputUnderCentres(task));
  }
}

/** The two results of a job, each [N] and its caller's own. */
export interface Convolved {
  readonly dense: Float32Array<ArrayBuffer>;
  readonly output: Float32Array<ArrayBuffer>;
}

/**
 * The convolution with and without the region, in slabs: no more than a slab's patches exist at a time beside what is
 * remembered.
 */
export async function convolve(task: Task): Promise<Convolved> {
  const { job, kept } = task;
  const dense = new Float32Array(kept.flags.length);
  const output = new Float32Array(kept.flags.length);
  const slabs = cutSlabs(job.geometry, task.image.shape);
  const fill = job.region.outside === "dense" ? null : outsideValues(task, null);
  const padded = await paddedImage(task);
  try {
    for (const [k, slab] of slabs.entries()) {
      const part = (whole: Float32Array) => whole.subarray(slab.first, slab.first + slab.count);
      const view = slabInput(padded, task, slab);
      dense.set(await denseSlab(view, task, slab), slab.first);
      await task.checkpoint();
      const rows = kept.rowsIn(slab);
      if (rows.length === slab.count) {
        // The program with every row kept is the one that was just run.
        output.set(part(dense), slab.first);
      } else if (rows.length === 0) {
        output.set(part(fill ?? dense), slab.first);
      } else {
        output.set(await maskedSlab(view, task, slab, part(fill ?? dense)), slab.first);
      }
      task.progress((k + 1) / slabs.length);
      await task.checkpoint();
    }
  } finally {
    padded.storage.dispose();
  }
  return { dense, output };
}

/** [B, 1, h_windows, w_windows]. */
export function outputShape(task: Task): readonly [number, number, number, number] {
  const [rows, columns] = windowGrid(task.job.geometry, task.image.shape);
  return [task.image.shape[0], 1, rows, columns];
}

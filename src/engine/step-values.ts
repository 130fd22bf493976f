import { at } from "../model/dims";
import { PlaygroundError, PyTorchError } from "../model/errors";
import { windowCount } from "../model/geometry";
import { bytesOf, numel, type Shape } from "../model/layout";
import { MOST_HANDED_OUT } from "../model/limits";
import type { Program } from "../model/program";
import { stepOf } from "../model/program";
import { maskedConvolution } from "../model/recipes/masked-convolution";
import { patchMaps } from "../model/recipes/patch-maps";
import type { ProgramName, TensorValues } from "../model/runner";
import { trace } from "../model/trace";
import { convolveAll, outsideValues, paddedImage, slabInput, valuesAt } from "./convolve";
import type { Task } from "./desk";
import type { Known } from "./evaluate";
import { mapsOfAll } from "./maps";
import { cutSlabs, type Slab, slabImage, withoutPadding } from "./slabs";
import { fromValues } from "./strided";
import { typedValues } from "./typed-values";

/** Elements of the largest tensor whose values are handed out: 128 MB. */
export const SHOWN_LIMIT = MOST_HANDED_OUT;
/** Bytes of copies a program may make on its way before it is run in slabs instead. */
const WHOLE_BYTES = 128 * 2 ** 20;
/** Bytes of copies a program may make at all when it cannot be run in slabs. */
const MOST_BYTES = 2 ** 30;

const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

/** Throws `PlaygroundError` "too-large" when a tensor has more values than are handed out. */
export function checkShowable(shape: Shape): void {
  const elements = numel(shape);
  if (elements <= SHOWN_LIMIT) return;
  const size = megabytes(bytesOf(elements));
  const limit = megabytes(bytesOf(SHOWN_LIMIT));
  throw new PlaygroundError(
    "too-large",
    `the values of [${shape.join(", ")}] take ${size} MB, and at most ${limit} MB are shown. A larger stride, a smaller kernel or a smaller picture makes it fit; so does summing over more axes, for the steps after the sum.`,
    { megabytes: size, limit },
  );
}

/** One of the two programs over a picture (or a slab of one) of this shape. */
export function programFor(
  task: Task,
  name: ProgramName,
  slab: { readonly view: Known; readonly slab: Slab } | null = null,
): Program {
  const { job, kept } = task;
  const image = slab ? slabImage(slab.view.layout) : task.image.shape;
  const geometry = slab ? withoutPadding(job.geometry) : job.geometry;
  if (name === "maps" && job.typed) return job.typed;
  if (name === "maps") return patchMaps({ image, geometry, program: job.program, sum_over: job.sum_over });
  const rows = slab ? kept.rowsIn(slab.slab) : kept.rows;
  return maskedConvolution({ image, geometry, kept: rows, outside: job.region.outside });
}

/** The layout of a step, after checking that PyTorch carries it out and that its values can be shown. */
export function plan(program: Program, step: number): { readonly shape: Shape; readonly bytes: number } {
  const steps = trace(program);
  const target = steps[step];
  const last = at(steps, steps.length - 1);
  if (last.kind === "refused" && step >= steps.length - 1) throw new PyTorchError(last.error);
  if (target?.kind !== "done") {
    throw new PlaygroundError("unknown-step", `the program has steps 0 to ${steps.length - 1}, not ${step}`, {
      step,
      last: steps.length - 1,
    });
  }
  checkShowable(target.layout.shape);
  const bytes = steps.slice(0, step + 1).reduce((sum, each) => sum + (each.kind === "done" ? each.bytes : 0), 0);
  return { shape: target.layout.shape, bytes };
}

/** What stands outside the region, for the programs that need it: only the last steps of the masked convolution do. */
async function baseFor(task: Task, program: Program, step: number): Promise<Float32Array<ArrayBuffer> | null> {
  const filled = stepOf(program, "filled");
  if (filled === null || step < filled) return null;
  return task.job.region.outside === "dense" ? convolveAll(task) : outsideValues(task);
}

/** Runs the work with the program's inputs beside the image, and disposes what had to be uploaded for it. */
async function withInputs<T>(
  task: Task,
  name: ProgramName,
  base: Float32Array | null,
  image: Known,
  work: (inputs: Readonly<Record<string, Known>>) => Promise<T>,
): Promise<T> {
  const [, channels] = task.image.shape;
  const shape = name === "maps" ? [channels, ...task.job.geometry.kernel_size] : [task.job.filter.length];
  const filter = task.filter(shape);
  const under: Known | null = base && { ...fromValues(base.slice(), [base.length]), key: null };
  try {
    return await work(under ? { image, filter, base: under } : { image, filter });
  } finally {
    under?.storage.dispose();
  }
}

/** From the patches on, every step numbers the windows first, so slabs of windows give the result piece by piece. */
async function inSlabs(
  task: Task,
  name: ProgramName,
  step: number,
  base: Float32Array | null,
  elements: number,
): Promise<Float32Array<ArrayBuffer>> {
  const data = new Float32Array(elements);
  const padded = await paddedImage(task);
  const hasPad = task.job.geometry.padding.some((by) => by > 0);
  const slabs = cutSlabs(task.job.geometry, task.image.shape);
  let filled = 0;
  try {
    for (const [k, slab] of slabs.entries()) {
      const view = slabInput(padded, task, slab);
      const program = programFor(task, name, { view, slab });
      const part = base?.subarray(slab.first, slab.first + slab.count) ?? null;
      // The slab's program starts after the pad step.
      const values = await withInputs(task, name, part, view, (inputs) =>
        valuesAt(program, hasPad ? step - 1 : step, inputs, task),
      );
      data.set(values.data, filled);
      filled += values.data.length;
      task.progress((k + 1) / slabs.length);
      await task.checkpoint();
    }
  } finally {
    padded.storage.dispose();
  }
  return data;
}

/** Throws `PlaygroundError` "too-large" when the copies on the way to a step take more than may be used. */
export function refuseBeyond(bytes: number, task: Task): void {
  if (bytes <= MOST_BYTES) return;
  throw new PlaygroundError(
    "too-large",
    `the steps up to this one would take ${megabytes(bytes)} MB, and at most ${megabytes(MOST_BYTES)} MB are used. A larger stride, a smaller kernel or a smaller picture makes it fit.`,
    {
      megabytes: megabytes(bytes),
      limit: megabytes(MOST_BYTES),
      windows: windowCount(task.job.geometry, task.image.shape),
    },
  );
}

/**
 * The values of one step of one of the job's programs, 0 being the image. Throws PyTorch's error for a step at or
 * after the one it refuses, and `PlaygroundError` "too-large" or "unknown-step".
 */
export async function stepValues(task: Task, name: ProgramName, step: number): Promise<TensorValues> {
  const program = programFor(task, name);
  const { shape, bytes } = plan(program, step);
  // The result of the maps' program has a kernel of its own; everything before it is worth its own steps.
  if (name === "maps" && !task.job.typed && step === program.calls.length) {
    return { shape, data: await mapsOfAll(task, task.job.sum_over) };
  }
  if (name === "maps" && task.job.typed) {
    refuseBeyond(bytes, task);
    return typedValues(task, task.job.typed, step);
  }
  const patches = stepOf(program, "patches");
  const base = await baseFor(task, program, step);
  if (bytes > WHOLE_BYTES && patches !== null && step >= patches) {
    return { shape, data: await inSlabs(task, name, step, base, numel(shape)) };
  }
  refuseBeyond(bytes, task);
  return withInputs(task, name, base, task.desk.imageTensor(), (inputs) => valuesAt(program, step, inputs, task));
}

import { at } from "../model/dims";
import { PlaygroundError } from "../model/errors";
import { windowGrid } from "../model/geometry";
import { numel } from "../model/layout";
import { depthwise } from "../model/recipes/depthwise";
import { patchMaps, patchMapsSteps } from "../model/recipes/patch-maps";
import type { TensorName, TensorValues } from "../model/runner";
import { convolve, outputShape, paddedImage, slabInput, valuesAt } from "./convolve";
import type { Task } from "./desk";
import { cutSlabs, slabImage, withoutPadding } from "./slabs";
import { checkShowable, stepValues } from "./step-values";

/** A step of the thread's program with the sum over channels, which is the one that has all three names. */
async function ofMaps(task: Task, name: "patches" | "products" | "maps"): Promise<TensorValues> {
  const overChannels: Task = { ...task, job: { ...task.job, sum_over: ["C"] } };
  const { geometry, program } = task.job;
  const steps = patchMapsSteps(patchMaps({ image: task.image.shape, geometry, program, sum_over: ["C"] }));
  const step = steps[name];
  if (step === null) throw new PlaygroundError("unknown-tensor", `the program has no ${name}`, { name });
  return stepValues(overChannels, "maps", step);
}

/** [B, C, h_windows, w_windows], slab by slab: each slab has a few rows of every channel. */
async function depthwiseValues(task: Task): Promise<TensorValues> {
  const { geometry } = task.job;
  const [batch, channels] = task.image.shape;
  const [rows, columns] = windowGrid(geometry, task.image.shape);
  const shape = [batch, channels, rows, columns];
  checkShowable(shape);
  const data = new Float32Array(numel(shape));
  const padded = await paddedImage(task);
  try {
    for (const slab of cutSlabs(geometry, task.image.shape)) {
      const view = slabInput(padded, task, slab);
      const program = depthwise({ image: slabImage(view.layout), geometry: withoutPadding(geometry) });
      const filter = task.filter([channels, 1, 1, ...geometry.kernel_size]);
      const part = await valuesAt(program, program.calls.length, { image: view, filter }, task);
      for (let c = 0; c < channels; c += 1) {
        const channel = part.data.subarray(c * slab.count, (c + 1) * slab.count);
        data.set(channel, ((slab.b * channels + c) * rows + slab.rows[0]) * columns + slab.columns[0]);
      }
      await task.checkpoint();
    }
  } finally {
    padded.storage.dispose();
  }
  return { shape, data };
}

/**
 * Any tensor that the scripting interface and the export know by name. Throws PyTorch's error for one that needs a
 * refused step, and `PlaygroundError` "too-large".
 */
export async function namedValues(task: Task, name: TensorName): Promise<TensorValues> {
  const { image, job, kept } = task;
  switch (name) {
    case "image":
      return { shape: image.shape, data: image.data.slice() };
    case "filter":
      return { shape: [at(image.shape, 1), ...job.geometry.kernel_size], data: job.filter.slice() };
    case "patches":
    case "products":
    case "maps":
      return ofMaps(task, name);
    case "depthwise":
      return depthwiseValues(task);
    case "output":
      return { shape: outputShape(task), data: (await convolve(task)).output };
    case "dense":
      return { shape: outputShape(task), data: (await convolve(task)).dense };
    case "kept":
      return { shape: [kept.flags.length], data: Float32Array.from(kept.flags) };
    case "region":
      return { shape: [at(image.shape, 2), at(image.shape, 3)], data: Float32Array.from(kept.mask) };
  }
}

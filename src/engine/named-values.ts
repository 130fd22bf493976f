import { at } from "../model/dims";
import { PlaygroundError } from "../model/errors";
import { windowGrid } from "../model/geometry";
import { patchMaps, patchMapsSteps } from "../model/recipes/patch-maps";
import type { TensorName, TensorValues } from "../model/runner";
import { flagsOf } from "../model/runs";
import { convolve, convolveAll, outputShape } from "./convolve";
import type { Task } from "./desk";
import { mapsOfAll } from "./maps";
import { checkShowable, stepValues } from "./step-values";

/** A step of the thread's program with the sum over channels, which is the one that has all three names. */
async function ofMaps(task: Task, name: "patches" | "products" | "maps"): Promise<TensorValues> {
  const overChannels: Task = { ...task, job: { ...task.job, typed: null, sum_over: ["C"] } };
  const { geometry, program } = task.job;
  const steps = patchMapsSteps(patchMaps({ image: task.image.shape, geometry, program, sum_over: ["C"] }));
  const step = steps[name];
  if (step === null) throw new PlaygroundError("unknown-tensor", `the program has no ${name}`, { name });
  return stepValues(overChannels, "maps", step);
}

/** [B, C, h_windows, w_windows]: the maps over all taps, [N, C], with the channels brought before the windows. */
async function depthwiseValues(task: Task): Promise<TensorValues> {
  const [batch, channels] = task.image.shape;
  const [rows, columns] = windowGrid(task.job.geometry, task.image.shape);
  const shape = [batch, channels, rows, columns];
  checkShowable(shape);
  const maps = await mapsOfAll(task, ["kh", "kw"]);
  const data = new Float32Array(maps.length);
  const perImage = rows * columns;
  for (let b = 0; b < batch; b += 1) {
    for (let c = 0; c < channels; c += 1) {
      let from = b * perImage * channels + c;
      const to = (b * channels + c) * perImage;
      for (let n = 0; n < perImage; n += 1, from += channels) data[to + n] = maps[from] as number;
    }
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
      return { shape: outputShape(task), data: await convolveAll(task) };
    case "kept":
      return { shape: [kept.windows], data: Float32Array.from(kept.flags()) };
    case "region":
      return { shape: [at(image.shape, 2), at(image.shape, 3)], data: Float32Array.from(flagsOf(kept.region)) };
  }
}

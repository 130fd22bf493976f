import * as tf from "@tensorflow/tfjs-core";
import { createDesk, type Desk, type Leaves, type Task, withTask } from "../../src/engine/desk";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import type { Job, WorkingImage } from "../../src/model/runner";

/** A job like the default document's, with these differences; its filter must fit. */
export const jobOf = (changes: Partial<Job> & Pick<Job, "filter">): Job => ({
  geometry: DEFAULT_DOCUMENT,
  program: "contiguous",
  typed: null,
  sum_over: ["C"],
  region: { shapes: [], keep: "centre", outside: "zeros" },
  shown: { program: "maps", step: 0 },
  ...changes,
});

/** Works on a picture without a worker between, and leaves no tensor of the desk behind. */
export async function atDesk<T>(
  image: WorkingImage,
  work: (run: <R>(job: Job, use: (task: Task) => Promise<R>, leaves?: Leaves) => Promise<R>, desk: Desk) => Promise<T>,
): Promise<T> {
  const desk = createDesk();
  desk.setImage(image);
  const control = { checkpoint: () => Promise.resolve(), progress: () => undefined };
  try {
    return await work((job, use, leaves = "what it used") => withTask(desk, job, control, leaves, use), desk);
  } finally {
    desk.clearBackend();
  }
}

/** Tensors alive now. */
export const alive = (): number => tf.memory().numTensors;

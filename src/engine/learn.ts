import type { Learned, LearnRequest } from "../model/learning";
import { optimizerStep } from "../model/optimizer";
import type { Task } from "./desk";
import { lossBench } from "./gradients";

const areNumbers = (numbers: Float32Array): boolean => numbers.every((each) => Number.isFinite(each));

/** Takes steps down a loss, as many as time allows and at least one. Rejects when told to stop. */
export async function learn(
  task: Task,
  { loss: spec, optimizer, lr, state: start, steps, milliseconds }: LearnRequest,
): Promise<Learned> {
  const bench = await lossBench(task, spec);
  const losses: number[] = [];
  let state = start;
  try {
    const began = performance.now();
    do {
      const { loss, filter } = await bench.at(state.filter, false);
      losses.push(loss);
      const next = filter && optimizerStep(optimizer, lr, state, filter);
      // Without a gradient nothing is learned, and nothing diverges.
      if (next && !(Number.isFinite(loss) && areNumbers(next.filter))) return { state, losses, diverged: true };
      state = next ?? state;
      await task.checkpoint();
    } while (losses.length < steps && performance.now() - began < milliseconds);
    return { state, losses, diverged: false };
  } finally {
    bench.dispose();
  }
}

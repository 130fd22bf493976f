import { type ProgramTiming, quantile } from "../model/measure";
import type { Program } from "../model/program";
import type { EngineStatus } from "../model/runner";
import type { Task } from "./desk";
import { evaluate, type Known } from "./evaluate";
import { sampleLater } from "./sampling";
import { plan, refuseBeyond } from "./step-values";
import { withTypedInputs } from "./typed-values";

/** The first rounds load code and compile shaders. */
const WARM_UP = 2;

/**
 * Times a typed program from its inputs to its last line, whole, in so many samples. Throws PyTorch's error when it
 * refuses the program, and `PlaygroundError` "too-large"; rejects when told to stop.
 */
export async function timeProgram(
  task: Task,
  program: Program,
  runs: number,
  { backend, detail }: EngineStatus,
): Promise<ProgramTiming> {
  const last = program.calls.length;
  refuseBeyond(plan(program, last).bytes, task);
  return withTypedInputs(task, program, {}, async (given) => {
    // Without keys nothing is remembered, so that every run does all of the work.
    const inputs: Record<string, Known> = {};
    for (const [name, known] of Object.entries(given)) inputs[name] = { ...known, key: null };
    const { memo } = task;
    const work = async () =>
      (await evaluate(program, last, inputs, { memo, checkpoint: () => Promise.resolve() })).storage;
    for (let k = 0; k < WARM_UP; k += 1) {
      await sampleLater(work);
      await task.checkpoint();
    }
    const samples: number[] = [];
    for (let k = 0; k < runs; k += 1) {
      samples.push(await sampleLater(work));
      task.progress((k + 1) / runs);
      await task.checkpoint();
    }
    const at = (share: number): number => quantile(samples, share);
    return { backend, detail, samples, median: at(0.5), quartiles: [at(0.25), at(0.75)] };
  });
}

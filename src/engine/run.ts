import { plainError, type PlainError, PlaygroundError } from "../model/errors";
import type { BackendName, JobResult, ShownValues } from "../model/runner";
import { summarise } from "../model/summary";
import { convolve, outputShape } from "./convolve";
import type { Task } from "./desk";
import { copyOfBytes } from "./spare";
import { stepValues } from "./step-values";

/** What stands in the place of values that cannot be shown; any other failure is the whole job's. */
const TELLS: ReadonlySet<string> = new Set(["pytorch", "too-large", "unknown-step"]);

async function shownValues(task: Task): Promise<ShownValues | PlainError> {
  const { program, step } = task.job.shown;
  try {
    const values = await stepValues(task, program, step);
    return { ...values, summary: summarise(values.data) };
  } catch (thrown) {
    if (thrown instanceof PlaygroundError && TELLS.has(thrown.tag)) return plainError(thrown);
    throw thrown;
  }
}

/** Everything the page shows of a job, computed on `backend`. */
export async function runJob(task: Task, backend: BackendName): Promise<JobResult> {
  const started = performance.now();
  const shape = outputShape(task);
  // The convolution and the shown step are told as halves of the work.
  const half = (from: number): Task => ({ ...task, progress: (done) => task.progress(from + done / 2) });
  const { dense, output } = await convolve(half(0));
  const shown = await shownValues(half(0.5));
  const { mask, flags, counts } = task.kept;
  return {
    backend,
    region: copyOfBytes(mask),
    kept: copyOfBytes(flags),
    keptBy: counts,
    output: { shape, data: output },
    dense: { shape, data: dense },
    shown,
    milliseconds: performance.now() - started,
  };
}

import { plainError, PlaygroundError } from "../model/errors";
import { at } from "../model/dims";
import { numel } from "../model/layout";
import { MOST_HELD } from "../model/limits";
import type { BackendName, JobResult, ShownOnDemand } from "../model/runner";
import { summarise } from "../model/summary";
import { convolve, outputShape } from "./convolve";
import type { Task } from "./desk";
import { outputLevel, type ShownPair, shownWhole } from "./output-level";
import { formOnDemand } from "../model/tile-request";
import { trace } from "../model/trace";
import { programFor, stepValues } from "./step-values";

/** What stands in the place of values that cannot be shown; any other failure is the whole job's. */
const TELLS: ReadonlySet<string> = new Set(["pytorch", "too-large", "unknown-step"]);

/** The shown step when it is too large to be handed over and can be computed in parts; null for any other. */
function onDemand(task: Task): ShownOnDemand | null {
  const program = programFor(task, task.job.shown.program);
  const steps = trace(program);
  const { step } = task.job.shown;
  const shown = at(steps, step);
  if (shown?.kind !== "done" || numel(shown.layout.shape) <= MOST_HELD) return null;
  return formOnDemand(program, steps, step) && { shape: shown.layout.shape, onDemand: true };
}

async function shownValues(task: Task): Promise<JobResult["shown"]> {
  const { program, step } = task.job.shown;
  try {
    const large = onDemand(task);
    if (large) return large;
    const values = await stepValues(task, program, step);
    return { ...values, summary: summarise(values.data) };
  } catch (thrown) {
    if (thrown instanceof PlaygroundError && TELLS.has(thrown.tag)) return plainError(thrown);
    throw thrown;
  }
}

/** The convolution with and without the region, whole or, where there are too many windows, reduced. */
async function shownPair(task: Task): Promise<ShownPair> {
  const shape = outputShape(task);
  const level = outputLevel(shape);
  if (level > 0) {
    // Fetched with the first results of so many windows.
    const { convolveReduced } = await import("./output-squares");
    return convolveReduced(task, level);
  }
  const { dense, output } = await convolve(task);
  return { dense: shownWhole(shape, dense), output: shownWhole(shape, output) };
}

/** Everything the page shows of a job, computed on `backend`. */
export async function runJob(task: Task, backend: BackendName): Promise<JobResult> {
  const started = performance.now();
  // The convolution and the shown step are told as halves of the work.
  const half = (from: number): Task => ({ ...task, progress: (done) => task.progress(from + done / 2) });
  const pair = await shownPair(half(0));
  const shown = await shownValues(half(0.5));
  const { region, runs, counts } = task.kept;
  return {
    backend,
    region,
    kept: runs,
    keptBy: counts,
    ...pair,
    shown,
    milliseconds: performance.now() - started,
  };
}

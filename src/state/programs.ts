import type { Document } from "../model/document";
import type { ImageShape } from "../model/geometry";
import { windowCount } from "../model/geometry";
import { type Step, trace, type Program } from "../model/program";
import { maskedConvolution } from "../model/recipes/masked-convolution";
import { patchMaps } from "../model/recipes/patch-maps";
import type { ProgramName } from "../model/runner";
import type { AppState } from "./app-state";

/** A program with its trace. */
export interface Traced {
  readonly program: Program;
  readonly steps: readonly Step[];
}

/** Remembers the last answer while the arguments stay the same, field by field. */
function remembered<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | null = null;
  return (...args) => {
    const known = last;
    if (known && args.every((arg, index) => Object.is(arg, known.args[index]))) return known.result;
    const result = compute(...args);
    last = { args, result };
    return result;
  };
}

/** Both programs of a document over an image of this shape. `kept` is the number of kept windows. */
export function traceOf(document: Document, image: ImageShape, kept: number): Record<ProgramName, Traced> {
  const spec = {
    image,
    geometry: document,
    program: document.program,
    sum_over: document.sum_over,
    kept,
    outside: document.region.outside,
  };
  const maps = patchMaps(spec);
  const output = maskedConvolution(spec);
  return {
    maps: { program: maps, steps: trace(maps) },
    output: { program: output, steps: trace(output) },
  };
}

const rememberedTrace = remembered(traceOf);

/** Both programs as they stand now; null before there is a picture. */
export function programsOf({ document, picture, results }: AppState): Record<ProgramName, Traced> | null {
  if (!picture) return null;
  return rememberedTrace(document, picture.image.shape, keptCount({ document, picture, results }));
}

/** Kept windows as the last run counted them; all windows before the first run. */
export function keptCount({ document, picture, results }: Pick<AppState, "document" | "picture" | "results">): number {
  const ready = results.status === "ready" ? results : "previous" in results ? results.previous : null;
  const all = picture ? windowCount(document, picture.image.shape) : 0;
  return Math.min(ready ? ready.result.keptBy[document.region.keep] : all, all);
}

/** The last step that PyTorch carries out. */
export function lastDone(steps: readonly Step[]): number {
  return steps.findLastIndex((step) => step.kind === "done");
}

/** Which step the tensor panel shows: the chosen one, or the last one that has values. */
export function shownStep(state: AppState): { program: ProgramName; step: number } | null {
  const programs = programsOf(state);
  if (!programs) return null;
  const { program, step } = state.session.chosen;
  const { steps } = programs[program];
  return { program, step: step === null ? lastDone(steps) : Math.min(step, steps.length - 1) };
}

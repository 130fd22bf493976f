import { DEFAULT_DOCUMENT, type Document, type OutsideFill, type ProgramKind, programKind } from "../model/document";
import type { Geometry, ImageShape } from "../model/geometry";
import { windowGrid } from "../model/geometry";
import type { Reading } from "../language/reading";
import type { Program, Step } from "../model/program";
import { maskedConvolution } from "../model/recipes/masked-convolution";
import { patchMaps } from "../model/recipes/patch-maps";
import type { Rows } from "../model/rows";
import type { JobResult, ProgramName } from "../model/runner";
import type { Runs } from "../model/runs";
import { trace } from "../model/trace";
import type { AppState, Ready, Results, Traced } from "./app-state";
import { geometryOf, remembered } from "./remembered";
import { readingOf } from "./typed";

const traced = (program: Program): Traced => ({ program, steps: trace(program) });

// Each program is remembered by what it depends on: neither filter nor region changes anything about the patch maps.
const tracedMaps = remembered(
  (image: ImageShape, geometry: Geometry, program: ProgramKind, sum_over: Document["sum_over"]) =>
    traced(patchMaps({ image, geometry, program, sum_over })),
);
const tracedOutput = remembered((image: ImageShape, geometry: Geometry, kept: Rows, outside: OutsideFill) =>
  traced(maskedConvolution({ image, geometry, kept, outside })),
);
const pairOf = remembered((maps: Traced, output: Traced): Readonly<Record<ProgramName, Traced>> => ({ maps, output }));

const tracedTyped = remembered((reading: Reading): Traced => ({ program: reading.program, steps: reading.steps }));

/**
 * Both programs of a document over an image of this shape; a typed one stands in the place of the patch maps. `kept` are the kept
 * windows, or just their number.
 */
export function traceOf(document: Document, image: ImageShape, kept: Rows): Readonly<Record<ProgramName, Traced>> {
  const { kernel_size, stride, padding, padding_mode, dilation, program, sum_over, region } = document;
  const geometry = geometryOf(kernel_size, stride, padding, padding_mode, dilation);
  const reading = readingOf(document, image);
  const maps = reading ? tracedTyped(reading) : tracedMaps(image, geometry, programKind(program), sum_over);
  return pairOf(maps, tracedOutput(image, geometry, kept, region.outside));
}

/** Fields that change no number: whatever else a document says, the engine is asked for. */
const WITHOUT_NUMBERS: readonly (keyof Document)[] = ["speed", "gradients"];
const JOB_FIELDS = (Object.keys(DEFAULT_DOCUMENT) as (keyof Document)[]).filter(
  (field) => !WITHOUT_NUMBERS.includes(field),
); // Object.keys forgets the key type

/** True when two documents ask the engine for the same, field by field; most fields are the same objects. */
export const askTheSame = (one: Document, other: Document): boolean =>
  JOB_FIELDS.every((field) => one[field] === other[field]);

/** A run whose outputs are there. */
export type Finished = Ready & { readonly result: JobResult };

/** Whether the outputs of a run are there; of very many windows what does not need them is shown before. */
export const isFinished = (ready: Ready): ready is Finished => "output" in ready.result;

/** The same, whatever one field says. */
export const askTheSameBut = (field: keyof Document, one: Document, other: Document): boolean =>
  askTheSame(one, { ...other, [field]: one[field] });

/**
 * True when two finished runs show the same numbers of the same step: patch maps are computed without a region.
 */
export function showTheSame(one: Ready, other: Ready): boolean {
  if (one === other) return true;
  const { program, step } = one.shown;
  if (one.picture !== other.picture || program !== other.shown.program || step !== other.shown.step) return false;
  const anyRegion = program === "maps" && typeof one.document.program === "string";
  return anyRegion ? askTheSameBut("region", one.document, other.document) : askTheSame(one.document, other.document);
}

/** Both programs as they stand now; null before there is a picture. */
export function programsOf({ document, picture, results }: AppState): Readonly<Record<ProgramName, Traced>> | null {
  if (!picture) return null;
  const ready = readyOf(results);
  if (ready && ready.picture === picture && askTheSame(ready.document, document)) return ready.programs;
  return traceOf(document, picture.image.shape, keptWindows({ document, picture, results }));
}

const rememberedRows = remembered((runs: Runs, batch: number): Rows => ({ runs, batch }));

/** The kept windows of the last run, while it is a run over as many windows as there are now; else all windows. */
function keptWindows({ document, picture, results }: Pick<AppState, "document" | "picture" | "results">): Rows {
  const ready = readyOf(results);
  if (!picture) return 0;
  const [batch] = picture.image.shape;
  const [rows, columns] = windowGrid(document, picture.image.shape);
  const runs = ready?.result.kept;
  const same = runs && runs.rows === rows && runs.columns === columns && ready.picture.image.shape[0] === batch;
  return same ? rememberedRows(runs, batch) : batch * rows * columns;
}

/** The newest finished run, even while a newer one is under way. */
export function readyOf(results: Results): Ready | null {
  if (results.status === "ready") return results;
  return results.status === "none" ? null : results.previous;
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

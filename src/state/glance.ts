import { at } from "../model/dims";
import { type ImageShape, windowCount } from "../model/geometry";
import { numel } from "../model/layout";
import { MOST_HELD, MOST_OUTPUT_WHOLE } from "../model/limits";
import { keptRuns } from "../model/region/kept-windows";
import { regionRuns } from "../model/region/region-runs";
import type { Glance, Job } from "../model/runner";
import { cellCount, type Runs } from "../model/runs";
import { formOnDemand } from "../model/tile-request";
import type { Ready, Traced } from "./app-state";
import { askTheSameBut, isFinished } from "./programs";

/** What a finished run and the one to come are told apart by. */
type Subject = Pick<Ready, "document" | "picture">;

/**
 * Whether computing the outputs takes so long that what does not need them is shown before: all of very many windows are
 * new.
 */
export function isDear(before: Ready | null, { document, picture }: Subject): boolean {
  if (windowCount(document, picture.image.shape) <= MOST_OUTPUT_WHOLE) return false;
  // The numbers of windows are remembered; another region only chooses among them.
  const known = before !== null && isFinished(before) && before.picture === picture;
  return !(known && askTheSameBut("region", before.document, document));
}

/** The pixels of a region: those of the run before, when only something else has changed. */
function pixelsOf({ shapes }: Job["region"], [, , height, width]: ImageShape, before: Ready | null): Runs {
  const known = before?.document.region.shapes === shapes ? before.result.region : null;
  return known?.rows === height && known.columns === width ? known : regionRuns(shapes, height, width);
}

/**
 * What of a job can be shown before anything is computed; null when its step is handed over with the outputs. `before` is
 * the newest run.
 */
export function glanceAt(
  { geometry, region, shown }: Job,
  image: ImageShape,
  { program, steps }: Traced,
  before: Ready | null,
): Glance | null {
  const step = at(steps, shown.step);
  if (step?.kind !== "done" || numel(step.layout.shape) <= MOST_HELD) return null;
  if (!formOnDemand(program, steps, shown.step)) return null;
  const pixels = pixelsOf(region, image, before);
  const kept = keptRuns(pixels, geometry, image, region.keep);
  return {
    region: pixels,
    kept,
    keptBy: { [region.keep]: image[0] * cellCount(kept) },
    shown: { shape: step.layout.shape, onDemand: true },
  };
}

import { MOST_OUTPUT_SQUARES, MOST_OUTPUT_WHOLE } from "../model/limits";
import type { ShownOutput } from "../model/runner";
import { extentOf } from "../model/summary";

/** The two results of a job as they are shown. */
export interface ShownPair {
  readonly dense: ShownOutput;
  readonly output: ShownOutput;
}

/** How far out the results of so many windows are shown; 0 when all of them are handed over. */
export function outputLevel([batch, , rows, columns]: ShownOutput["shape"]): number {
  if (batch * rows * columns <= MOST_OUTPUT_WHOLE) return 0;
  let level = 1;
  while (Math.ceil(rows / 2 ** level) * Math.ceil(columns / 2 ** level) > MOST_OUTPUT_SQUARES) level += 1;
  return level;
}

/** A whole result with its extent. */
export const shownWhole = (shape: ShownOutput["shape"], data: Float32Array<ArrayBuffer>): ShownOutput => ({
  shape,
  level: 0,
  data,
  extent: extentOf(data),
});

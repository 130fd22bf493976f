import type { RegionEdit, RegionShape } from "../document";
import { flagsOf } from "../runs";
import { regionRuns } from "./region-runs";

/** The shape of an edit, whichever way it works. */
export const shapeOf = (edit: RegionEdit): RegionShape => ("add" in edit ? edit.add : edit.subtract);

/**
 * The region as 0/1 per pixel, [H, W] row-major: the runs of `regionRuns`, which has the rules, written out. Throws
 * "region-size" for an image size out of bounds.
 */
export function rasterise(shapes: readonly RegionEdit[], height: number, width: number): Uint8Array<ArrayBuffer> {
  return flagsOf(regionRuns(shapes, height, width));
}

// TEMPORARY until the real one stands here: do not build on this.
import type { RegionEdit } from "../document";
import { type Runs, runsOfFlags } from "../runs";
import { rasterise } from "./rasterise";
export const regionRuns = (shapes: readonly RegionEdit[], height: number, width: number): Runs =>
  runsOfFlags(rasterise(shapes, height, width), height, width);

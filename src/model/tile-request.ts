import type { Axis } from "./axes";
import { closedForm, type ClosedForm, isSeparable } from "./closed-form";
import type { Pool } from "./pool";
import type { Program, Step } from "./program";
import type { Extent, Histogram } from "./summary";
import type { Tiling } from "./tiling";

/** A rectangle of squares of a plane. */
export interface Rect {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** Part of a step, laid out by a tiling and seen from far enough that squares of 2^level cells are one number each. */
export interface TileRequest {
  readonly tiling: Tiling;
  readonly level: number;
  readonly pool: Pool;
  /** In squares; it may reach over the edge of the plane, where squares are 0. */
  readonly rect: Rect;
}

/** The squares of a request, row-major in its rectangle; a NaN among a square's cells makes it NaN. */
export interface TileValues {
  readonly rect: Rect;
  readonly level: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** What is known of all numbers of a step; exact over the share of them that was seen, all of them in the end. */
export interface Survey {
  /** Share of the work that is done, 0 to 1: first the extent is found, then values are counted. */
  readonly done: number;
  readonly extent: Extent;
  /** Elements (row-major numbers) that hold the smallest and the largest number, and one that is not finite. */
  readonly least: number | null;
  readonly most: number | null;
  readonly odd: number | null;
  /** How long the engine worked at this piece of it. */
  readonly milliseconds: number;
  /** Once everything was counted. */
  readonly histogram: Histogram | null;
}

/** Sizes of all parts of all axes, in storage order. */
const partSizes = (axes: readonly Axis[]): number[] => axes.flatMap(({ parts }) => parts.map(({ size }) => size));

/**
 * The closed form by which any part of a step can be computed on its own, however its axes are laid out; null for a
 * step that has to be computed whole.
 */
export function formOnDemand(program: Program, steps: readonly Step[], step: number): ClosedForm | null {
  const form = closedForm(program, steps, step);
  const traced = steps[step];
  return form && traced?.kind === "done" && isSeparable(form, partSizes(traced.axes)) ? form : null;
}

import type { SpeedSettings } from "./document";
import type { Geometry, ImageShape } from "./geometry";
import { COVERAGES, type Measurement, type MeasureRequest, type Method, METHODS, quantile } from "./measure";

/** What methods are called wherever they are told apart. */
export const METHOD_NAMES: Readonly<Record<Method, string>> = {
  conv2d: "tf.conv2d",
  dense: "dense kernel",
  gather: "gather + matMul",
  region: "region kernel",
};

/** Methods that compute every window whatever the region is; the others compute the kept ones. */
export const isDense = (method: Method): boolean => method === "conv2d" || method === "dense";

/** A measurement with what was asked for. */
export interface Measured {
  readonly request: MeasureRequest;
  readonly measurement: Measurement;
}

/** A method that could not be measured, and why. */
export interface Refusal {
  readonly request: MeasureRequest;
  readonly message: string;
}

/** Everything that one round of measuring found, and over what. */
export interface Findings {
  readonly settings: SpeedSettings;
  readonly geometry: Geometry;
  readonly image: ImageShape;
  readonly measured: readonly Measured[];
  readonly refusals: readonly Refusal[];
}

/** A sweep goes over its coverages in this many rounds, so that it spans the axis early on, whenever it is stopped. */
const ROUNDS = 3;

/**
 * What is measured, one after the other: every chosen method over the drawn region, then the coverages of the sweep, at
 * each of them all methods that depend on it. Machines drift, so the dense methods come again after each round.
 */
export function measurePlan({ methods, sweep, runs }: SpeedSettings): MeasureRequest[] {
  const dense = methods.filter(isDense);
  const masked = methods.filter((method) => !isDense(method));
  const at = (coverage: number) => (method: Method) => ({ method, runs, mask: { sweep, coverage } });
  const plan: MeasureRequest[] = methods.map((method) => ({ method, runs, mask: "drawn" }));
  if (masked.length === 0) return plan;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [k, percent] of COVERAGES.entries()) {
      if (k % ROUNDS === round) plan.push(...masked.map(at(percent / 100)));
    }
    plan.push(...dense.map(at(1)));
  }
  return plan;
}

/** The middle of some samples, in milliseconds, and the quartiles around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export const spreadOf = (runs: readonly number[]): Spread => ({
  median: quantile(runs, 0.5),
  low: quantile(runs, 0.25),
  high: quantile(runs, 0.75),
});

/** One place of a method's curve. */
export interface CurvePoint extends Spread {
  readonly coverage: number;
  readonly kept: number;
}

/** The measurement of a method over the drawn region, if there is one. */
export const drawnOf = ({ measured }: Findings, method: Method): Measurement | null =>
  measured.find(({ request }) => request.mask === "drawn" && request.method === method)?.measurement ?? null;

/** Time against coverage of a method that depends on it, by coverage; the samples of equal coverages are put together. */
export function curveOf({ measured }: Findings, method: Method): CurvePoint[] {
  const samples = new Map<number, number[]>();
  let windows = 1;
  for (const { request, measurement } of measured) {
    if (request.method !== method || request.mask === "drawn") continue;
    windows = measurement.windows;
    samples.set(measurement.kept, [...(samples.get(measurement.kept) ?? []), ...measurement.runs]);
  }
  return [...samples]
    .map(([kept, runs]) => ({ kept, coverage: kept / windows, ...spreadOf(runs) }))
    .toSorted((a, b) => a.coverage - b.coverage);
}

/**
 * What a dense method takes: the samples of its measurements between those of the sweep, when the machine was as it was
 * for the others, or of the first one while there is no other.
 */
export function levelOf({ measured }: Findings, method: Method): Spread | null {
  if (!isDense(method)) return null;
  const own = measured.filter(({ request }) => request.method === method);
  const swept = own.filter(({ request }) => request.mask !== "drawn");
  const runs = (swept.length > 0 ? swept : own).flatMap(({ measurement }) => measurement.runs);
  return runs.length > 0 ? spreadOf(runs) : null;
}

/** A dense method that the others are held against. */
export interface Reference {
  readonly method: Method;
  readonly level: Spread;
}

function fastest(levels: readonly { readonly method: Method; readonly level: Spread | null }[]): Reference | null {
  const [first = null] = levels
    .flatMap(({ method, level }) => (level ? [{ method, level }] : []))
    .toSorted((a, b) => a.level.median - b.level.median);
  return first;
}

/** The fastest dense method beside the sweep; null when none was measured. */
export const referenceOf = (findings: Findings): Reference | null =>
  fastest(METHODS.map((method) => ({ method, level: levelOf(findings, method) })));

/** The fastest dense method beside the drawn region: what was measured together is compared. */
export const drawnReferenceOf = (findings: Findings): Reference | null =>
  fastest(
    METHODS.filter(isDense).map((method) => {
      const found = drawnOf(findings, method);
      return { method, level: found && spreadOf(found.runs) };
    }),
  );

/** Coverages between which a method is faster than a dense one; an end is null where the curve itself ends. */
export interface Win {
  readonly from: number | null;
  readonly to: number | null;
}

/** How a curve stands to a level. */
export interface Standing {
  /** Where it runs below. */
  readonly wins: readonly Win[];
  /** From where on it can no longer be told from the level; null when it can to the end. */
  readonly evenFrom: number | null;
}

/** A curve is even with a level from its last points on when it ends with at least so many that cannot be told from it. */
const EVEN = 2;

/**
 * Where a curve runs below a level, its medians joined by straight lines: the work grows in proportion to coverage.
 * A point between the level's quartiles cannot be told from it. Between points that can, it is on their side; a last one
 * alone is where its median is; with several of them the curve ends even.
 */
export function standingOf(curve: readonly CurvePoint[], { median, low, high }: Spread): Standing {
  const clear = curve.map((point) => (point.median < low ? true : point.median > high ? false : null));
  const last = clear.findLastIndex((side) => side !== null);
  const told = curve.length - 1 - last < EVEN ? curve.length : last + 1;
  const evenFrom = curve[told]?.coverage ?? null;
  const sides = curve.slice(0, told).map((point, k) => {
    const before = clear.slice(0, k + 1).findLast((side) => side !== null);
    const after = clear.slice(k).find((side) => side !== null);
    return before !== undefined && before === after ? before : point.median < median;
  });

  const wins: Win[] = [];
  let from: number | null = null;
  for (const [k, side] of sides.entries()) {
    const [before, point] = [curve[k - 1], curve[k]];
    if (!before || !point || side === sides[k - 1]) continue;
    const share = (median - before.median) / (point.median - before.median);
    const crossing = before.coverage + share * (point.coverage - before.coverage);
    if (side) from = crossing;
    else wins.push({ from, to: crossing });
  }
  return { wins: sides.at(-1) ? [...wins, { from, to: evenFrom }] : wins, evenFrom };
}

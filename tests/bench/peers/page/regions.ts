import type { Point, RegionEdit } from "../../../../src/model/document";
import { uniform32 } from "../../../../src/model/random";
import { eachRun, type Runs, runsOfFlags } from "../../../../src/model/runs";

/** The runs of the windows that `keeps` names. */
function runsWhere(rows: number, columns: number, keeps: (r: number, s: number) => boolean): Runs {
  const flags = new Uint8Array(rows * columns);
  for (let n = 0; n < flags.length; n += 1) flags[n] = Number(keeps(Math.floor(n / columns), n % columns));
  return runsOfFlags(flags, rows, columns);
}

/** A square in the middle of the grid that holds this share of it, 0 to 1. */
export function compactRuns(rows: number, columns: number, share: number): Runs {
  const [high, wide] = [rows * Math.sqrt(share), columns * Math.sqrt(share)].map(Math.round) as [number, number];
  const [top, left] = [(rows - high) >> 1, (columns - wide) >> 1];
  return runsWhere(rows, columns, (r, s) => r >= top && r < top + high && s >= left && s < left + wide);
}

/** Every window kept with this probability, 0 to 1. */
export function scatteredRuns(rows: number, columns: number, share: number): Runs {
  const next = uniform32(Math.round(share * 100));
  return runsWhere(rows, columns, () => next() < share * 2 ** 32);
}

/** Every other window of every row, shifted by one from row to row: no run is longer than one. */
export const checkerboardRuns = (rows: number, columns: number): Runs =>
  runsWhere(rows, columns, (r, s) => (r + s) % 2 === 0);

/** `values` over the grid where the runs keep a window, zero elsewhere. */
export function keptOnly(values: Float32Array, runs: Runs): Float32Array {
  const kept = new Float32Array(values.length);
  eachRun(runs, (r, from, to) => {
    const row = r * runs.columns;
    kept.set(values.subarray(row + from, row + to), row + from);
  });
  return kept;
}

const HAND = { points: 800, shake: 0.004 } as const;

/** A closed line of 800 points around the middle of an image, as a shaking hand draws it: a third of the image. */
export function lasso(size: number): readonly RegionEdit[] {
  const next = uniform32(1);
  const polygon = Array.from({ length: HAND.points }, (_, at): Point => {
    const angle = (2 * Math.PI * at) / HAND.points;
    const shake = HAND.shake * (next() / 2 ** 31 - 1);
    const radius = size * (0.33 + 0.06 * Math.sin(3 * angle) + 0.03 * Math.cos(7 * angle) + shake);
    return [size / 2 + radius * Math.cos(angle), size / 2 + radius * Math.sin(angle)];
  });
  return [{ add: { polygon } }];
}

/** A wide brush led along a spiral, 400 points that cover each other often. */
export function brushStroke(size: number): readonly RegionEdit[] {
  const points = Array.from({ length: HAND.points / 2 }, (_, at): Point => {
    const angle = (6 * Math.PI * at) / HAND.points;
    const radius = size * (0.1 + (0.3 * at) / HAND.points);
    return [size / 2 + radius * Math.cos(angle), size / 2 + radius * Math.sin(angle)];
  });
  return [{ add: { brush: { points, radius: size / 40 } } }];
}

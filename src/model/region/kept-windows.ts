import type { KeepRule } from "../document";
import { centreUnder, windowGrid, type Geometry, type ImageShape, type Pair } from "../geometry";
import {
  cellCount,
  eachRun,
  flagsOf,
  fullRuns,
  runCount,
  type Runs,
  RunsBuilder,
  runsOfFlags,
  takeAway,
  unite,
} from "../runs";

/** How many windows each rule keeps, over all images of the batch. */
export interface KeptCounts {
  readonly centre: number;
  readonly any: number;
  readonly all: number;
}

/**
 * The windows that the region lets run, over the grid h_windows × w_windows; the same for every image of the batch.
 * `region` is over [H, W]. Rule `centre`: the centre pixel is in the region; `any` / `all`: some / every tap is. A tap
 * (or centre) in the padding is outside, whatever the padding mode copies there. The work grows with the rows, the runs
 * and the logarithm of the taps, not with the pixels.
 */
export function keptRuns(region: Runs, geometry: Geometry, image: ImageShape, rule: KeepRule): Runs {
  const grid = windowGrid(geometry, image);
  const { padding, stride } = geometry;
  const padded = framed(region, padding);
  if (rule === "centre") {
    const [y, x] = centreUnder(geometry, 0, 0);
    return sampled(padded, [y + padding[0], x + padding[1]], stride, grid);
  }
  if (rule === "any") return sampled(underSomeTap(padded, geometry), [0, 0], stride, grid);
  // Every tap is inside unless some tap is outside.
  return complement(sampled(underSomeTap(complement(padded), geometry), [0, 0], stride, grid));
}

/** How many windows each of the three rules would keep of a region over [H, W]. */
export function keptCountsOf(region: Runs, geometry: Geometry, image: ImageShape): KeptCounts {
  const count = (rule: KeepRule): number => image[0] * cellCount(keptRuns(region, geometry, image, rule));
  return { centre: count("centre"), any: count("any"), all: count("all") };
}

/** What `keptRuns` keeps, 0/1 for each n of the batch, [B·h_windows·w_windows]. `mask` is the region, [H, W] of 0/1. */
export function keptWindows(
  mask: Uint8Array,
  geometry: Geometry,
  image: ImageShape,
  rule: KeepRule,
): Uint8Array<ArrayBuffer> {
  const one = flagsOf(keptRuns(runsOfFlags(mask, image[2], image[3]), geometry, image, rule));
  const kept = new Uint8Array(image[0] * one.length);
  for (let b = 0; b < image[0]; b += 1) kept.set(one, b * one.length);
  return kept;
}

/** `keptCountsOf` for a region that is [H, W] of 0/1. */
export function keptCounts(mask: Uint8Array, geometry: Geometry, image: ImageShape): KeptCounts {
  return keptCountsOf(runsOfFlags(mask, image[2], image[3]), geometry, image);
}

/** The share of windows kept, 0 to 1; 0 when there is no window at all. */
export function coverage(kept: Uint8Array): number {
  if (kept.length === 0) return 0;
  let total = 0;
  for (let at = 0; at < kept.length; at += 1) total += kept[at] as number;
  return total / kept.length;
}

const complement = (runs: Runs): Runs => takeAway(fullRuns(runs.rows, runs.columns), runs);

/** The same cells on a grid with the padding around it. */
function framed(runs: Runs, [down, right]: Pair): Runs {
  if (down === 0 && right === 0) return runs;
  const frame = new RunsBuilder(runs.rows + 2 * down, runs.columns + 2 * right, runCount(runs));
  eachRun(runs, (row, from, to) => frame.add(row + down, from + right, to + right));
  return frame.build();
}

/** Where on the padded image a window's first tap may stand so that one of its taps falls on a cell. */
function underSomeTap(cells: Runs, { kernel_size: [kh, kw], dilation: [down, left] }: Geometry): Runs {
  // Taps side by side lengthen every run in one go.
  const across = left === 1 ? lengthened(cells, kw - 1) : spread(cells, kw, 0, left);
  return spread(across, kh, down, 0);
}

/** Every run `by` columns longer on its left, as far as the grid goes. */
function lengthened(runs: Runs, by: number): Runs {
  if (by === 0) return runs;
  const longer = new RunsBuilder(runs.rows, runs.columns, runCount(runs));
  eachRun(runs, (row, from, to) => longer.add(row, Math.max(from - by, 0), to));
  return longer.build();
}

/**
 * The cells, united with copies of them moved by 1, 2 … taps − 1 steps of `down` rows up and `left` columns to the left.
 * What is united already is moved and united again, which doubles the steps each time.
 */
function spread(cells: Runs, taps: number, down: number, left: number): Runs {
  let united = cells;
  for (let done = 1; done < taps;) {
    const more = Math.min(done, taps - done);
    united = unite(united, united, more * down, more * left);
    done += more;
  }
  return united;
}

/** Every `down`-th row from `top` on and every `right`-th column from `left` on, as many as `grid` says. */
function sampled(runs: Runs, [top, left]: Pair, [down, right]: Pair, [rows, columns]: Pair): Runs {
  const { starts, edges } = runs;
  const found = new RunsBuilder(rows, columns);
  for (let row = 0; row < rows; row += 1) {
    const y = top + row * down;
    for (let run = starts[y] as number; run < (starts[y + 1] as number); run += 1) {
      const from = Math.ceil(((edges[2 * run] as number) - left) / right);
      const to = Math.ceil(((edges[2 * run + 1] as number) - left) / right);
      found.add(row, Math.max(from, 0), Math.min(to, columns));
    }
  }
  return found.build();
}

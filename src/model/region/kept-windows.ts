import { flagsOf, type Runs, runsOfFlags } from "../runs";
import type { KeepRule } from "../document";
import { centreUnder, windowGrid, type Axis2, type Geometry, type ImageShape } from "../geometry";

/** How many windows each rule keeps, over all images of the batch. */
export interface KeptCounts {
  readonly centre: number;
  readonly any: number;
  readonly all: number;
}

/**
 * The windows that the region lets run, 0/1 for each n of the batch, [B·h_windows·w_windows]; the same for every b.
 * `mask` is the region, [H, W] of 0/1. Rule `centre`: the centre pixel is in the region; `any` / `all`: some / every
 * tap is. A tap (or centre) in the padding is outside, whatever the padding mode copies there.
 */
export function keptWindows(
  mask: Uint8Array,
  geometry: Geometry,
  image: ImageShape,
  rule: KeepRule,
): Uint8Array<ArrayBuffer> {
  const one = rule === "centre" ? centreInside(mask, geometry, image) : byTaps(mask, geometry, image, rule);
  const kept = new Uint8Array(image[0] * one.length);
  for (let b = 0; b < image[0]; b += 1) kept.set(one, b * one.length);
  return kept;
}

/** How many windows each of the three rules would keep. */
export function keptCounts(mask: Uint8Array, geometry: Geometry, image: ImageShape): KeptCounts {
  const [kh, kw] = geometry.kernel_size;
  const taps = tapsInside(mask, geometry, image);
  let any = 0;
  let all = 0;
  for (let n = 0; n < taps.length; n += 1) {
    const inside = taps[n] as number;
    if (inside > 0) any += 1;
    if (inside === kh * kw) all += 1;
  }
  const centre = sum(centreInside(mask, geometry, image));
  return { centre: centre * image[0], any: any * image[0], all: all * image[0] };
}

/** The share of windows kept, 0 to 1; 0 when there is no window at all. */
export function coverage(kept: Uint8Array): number {
  return kept.length === 0 ? 0 : sum(kept) / kept.length;
}

function sum(values: Uint8Array): number {
  let total = 0;
  for (let at = 0; at < values.length; at += 1) total += values[at] as number;
  return total;
}

function centreInside(mask: Uint8Array, geometry: Geometry, image: ImageShape): Uint8Array<ArrayBuffer> {
  const [, , height, width] = image;
  const [rows, columns] = windowGrid(geometry, image);
  const kept = new Uint8Array(rows * columns);
  const [, left] = centreUnder(geometry, 0, 0);
  for (let r = 0; r < rows; r += 1) {
    const [y] = centreUnder(geometry, r, 0);
    if (y < 0 || y >= height) continue;
    for (let s = 0; s < columns; s += 1) {
      const x = left + s * geometry.stride[1];
      if (x >= 0 && x < width) kept[r * columns + s] = mask[y * width + x] as number;
    }
  }
  return kept;
}

function byTaps(mask: Uint8Array, geometry: Geometry, image: ImageShape, rule: "any" | "all"): Uint8Array<ArrayBuffer> {
  const [kh, kw] = geometry.kernel_size;
  const least = rule === "any" ? 1 : kh * kw;
  const taps = tapsInside(mask, geometry, image);
  const kept = new Uint8Array(taps.length);
  for (let n = 0; n < taps.length; n += 1) if ((taps[n] as number) >= least) kept[n] = 1;
  return kept;
}

/**
 * How many of each window's taps lie in the region, [h_windows·w_windows]. Running sums along the rows, then along the
 * columns, each in steps of the dilation: the work does not grow with the kernel.
 */
function tapsInside(mask: Uint8Array, geometry: Geometry, image: ImageShape): Int32Array {
  const [, , height, width] = image;
  const [rows, columns] = windowGrid(geometry, image);
  const [dh, dw] = geometry.dilation;
  const across = tapRanges(geometry, 1, width, columns);
  const down = tapRanges(geometry, 0, height, rows);

  // sums[(y + 1)·columns + s]: taps of window column s inside the region, over the rows y, y − dh, y − 2·dh, …
  const sums = new Int32Array((height + 1) * columns);
  const running = new Int32Array(width + 1);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      running[x + 1] = (mask[y * width + x] as number) + (x >= dw ? (running[x + 1 - dw] as number) : 0);
    }
    const to = (y + 1) * columns;
    const above = Math.max(y + 1 - dh, 0) * columns;
    for (let s = 0; s < columns; s += 1) {
      const inRow = (running[across.last[s] as number] as number) - (running[across.before[s] as number] as number);
      sums[to + s] = inRow + (sums[above + s] as number);
    }
  }
  const inside = new Int32Array(rows * columns);
  for (let r = 0; r < rows; r += 1) {
    const last = (down.last[r] as number) * columns;
    const before = (down.before[r] as number) * columns;
    for (let s = 0; s < columns; s += 1) {
      inside[r * columns + s] = (sums[last + s] as number) - (sums[before + s] as number);
    }
  }
  return inside;
}

/**
 * For each window of one axis, where its taps inside the image end and begin: `last` is one past the last such pixel,
 * `before` one past the pixel a dilation before the first (0 when there is none; equal when no tap is inside).
 */
function tapRanges(
  geometry: Geometry,
  axis: Axis2,
  size: number,
  count: number,
): { last: Int32Array; before: Int32Array } {
  const k = geometry.kernel_size[axis];
  const dilation = geometry.dilation[axis];
  const last = new Int32Array(count);
  const before = new Int32Array(count);
  for (let window = 0; window < count; window += 1) {
    const start = window * geometry.stride[axis] - geometry.padding[axis];
    const firstTap = start >= 0 ? 0 : Math.ceil(-start / dilation);
    const lastTap = Math.min(k - 1, Math.floor((size - 1 - start) / dilation));
    if (lastTap < firstTap) continue;
    last[window] = start + lastTap * dilation + 1;
    before[window] = Math.max(start + (firstTap - 1) * dilation + 1, 0);
  }
  return { last, before };
}

// TEMPORARY from here on, until the real ones stand here.
export function keptRuns(region: Runs, geometry: Geometry, image: ImageShape, rule: KeepRule): Runs {
  const [rows, columns] = windowGrid(geometry, image);
  const one = keptWindows(flagsOf(region), geometry, [1, image[1], image[2], image[3]], rule);
  return runsOfFlags(one, rows, columns);
}
export const keptCountsOf = (region: Runs, geometry: Geometry, image: ImageShape): KeptCounts =>
  keptCounts(flagsOf(region), geometry, image);

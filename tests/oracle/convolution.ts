import { get, grid, patches, type OracleGeometry, type OracleImage } from "./image";

export type OracleSumAxis = "C" | "kh" | "kw";

/** patch · filter before any sum, [N, C, kh, kw]; `filter` is [C, kh, kw]. */
export function products(image: OracleImage, g: OracleGeometry, filter: ArrayLike<number>): number[] {
  return patches(image, g).map((value, at) => value * get(filter, at % filter.length));
}

/** Products summed over any of C, kh, kw; the axes that stay keep their order after N. */
export function summed(
  image: OracleImage,
  g: OracleGeometry,
  filter: ArrayLike<number>,
  over: readonly OracleSumAxis[],
): number[] {
  const all = products(image, g, filter);
  const sizes = [image.shape[1], ...g.kernel_size] as const;
  const [channels, kh, kw] = sizes;
  const kept = (["C", "kh", "kw"] as const).map((axis, at) => (over.includes(axis) ? 1 : sizes[at]));
  const [keptC, keptH, keptW] = [kept[0] ?? 1, kept[1] ?? 1, kept[2] ?? 1];
  const sums = new Array<number>((all.length / (channels * kh * kw)) * keptC * keptH * keptW).fill(0);
  all.forEach((value, at) => {
    const n = Math.floor(at / (channels * kh * kw));
    const c = Math.floor(at / (kh * kw)) % channels;
    const i = Math.floor(at / kw) % kh;
    const j = at % kw;
    const to = ((n * keptC + (c % keptC)) * keptH + (i % keptH)) * keptW + (j % keptW);
    sums[to] = get(sums, to) + value;
  });
  return sums;
}

/** The patch maps, [N, kh, kw]. */
export const maps = (image: OracleImage, g: OracleGeometry, filter: ArrayLike<number>): number[] =>
  summed(image, g, filter, ["C"]);

/** The convolution without a region, [B, 1, h_windows, w_windows]. */
export const dense = (image: OracleImage, g: OracleGeometry, filter: ArrayLike<number>): number[] =>
  summed(image, g, filter, ["C", "kh", "kw"]);

/** Every channel convolved with its own slice, [B, C, h_windows, w_windows]. */
export function depthwise(image: OracleImage, g: OracleGeometry, filter: ArrayLike<number>): number[] {
  const byWindow = summed(image, g, filter, ["kh", "kw"]);
  const [batch, channels] = image.shape;
  const [rows, columns] = grid(g, image.shape);
  const result: number[] = [];
  for (let b = 0; b < batch; b += 1) {
    for (let c = 0; c < channels; c += 1) {
      for (let n = 0; n < rows * columns; n += 1) {
        result.push(get(byWindow, (b * rows * columns + n) * channels + c));
      }
    }
  }
  return result;
}

/** The convolution on the kept windows, zero elsewhere, [B, 1, h_windows, w_windows]; `kept` is [N] of 0/1. */
export function masked(
  image: OracleImage,
  g: OracleGeometry,
  filter: ArrayLike<number>,
  kept: ArrayLike<number>,
): number[] {
  return dense(image, g, filter).map((value, n) => (get(kept, n) === 1 ? value : 0));
}

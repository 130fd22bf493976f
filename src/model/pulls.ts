import type { SumAxis } from "./document";
import { type Geometry, type ImageShape, paddedSource, pixelUnder, windowGrid } from "./geometry";
import type { Shape } from "./layout";

/** A number of the filter, as a place that gradients meet. */
export interface FilterTap {
  readonly c: number;
  readonly i: number;
  readonly j: number;
}

/** What each window's number of the result adds to the gradient of a tap. */
export interface PullSubject {
  readonly geometry: Geometry;
  readonly shape: ImageShape;
  readonly data: ArrayLike<number>;
  /** The axes that were summed on the way from the products to the result. */
  readonly sum_over: readonly SumAxis[];
  /** ∂loss/∂result, [N, …the axes that stay]. */
  readonly back: ArrayLike<number>;
}

/**
 * How much each window pulls on a tap, [N]: ∂loss/∂result of its product there, times the pixel under the tap. Their sum
 * is the tap's gradient.
 */
export function pullsOn(
  tap: FilterTap,
  { geometry, shape, data, sum_over, back }: PullSubject,
): Float32Array<ArrayBuffer> {
  const [batch, channels, height, width] = shape;
  const [rows, columns] = windowGrid(geometry, shape);
  const [kh, kw] = geometry.kernel_size;
  // The result's axes after N, those that stay: the place of this tap's products in them.
  let groups = 1;
  let group = 0;
  for (const [axis, size, at] of [
    ["C", channels, tap.c],
    ["kh", kh, tap.i],
    ["kw", kw, tap.j],
  ] as const) {
    if (sum_over.includes(axis)) continue;
    groups *= size;
    group = group * size + at;
  }
  const pulls = new Float32Array(batch * rows * columns);
  let n = 0;
  for (let b = 0; b < batch; b += 1) {
    const plane = (b * channels + tap.c) * height;
    for (let r = 0; r < rows; r += 1) {
      const y = paddedSource(geometry.padding_mode, pixelUnder(geometry, r, 0, tap.i, tap.j)[0], height);
      for (let s = 0; s < columns; s += 1, n += 1) {
        const x = paddedSource(geometry.padding_mode, pixelUnder(geometry, r, s, tap.i, tap.j)[1], width);
        if (y === null || x === null) continue;
        pulls[n] = (back[n * groups + group] as number) * (data[(plane + y) * width + x] as number);
      }
    }
  }
  return pulls;
}

/**
 * What each place of a picture [B, C, H, W] pulls, its channels added up, [B·H·W]; and the one channel that pulls at all,
 * null for several.
 */
export function addedUp({ shape, data }: { readonly shape: Shape; readonly data: ArrayLike<number> }): {
  readonly pulls: Float32Array<ArrayBuffer>;
  readonly channel: number | null;
} {
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  const plane = height * width;
  const pulls = new Float32Array(batch * plane);
  const pulling = new Set<number>();
  for (let b = 0; b < batch; b += 1) {
    for (let c = 0; c < channels; c += 1) {
      for (let at = 0; at < plane; at += 1) {
        const pull = data[(b * channels + c) * plane + at] as number;
        if (pull !== 0) pulling.add(c);
        pulls[b * plane + at] = (pulls[b * plane + at] as number) + pull;
      }
    }
  }
  const [first = null] = pulling;
  return { pulls, channel: pulling.size === 1 ? first : null };
}

/** The window (or pixel) that pulls hardest, either way; null where none pulls. */
export function strongestPull(pulls: ArrayLike<number>): number | null {
  let found: number | null = null;
  let most = 0;
  for (let n = 0; n < pulls.length; n += 1) {
    const size = Math.abs(pulls[n] as number);
    if (size > most) [most, found] = [size, n];
  }
  return found;
}

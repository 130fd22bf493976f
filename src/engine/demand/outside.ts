import { centreUnder, type Geometry, type ImageShape, paddedSource, windowGrid } from "../../model/geometry";

interface Picture {
  readonly shape: ImageShape;
  readonly data: Float32Array;
}

/** The image row behind the centre of each window row (or column), −1 for a zero of the padding. */
function centres({ shape }: Picture, geometry: Geometry): { readonly ys: Int32Array; readonly xs: Int32Array } {
  const [rows, columns] = windowGrid(geometry, shape);
  const mode = geometry.padding_mode;
  return {
    ys: Int32Array.from({ length: rows }, (_, r) => paddedSource(mode, centreUnder(geometry, r, 0)[0], shape[2]) ?? -1),
    xs: Int32Array.from(
      { length: columns },
      (_, s) => paddedSource(mode, centreUnder(geometry, 0, s)[1], shape[3]) ?? -1,
    ),
  };
}

/** Mean over the channels of the (padded) pixel under the centre of window n; `image` is asked for its numbers each time. */
export function inputUnderCentre(image: Picture, geometry: Geometry): (n: number) => number {
  const { ys, xs } = centres(image, geometry);
  const [, channels, height, width] = image.shape;
  return (n) => {
    const line = Math.floor(n / xs.length);
    const b = Math.floor(line / ys.length);
    const y = ys[line - b * ys.length] as number;
    const x = xs[n - line * xs.length] as number;
    if (y < 0 || x < 0) return 0;
    const { data } = image;
    let at = (b * channels * height + y) * width + x;
    let sum = 0;
    for (let c = 0; c < channels; c += 1, at += height * width) sum += data[at] as number;
    return sum / channels;
  };
}

/**
 * The same for windows [from, to) of a row: an array that the next call writes again. `image` is asked for its numbers
 * each time.
 */
export function inputRows(
  image: Picture,
  geometry: Geometry,
): (b: number, row: number, from: number, to: number) => Float32Array {
  const { ys, xs } = centres(image, geometry);
  const [, channels, height, width] = image.shape;
  const sums = new Float64Array(xs.length);
  const found = new Float32Array(xs.length);
  return (b, row, from, to) => {
    const y = ys[row] as number;
    const means = found.subarray(from, to);
    if (y < 0) return means.fill(0);
    const { data } = image;
    sums.fill(0, from, to);
    for (let c = 0; c < channels; c += 1) {
      const line = ((b * channels + c) * height + y) * width;
      for (let s = from; s < to; s += 1) {
        const x = xs[s] as number;
        if (x >= 0) sums[s] = (sums[s] as number) + (data[line + x] as number);
      }
    }
    for (let s = from; s < to; s += 1) found[s] = (sums[s] as number) / channels;
    return means;
  };
}

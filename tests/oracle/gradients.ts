import { get, patches, pixel, windows, type OracleGeometry, type OracleImage } from "./image";

/** ∂(sum of all maps)/∂filter, [C, kh, kw]: every tap's filter number meets the values of that tap in all windows. */
export function filterGradient(image: OracleImage, g: OracleGeometry): number[] {
  const taps = image.shape[1] * g.kernel_size[0] * g.kernel_size[1];
  const sums = new Array<number>(taps).fill(0);
  patches(image, g).forEach((value, at) => {
    sums[at % taps] = get(sums, at % taps) + value;
  });
  return sums;
}

/** ∂(sum of all maps)/∂image, [B, C, H, W]: every pixel meets the filter numbers of all taps that show it. */
export function imageGradient(image: OracleImage, g: OracleGeometry, filter: ArrayLike<number>): number[] {
  // An image that holds the number of each pixel, from 1, tells which pixel a tap shows; 0 is a padded zero.
  const numbered = { shape: image.shape, data: Float64Array.from({ length: image.data.length }, (_, n) => n + 1) };
  const sums = new Array<number>(image.data.length + 1).fill(0);
  const [kh, kw] = g.kernel_size;
  for (const [b, y, x] of windows(g, image.shape)) {
    for (let tap = 0; tap < filter.length; tap += 1) {
      const c = Math.floor(tap / (kh * kw));
      const i = Math.floor(tap / kw) % kh;
      const shown = pixel(numbered, g, b, c, y + i * g.dilation[0], x + (tap % kw) * g.dilation[1]);
      sums[shown] = get(sums, shown) + get(filter, tap);
    }
  }
  return sums.slice(1);
}

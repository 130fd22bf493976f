import { paddedSource, type ImageShape, type PaddingMode } from "../model/geometry";
import { packPixel, pixelPicker, scaleFor, type ColourScale } from "./colour";

/** Which channels a picture shows: as colour or gray where that is possible, their mean, or one of them. */
export type Channels = "all" | "mean" | number;

/** One image of a batch, ready to be turned into pixels one at a time. */
export interface PixelSource {
  readonly height: number;
  readonly width: number;
  /** The pixel at a row and column of the image. */
  at(row: number, column: number): number;
}

const level = (value: number): number => (value > 0 ? (value < 1 ? Math.round(value * 255) : 255) : 0);

/** Whether every value of a range lies in [0, 1], as picture levels do; NaN does not. */
export function isPicture(data: Float32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const value = data[at] as number;
    if (!(value >= 0 && value <= 1)) return false;
  }
  return true;
}

/**
 * Image b of a batch as pixels. Levels in [0, 1] with one or three channels are shown as gray or colour; anything else
 * as one plane (a channel, or the mean of all) on a colour scale, `scale` or the one that suits its values.
 */
export function pixelSource(
  { shape, data }: { readonly shape: ImageShape; readonly data: Float32Array },
  b: number,
  channels: Channels = "all",
  scale?: ColourScale,
): PixelSource {
  const [, count, height, width] = shape;
  const plane = height * width;
  const from = b * count * plane;
  const picture = scale === undefined && isPicture(data, from, from + count * plane);
  const value = (channel: number, at: number): number => data[from + channel * plane + at] as number;
  if (picture && channels === "all" && count === 3) {
    return {
      height,
      width,
      at: (row, column) => {
        const at = row * width + column;
        return packPixel(level(value(0, at)), level(value(1, at)), level(value(2, at)));
      },
    };
  }
  let single = (at: number): number => value(0, at);
  if (typeof channels === "number") single = (at) => value(channels, at);
  else if (count > 1) {
    single = (at) => {
      let sum = 0;
      for (let channel = 0; channel < count; channel += 1) sum += value(channel, at);
      return sum / count;
    };
  }
  if (picture) {
    return {
      height,
      width,
      at: (row, column) => {
        const gray = level(single(row * width + column));
        return packPixel(gray, gray, gray);
      },
    };
  }
  const pick = pixelPicker(scale ?? scaleFor(Float32Array.from({ length: plane }, (_, at) => single(at))));
  return { height, width, at: (row, column) => pick(single(row * width + column)) };
}

/** Fills `pixels` with the image, [H·W]. */
export function fillImage(pixels: Uint32Array, source: PixelSource): void {
  const { height, width } = source;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) pixels[row * width + column] = source.at(row, column);
  }
}

/**
 * Fills `pixels` with the padded image, [(H + 2p)·(W + 2q)], true values of the padding mode in the border; the image
 * itself stays transparent there, and so do the zeros of mode `zeros`, which take `zero`.
 */
export function fillPadding(
  pixels: Uint32Array,
  source: PixelSource,
  [down, across]: readonly [number, number],
  mode: PaddingMode,
  zero: number,
): void {
  const wide = source.width + 2 * across;
  const high = source.height + 2 * down;
  for (let y = 0; y < high; y += 1) {
    const insideRows = y >= down && y < down + source.height;
    const row = paddedSource(mode, y - down, source.height);
    for (let x = 0; x < wide; x += 1) {
      if (insideRows && x === across) x += source.width;
      if (x >= wide) break;
      const column = paddedSource(mode, x - across, source.width);
      pixels[y * wide + x] = row === null || column === null ? zero : source.at(row, column);
    }
  }
}

/** Fills `pixels`, [H·W], with `veil` outside the region and leaves the region transparent. */
export function fillVeil(pixels: Uint32Array, region: Uint8Array, veil: number): void {
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = region[at] ? 0 : veil;
}

/** The mean of each square of side × side image pixels, level by level; fills `pixels`, [ceil(H / side)·ceil(W / side)]. */
export function fillImageReduced(pixels: Uint32Array, source: PixelSource, side: number): void {
  const wide = Math.ceil(source.width / side);
  const sums = new Float64Array(4 * wide);
  for (let top = 0, to = 0; top < source.height; top += side, to += wide) {
    const bottom = Math.min(source.height, top + side);
    sums.fill(0);
    for (let row = top; row < bottom; row += 1) {
      for (let column = 0; column < source.width; column += 1) {
        const pixel = source.at(row, column);
        const at = 4 * Math.floor(column / side);
        for (let byte = 0; byte < 4; byte += 1)
          sums[at + byte] = (sums[at + byte] as number) + ((pixel >>> (8 * byte)) & 255);
      }
    }
    for (let square = 0; square < wide; square += 1) {
      const count = (bottom - top) * Math.min(side, source.width - square * side);
      let pixel = 0;
      for (let byte = 3; byte >= 0; byte -= 1)
        pixel = pixel * 256 + Math.round((sums[4 * square + byte] as number) / count);
      pixels[to + square] = pixel;
    }
  }
}

/** As `fillVeil` for squares of side × side pixels: each as opaque as its share outside the region. */
export function fillVeilReduced(
  pixels: Uint32Array,
  region: Uint8Array,
  width: number,
  side: number,
  veil: number,
): void {
  const height = region.length / width;
  const wide = Math.ceil(width / side);
  const shades = Uint32Array.from({ length: 256 }, (_, share) => {
    // The fourth byte of a pixel in memory is how opaque it is.
    const bytes = new Uint8Array(Uint32Array.of(veil).buffer);
    bytes[3] = Math.round(((bytes[3] as number) * share) / 255);
    return new Uint32Array(bytes.buffer)[0] as number;
  });
  const inside = new Uint32Array(wide);
  for (let top = 0, to = 0; top < height; top += side, to += wide) {
    const bottom = Math.min(height, top + side);
    inside.fill(0);
    for (let row = top; row < bottom; row += 1) {
      let at = row * width;
      for (let square = 0; square < wide; square += 1) {
        const end = Math.min((row + 1) * width, at + side);
        let count = 0;
        for (; at < end; at += 1) count += region[at] as number;
        inside[square] = (inside[square] as number) + count;
      }
    }
    for (let square = 0; square < wide; square += 1) {
      const count = (bottom - top) * Math.min(side, width - square * side);
      pixels[to + square] = shades[Math.round((255 * (count - (inside[square] as number))) / count)] as number;
    }
  }
}

/** Fills `pixels`, [H·W], with values on a scale; where `kept` is 0 with `neutral`, which no value has. */
export function fillPlane(
  pixels: Uint32Array,
  values: Float32Array,
  scale: ColourScale,
  kept: Uint8Array | undefined,
  neutral: number,
): void {
  const pick = pixelPicker(scale);
  for (let at = 0; at < pixels.length; at += 1) {
    pixels[at] = kept && !kept[at] ? neutral : pick(values[at] as number);
  }
}

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

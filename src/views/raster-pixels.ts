import { paddedSource, type ImageShape, type PaddingMode } from "../model/geometry";
import { type ImageNumbers, numberAt } from "../model/levels";
import { eachRun, type Runs } from "../model/runs";
import { squareCounter } from "../model/square-counts";
import { packPixel, pixelPicker, scaleFor, type ColourScale } from "./colour";
import type { Box } from "./view";

/** Which channels a picture shows: as colour or gray where that is possible, their mean, or one of them. */
export type Channels = "all" | "mean" | number;

/** One image of a batch, ready to be turned into pixels one at a time. */
export interface PixelSource {
  readonly height: number;
  readonly width: number;
  /** The pixel at a row and column of the image. */
  at(row: number, column: number): number;
}

/** A level in [0, 1] as a byte. */
export const level = (value: number): number => (value > 0 ? (value < 1 ? Math.round(value * 255) : 255) : 0);

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
 * as one plane (a channel, or the mean of all) on a colour scale, `scale` or the one that suits its values. `areLevels` says
 * whether they are levels, where that is known.
 */
export function pixelSource(
  { shape, data }: { readonly shape: ImageShape; readonly data: ImageNumbers },
  b: number,
  channels: Channels = "all",
  scale?: ColourScale,
  areLevels?: boolean,
): PixelSource {
  const [, count, height, width] = shape;
  const plane = height * width;
  const from = b * count * plane;
  const picture =
    scale === undefined && (areLevels ?? (data instanceof Uint8Array || isPicture(data, from, from + count * plane)));
  const value = (channel: number, at: number): number => numberAt(data, from + channel * plane + at);
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
 * Fills `pixels` with a box of the padded image, all of it when left out, true values of the padding mode in the border;
 * the image itself stays transparent there, and so do the zeros of mode `zeros`, which take `zero`. The image begins at
 * (0, 0), the border before it.
 */
export function fillPadding(
  pixels: Uint32Array,
  source: PixelSource,
  [down, across]: readonly [number, number],
  mode: PaddingMode,
  zero: number,
  box: Box = { x: -across, y: -down, width: source.width + 2 * across, height: source.height + 2 * down },
): void {
  for (let y = box.y, line = 0; y < box.y + box.height; y += 1, line += box.width) {
    const insideRows = y >= 0 && y < source.height;
    const row = paddedSource(mode, y, source.height);
    for (let x = box.x; x < box.x + box.width; x += 1) {
      if (insideRows && x === 0) x += source.width;
      if (x >= box.x + box.width) break;
      const column = paddedSource(mode, x, source.width);
      pixels[line + x - box.x] = row === null || column === null ? zero : source.at(row, column);
    }
  }
}

/** Fills `pixels`, [H·W], with `veil` outside the region and leaves the region transparent. */
export function fillVeil(pixels: Uint32Array, region: Runs, veil: number): void {
  pixels.fill(veil);
  eachRun(region, (row, from, to) => pixels.fill(0, row * region.columns + from, row * region.columns + to));
}

/** A veil in 256 shades, `share`/255 as opaque as it is. */
function shadesOf(veil: number): Uint32Array {
  const shades = new Uint32Array(256).fill(veil);
  // The fourth byte of a pixel in memory is how opaque it is.
  const bytes = new Uint8Array(shades.buffer);
  for (let share = 0; share < shades.length; share += 1) {
    bytes[4 * share + 3] = Math.round(((bytes[4 * share + 3] as number) * share) / 255);
  }
  return shades;
}

/** Fills a line of squares, `inside` pixels of each in the region, `rows` high and `side` wide up to `width`. */
function fillVeilLine(
  pixels: Uint32Array,
  to: number,
  inside: Int32Array,
  rows: number,
  side: number,
  width: number,
  shades: Uint32Array,
): void {
  for (let square = 0; square * side < width; square += 1) {
    const count = rows * Math.min(side, width - square * side);
    const out = count - (inside[square] as number);
    pixels[to + square] = shades[Math.round((255 * out) / count)] as number;
  }
}

/** As `fillVeil` for squares of side × side pixels: each as opaque as its share outside the region. */
export function fillVeilReduced(pixels: Uint32Array, region: Runs, side: number, veil: number): void {
  const { rows: height, columns: width } = region;
  const shades = shadesOf(veil);
  const countsOf = squareCounter(region, side);
  const wide = Math.ceil(width / side);
  for (let top = 0, to = 0; top < height; top += side, to += wide) {
    const bottom = Math.min(height, top + side);
    fillVeilLine(pixels, to, countsOf(top, bottom), bottom - top, side, width, shades);
  }
}

/** Fills `pixels`, [H·W], from one on up to another with values on a scale; where `kept` is 0 with `neutral`, which no value has. */
export function fillPlane(
  pixels: Uint32Array,
  values: Float32Array,
  scale: ColourScale,
  kept: Uint8Array | undefined,
  neutral: number,
  from = 0,
  to = pixels.length,
): void {
  const pick = pixelPicker(scale);
  for (let at = from; at < to; at += 1) {
    pixels[at] = kept && !kept[at] ? neutral : pick(values[at] as number);
  }
}

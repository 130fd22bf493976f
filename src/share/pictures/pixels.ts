import type { Pair } from "../../model/geometry";
import type { Orientation } from "./headers/header";

/**
 * A decoded picture as it is kept: interleaved [H, W, channels], row-major. 1 channel is gray, 2 gray and alpha,
 * 3 RGB, 4 RGB and alpha; a number of `data` is between 0 and `most`.
 */
export interface Pixels {
  readonly size: Pair;
  readonly channels: 1 | 2 | 3 | 4;
  readonly most: 255 | 65_535;
  readonly data: Uint8Array | Uint16Array;
}

/** True when the last channel is alpha. */
export const hasAlpha = ({ channels }: Pixels): boolean => channels === 2 || channels === 4;

/** True when there is one colour channel. */
export const isGray = ({ channels }: Pixels): boolean => channels <= 2;

/** Bytes that a decoded picture holds on to. */
export const pixelBytes = ({ data }: Pixels): number => data.byteLength;

/** Keeps of each pixel of `stride` numbers the ones at `chosen`. */
function pick<A extends Uint8Array | Uint16Array>(
  from: ArrayLike<number>,
  stride: number,
  chosen: readonly number[],
  into: A,
): A {
  const count = chosen.length;
  for (let k = 0; k < count; k += 1) {
    for (let source = chosen[k] ?? 0, at = k; at < into.length; source += stride, at += count) {
      into[at] = from[source] ?? 0;
    }
  }
  return into;
}

/**
 * Puts together the RGBA bytes that a canvas gives, in any order, without needless channels: alpha goes when all is opaque,
 * two of three equal colours go.
 */
export class PixelCollector {
  private readonly colours: Uint8Array<ArrayBuffer>;
  /** Held once a pixel is not opaque. */
  private alpha: Uint8Array<ArrayBuffer> | null = null;
  private isGray = true;

  constructor(private readonly size: Pair) {
    this.colours = new Uint8Array(3 * size[0] * size[1]);
  }

  /** Takes in pixels from number `first` on, row-major. */
  add(rgba: Uint8ClampedArray, first: number): void {
    const { colours } = this;
    let tint = 0;
    let see = 255;
    for (let at = 0, to = 3 * first; at < rgba.length; at += 4, to += 3) {
      const [red, green, blue] = [rgba[at] as number, rgba[at + 1] as number, rgba[at + 2] as number];
      colours[to] = red;
      colours[to + 1] = green;
      colours[to + 2] = blue;
      tint |= (red ^ green) | (red ^ blue);
      see &= rgba[at + 3] as number;
    }
    if (tint !== 0) this.isGray = false;
    if (see === 255) return;
    this.alpha ??= new Uint8Array(this.size[0] * this.size[1]).fill(255);
    for (let at = 3, to = first; at < rgba.length; at += 4, to += 1) this.alpha[to] = rgba[at] as number;
  }

  pixels(): Pixels {
    const { size, colours, alpha, isGray: gray } = this;
    if (!alpha && !gray) return { size, channels: 3, most: 255, data: colours };
    const count = size[0] * size[1];
    if (!alpha) return { size, channels: 1, most: 255, data: pick(colours, 3, [0], new Uint8Array(count)) };
    const channels = gray ? 2 : 4;
    const data = new Uint8Array(count * channels);
    for (let k = 0; k < count; k += 1) {
      for (let c = 0; c < channels - 1; c += 1) data[k * channels + c] = colours[3 * k + c] as number;
      data[(k + 1) * channels - 1] = alpha[k] as number;
    }
    return { size, channels, most: 255, data };
  }
}

/** The RGBA bytes a canvas gives as pixels without needless channels. */
export function fromRgba(data: Uint8ClampedArray, size: Pair): Pixels {
  const collected = new PixelCollector(size);
  collected.add(data, 0);
  return collected.pixels();
}

/** The same picture without an alpha channel that is opaque everywhere. */
export function withoutOpaqueAlpha(pixels: Pixels): Pixels {
  if (!hasAlpha(pixels)) return pixels;
  const { channels, data, most, size } = pixels;
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== most) return pixels;
  const elements = size[0] * size[1] * (channels - 1);
  const into = most === 255 ? new Uint8Array(elements) : new Uint16Array(elements);
  const chosen = channels === 2 ? [0] : [0, 1, 2];
  return { size, most, channels: channels === 2 ? 1 : 3, data: pick(data, channels, chosen, into) };
}

/**
 * The picture turned upright. EXIF's values say where the stored rows and columns belong (Exif 2.3, 4.6.4): 2 and 4
 * mirror, 3 turns by half, 5 to 8 exchange rows and columns.
 */
export function upright(pixels: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return pixels;
  const { channels, most } = pixels;
  const [height, width] = pixels.size;
  const swaps = orientation >= 5;
  const size: Pair = swaps ? [width, height] : [height, width];
  const flipsRows = orientation === 3 || orientation === 4 || orientation === 7 || orientation === 8;
  const flipsColumns = orientation === 2 || orientation === 3 || orientation === 6 || orientation === 7;
  const data = most === 255 ? new Uint8Array(pixels.data.length) : new Uint16Array(pixels.data.length);
  let at = 0;
  for (let row = 0; row < size[0]; row += 1) {
    for (let column = 0; column < size[1]; column += 1) {
      const y = flipsRows ? size[0] - 1 - row : row;
      const x = flipsColumns ? size[1] - 1 - column : column;
      const source = (swaps ? x * width + y : y * width + x) * channels;
      for (let channel = 0; channel < channels; channel += 1) data[at + channel] = pixels.data[source + channel] ?? 0;
      at += channels;
    }
  }
  return { size, channels, most, data };
}

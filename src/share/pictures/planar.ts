import { previewSide } from "../../model/preview";
import { isGray, hasAlpha, type Pixels } from "./pixels";
import type { RowOf } from "./resample";

/** Weights of R, G and B in gray: ITU-R BT.601. */
export const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * One plane of a picture as float32 between 0 and 1, row-major [H, W]: a colour channel (0 red, 1 green, 2 blue; the
 * same for all three when the picture is gray) or "luma", Rec. 601. Transparency is laid on white,
 * v·a + (1 − a), before anything is rounded to float32. Written into `result`, which is new memory when left out.
 */
export function plane(
  pixels: Pixels,
  which: 0 | 1 | 2 | "luma",
  result: Float32Array<ArrayBuffer> = new Float32Array(pixels.size[0] * pixels.size[1]),
): Float32Array<ArrayBuffer> {
  const single = isGray(pixels) ? 0 : which === "luma" ? null : which;
  if (hasAlpha(pixels)) onWhite(pixels, single, result);
  else if (single === null) luma(pixels, result);
  else channel(pixels, single, result);
  return result;
}

/** Each channel's value that can be, divided: dividing them one by one takes several times as long. */
function channel({ channels, data, most }: Pixels, from: number, result: Float32Array): void {
  const levels = Float32Array.from({ length: most + 1 }, (_, value) => value / most);
  for (let k = 0, at = from; k < result.length; k += 1, at += channels)
    result[k] = levels[data[at] as number] as number;
}

function luma({ channels, data, most }: Pixels, result: Float32Array): void {
  const [red, green, blue] = LUMA;
  for (let k = 0, at = 0; k < result.length; k += 1, at += channels) {
    const value = red * (data[at] as number) + green * (data[at + 1] as number) + blue * (data[at + 2] as number);
    result[k] = value / most;
  }
}

function onWhite({ channels, data, most }: Pixels, single: number | null, result: Float32Array): void {
  const alphaAt = channels - 1;
  const [red, green, blue] = LUMA;
  for (let k = 0, at = 0; k < result.length; k += 1, at += channels) {
    const value =
      single === null
        ? red * (data[at] as number) + green * (data[at + 1] as number) + blue * (data[at + 2] as number)
        : (data[at + single] as number);
    const alpha = (data[at + alphaAt] as number) / most;
    result[k] = (value / most) * alpha + (1 - alpha);
  }
}

/** Pixels that are made at once where a plane is only passed through. */
const BAND_PIXELS = 2 ** 18;

/** The rows of such a plane, asked for in order; a part of the plane is held at a time. */
export function planeRows(pixels: Pixels, which: 0 | 1 | 2 | "luma"): RowOf {
  const { size, channels, data } = pixels;
  const [height, width] = size;
  const high = Math.max(1, Math.floor(BAND_PIXELS / width));
  let [top, bottom] = [0, 0];
  let band = new Float32Array(0);
  return (y) => {
    if (y < top || y >= bottom) {
      top = y;
      bottom = Math.min(height, y + high);
      const part = data.subarray(top * width * channels, bottom * width * channels);
      const room = band.length === (bottom - top) * width ? band : new Float32Array((bottom - top) * width);
      band = plane({ ...pixels, size: [bottom - top, width], data: part }, which, room);
    }
    return band.subarray((y - top) * width, (y - top + 1) * width);
  };
}

/** Whether every number of the picture in this colour is one of the file's own bytes, out of 255. */
export const areLevels = (pixels: Pixels, color: "rgb" | "gray"): boolean =>
  pixels.most === 255 && !hasAlpha(pixels) && (color === "rgb" || isGray(pixels));

/** Bytes that are handed on at once. */
const PIECE = 2 ** 20;

/** Every so many bytes from `from` on, as many as `result` has room for. */
function pick(result: Uint8Array, data: Pixels["data"], from: number, step: number): void {
  for (let k = 0, at = from; k < result.length; k += 1, at += step) result[k] = data[at] as number;
}

/**
 * The bytes of such a picture plane by plane; those of a gray one stand in each. `onPiece` hears of each part that is
 * made, numbers [at, at + part.length), a part of the result.
 */
export function levelPlanes(
  { size, channels, data }: Pixels,
  planes: 1 | 3,
  onPiece: (part: Uint8Array<ArrayBuffer>, at: number) => void = () => undefined,
): Uint8Array<ArrayBuffer> {
  const area = size[0] * size[1];
  const result = new Uint8Array(planes * area);
  for (let which = 0; which < planes; which += 1) {
    for (let from = 0; from < area; from += PIECE) {
      const at = which * area + from;
      const part = result.subarray(at, at + Math.min(PIECE, area - from));
      if (channels < 3) part.set(data.subarray(from, from + part.length));
      else pick(part, data, from * channels + which, channels);
      onPiece(part, at);
    }
  }
  return result;
}

/** Adds a line of pixels to the sums of squares `side` wide, three numbers each. */
function addLine(sums: Uint32Array, { size, channels, data }: Pixels, y: number, side: number): void {
  const [, width] = size;
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const end = (y + 1) * width * channels;
  for (let at = y * width * channels, square = 0; at < end; square += 3) {
    const stop = Math.min(end, at + side * channels);
    let [r, g, b] = [0, 0, 0];
    for (; at < stop; at += channels) {
      r += data[at] as number;
      g += data[at + green] as number;
      b += data[at + blue] as number;
    }
    sums[square] = (sums[square] as number) + r;
    sums[square + 1] = (sums[square + 1] as number) + g;
    sums[square + 2] = (sums[square + 2] as number) + b;
  }
}

/** The mean of each square of such a picture as RGBA bytes, opaque, row-major; see `previewSide`. */
export function previewOf(pixels: Pixels): Uint8Array<ArrayBuffer> {
  const [height, width] = pixels.size;
  const side = previewSide(height, width);
  const [high, wide] = [Math.ceil(height / side), Math.ceil(width / side)];
  const result = new Uint8Array(4 * high * wide).fill(255);
  const sums = new Uint32Array(3 * wide);
  for (let row = 0; row < high; row += 1) {
    sums.fill(0);
    const bottom = Math.min(height, (row + 1) * side);
    for (let y = row * side; y < bottom; y += 1) addLine(sums, pixels, y, side);
    for (let square = 0, to = 4 * row * wide; square < wide; square += 1, to += 4) {
      const count = (bottom - row * side) * Math.min(side, width - square * side);
      for (let c = 0; c < 3; c += 1) result[to + c] = Math.round((sums[3 * square + c] as number) / count);
    }
  }
  return result;
}

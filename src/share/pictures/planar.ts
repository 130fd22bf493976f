import { isGray, hasAlpha, type Pixels } from "./pixels";

/** Weights of R, G and B in gray: ITU-R BT.601. */
export const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * One plane of a picture as float32 between 0 and 1, row-major [H, W]: a colour channel (0 red, 1 green, 2 blue; the
 * same for all three when the picture is gray) or "luma", Rec. 601. Transparency is laid on white,
 * v·a + (1 − a), before anything is rounded to float32.
 */
export function plane(pixels: Pixels, which: 0 | 1 | 2 | "luma"): Float32Array<ArrayBuffer> {
  const { channels, data, most, size } = pixels;
  const result = new Float32Array(size[0] * size[1]);
  const alphaAt = hasAlpha(pixels) ? channels - 1 : -1;
  const single = isGray(pixels) ? 0 : which === "luma" ? null : which;
  for (let k = 0, at = 0; k < result.length; k += 1, at += channels) {
    const value =
      single === null
        ? LUMA[0] * (data[at] ?? 0) + LUMA[1] * (data[at + 1] ?? 0) + LUMA[2] * (data[at + 2] ?? 0)
        : (data[at + single] ?? 0);
    if (alphaAt < 0) {
      result[k] = value / most;
    } else {
      const alpha = (data[at + alphaAt] ?? 0) / most;
      result[k] = (value / most) * alpha + (1 - alpha);
    }
  }
  return result;
}

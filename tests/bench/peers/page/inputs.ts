import { uniform32 } from "../../../../src/model/random";
import type { Case } from "../results";
import { gridOf } from "./cases";

/** The image and the filter of a case, and what a naive loop makes of them. */
export interface Inputs {
  /** Channels first, [C, H, W]. */
  readonly image: Float32Array<ArrayBuffer>;
  /** [C, kh, kw]. */
  readonly filter: Float32Array<ArrayBuffer>;
  /** Every window, [h_windows, w_windows]. */
  readonly expected: Float32Array;
}

const SEED = 3;

/** Uniform numbers between −1 and 1. */
function randomValues(count: number, stream: number): Float32Array<ArrayBuffer> {
  const next = uniform32(SEED, stream);
  return Float32Array.from({ length: count }, () => next() / 2 ** 31 - 1);
}

export function inputsOf(each: Case): Inputs {
  const { size, channels, kernel } = each;
  const image = randomValues(channels * size * size, 0);
  const filter = randomValues(channels * kernel * kernel, 1);
  return { image, filter, expected: naive(each, image, filter) };
}

/** The definition, tap by tap, summed in double precision. */
function naive(each: Case, image: Float32Array, filter: Float32Array): Float32Array {
  const { size, channels, kernel, stride, dilation } = each;
  const [rows, columns] = gridOf(each);
  const sums = new Float64Array(rows * columns);
  for (let c = 0; c < channels; c += 1) {
    for (let i = 0; i < kernel; i += 1) {
      for (let j = 0; j < kernel; j += 1) {
        const weight = filter[(c * kernel + i) * kernel + j] as number;
        for (let r = 0; r < rows; r += 1) {
          const from = (c * size + r * stride + i * dilation) * size + j * dilation;
          for (let s = 0; s < columns; s += 1) {
            sums[r * columns + s] = (sums[r * columns + s] as number) + weight * (image[from + s * stride] as number);
          }
        }
      }
    }
  }
  return Float32Array.from(sums);
}

/** [C, H, W] → [H, W, C], and the same for a filter: tfjs wants the channels last. */
export function channelsLast(planes: Float32Array, channels: number): Float32Array<ArrayBuffer> {
  const each = planes.length / channels;
  const values = new Float32Array(planes.length);
  for (let c = 0; c < channels; c += 1) {
    for (let at = 0; at < each; at += 1) values[at * channels + c] = planes[c * each + at] as number;
  }
  return values;
}

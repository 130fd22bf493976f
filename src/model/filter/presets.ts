import type { FilterPreset } from "../document";
import { PlaygroundError } from "../errors";
import { LIMITS, type Pair } from "../geometry";

/** One slice [kh, kw] of a preset, row-major, in double precision. Throws "out-of-limits" for an impossible kernel. */
export function presetSlice(preset: FilterPreset, kernel: Pair): number[] {
  checkKernel(kernel);
  return SLICES[preset](kernel);
}

/**
 * Why a preset says little at this kernel size, in one sentence, or null when it is what its name promises: Sobel needs
 * two taps along its difference, a 1×1 Laplacian is zero, every smoothing 1×1 kernel is the identity.
 */
export function presetAdvice(preset: FilterPreset, [kh, kw]: Pair): string | null {
  const single = kh === 1 && kw === 1;
  switch (preset) {
    case "identity":
      return null;
    case "sobel-x":
      return kw === 1 ? "Sobel x takes differences along a row: with a kernel 1 column wide it is all zeros." : null;
    case "sobel-y":
      return kh === 1 ? "Sobel y takes differences along a column: with a kernel 1 row high it is all zeros." : null;
    case "laplacian":
      return single ? "A Laplacian compares a pixel with its neighbours: with a 1×1 kernel it is all zeros." : null;
    case "box":
    case "gaussian":
    case "sharpen":
    case "emboss":
      return single ? `A 1×1 kernel sees no neighbours: ${preset} is the identity.` : null;
  }
}

/** Throws "out-of-limits" unless both sizes are ones the playground offers. */
export function checkKernel([kh, kw]: Pair): void {
  const [least, most] = LIMITS.kernel_size;
  for (const value of [kh, kw]) {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new PlaygroundError(
        "out-of-limits",
        `kernel_size must be a whole number from ${least} to ${most}, not ${value}`,
        { field: "kernel_size", least, most, value },
      );
    }
  }
}

/** The tap that stands on the window's own pixel: floor((k − 1)/2) on each axis, as for PyTorch's 'same' padding. */
export const centreTap = (k: number): number => Math.floor((k - 1) / 2);

/** A slice from a rule for tap (i, j). */
function slice([kh, kw]: Pair, rule: (i: number, j: number) => number): number[] {
  return Array.from({ length: kh * kw }, (_, at) => rule(Math.floor(at / kw), at % kw));
}

/** Row k − 1 of Pascal's triangle, 1 4 6 4 1 for k = 5: the weights whose repeated use tends to a Gaussian. */
function binomial(k: number): number[] {
  const row = [1];
  for (let at = 1; at < k; at += 1) row.push(((row[at - 1] as number) * (k - at)) / at);
  return row;
}

/** The Sobel difference: 1 … m, then 0 if k is odd, then −m … −1 with m = floor(k/2), so [1, 2, 3, 0, −3, −2, −1] for 7. */
function difference(k: number): number[] {
  const half = Math.floor(k / 2);
  return Array.from({ length: k }, (_, at) => (at < half ? at + 1 : at >= k - half ? at - k : 0));
}

function outer(down: readonly number[], across: readonly number[]): number[] {
  return down.flatMap((a) => across.map((b) => a * b));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 1 at the centre tap: the output is the image. */
const identity = (kernel: Pair): number[] =>
  slice(kernel, (i, j) => (i === centreTap(kernel[0]) && j === centreTap(kernel[1]) ? 1 : 0));

/**
 * Neighbours against the pixel itself. A tap at city-block distance d from the centre weighs max(m + 1 − d, 0), m being
 * the farthest tap of an axis, and the centre makes the sum 0: [0 1 0; 1 −4 1; 0 1 0], and the usual 5×5 with −16.
 */
function laplacian(kernel: Pair): number[] {
  const [ci, cj] = [centreTap(kernel[0]), centreTap(kernel[1])];
  const farthest = Math.max(Math.floor(kernel[0] / 2), Math.floor(kernel[1] / 2));
  const weights = slice(kernel, (i, j) => {
    const distance = Math.abs(i - ci) + Math.abs(j - cj);
    return distance === 0 ? 0 : Math.max(farthest + 1 - distance, 0);
  });
  // 0 − sum rather than −sum: a 1×1 kernel holds 0, not −0.
  weights[ci * kernel[1] + cj] = 0 - sumOf(weights);
  return weights;
}

/**
 * Identity minus a Laplacian whose centre is −4 (−2 when the kernel is a single row or column), so that the strength
 * stays that of the 3×3 [0 −1 0; −1 5 −1; 0 −1 0] at every size. Sums to 1.
 */
function sharpen(kernel: Pair): number[] {
  const edges = laplacian(kernel);
  const centre = centreTap(kernel[0]) * kernel[1] + centreTap(kernel[1]);
  const strength = kernel[0] > 1 && kernel[1] > 1 ? 4 : 2;
  const scale = edges.length === 1 ? 0 : strength / -(edges[centre] as number);
  return identity(kernel).map((one, at) => one - (edges[at] as number) * scale);
}

/**
 * A slope from the upper left to the lower right, plus the identity: (i − (kh − 1)/2) + (j − (kw − 1)/2), and 1 more at
 * the centre tap: [−2 −1 0; −1 1 1; 0 1 2]. Sums to 1.
 */
const emboss = (kernel: Pair): number[] =>
  identity(kernel).map((one, at) => {
    const [i, j] = [Math.floor(at / kernel[1]), at % kernel[1]];
    return one + (i - (kernel[0] - 1) / 2) + (j - (kernel[1] - 1) / 2);
  });

const SLICES: Record<FilterPreset, (kernel: Pair) => number[]> = {
  identity,
  // The mean of the window: 1/(kh·kw) everywhere.
  box: (kernel) => slice(kernel, () => 1 / (kernel[0] * kernel[1])),
  // Binomial rows times binomial columns, divided by their sum 2^(kh − 1)·2^(kw − 1).
  gaussian: ([kh, kw]) => outer(binomial(kh), binomial(kw)).map((weight) => weight / 2 ** (kh + kw - 2)),
  // Smoothing down the columns, difference along the rows: bright on the left is positive.
  "sobel-x": ([kh, kw]) => outer(binomial(kh), difference(kw)),
  // Smoothing along the rows, difference down the columns: bright above is positive.
  "sobel-y": ([kh, kw]) => outer(difference(kh), binomial(kw)),
  laplacian,
  sharpen,
  emboss,
};

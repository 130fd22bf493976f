import { type Geometry, type ImageShape, windowCount } from "./geometry";
import { bytesOf, numel } from "./layout";

/** What something may take before the page asks whether it is to be done. */
export const BUDGET = { bytes: 512 * 2 ** 20, milliseconds: 10_000 } as const;

/** What something is going to take: memory, and time as far as this machine's pace is known. */
export interface Cost {
  readonly bytes: number;
  readonly milliseconds: number | null;
}

/** True for what is to be asked about first. */
export const isOverBudget = ({ bytes, milliseconds }: Cost): boolean =>
  bytes > BUDGET.bytes || (milliseconds ?? 0) > BUDGET.milliseconds;

const rounded = (value: number): string => String(Number(value.toPrecision(2)));

function memoryWords(bytes: number): string {
  return bytes >= 1e9 ? `${rounded(bytes / 1e9)} GB` : `${rounded(bytes / 1e6)} MB`;
}

function timeWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 90) return `${rounded(Math.max(1, seconds))} s`;
  return `${rounded(seconds / 60)} minutes`;
}

/** A cost in words, two digits each: "about 580 MB and 12 s on this machine". */
export function costWords({ bytes, milliseconds }: Cost): string {
  const parts = bytes > 0 ? [memoryWords(bytes)] : [];
  if (milliseconds !== null) parts.push(`${timeWords(milliseconds)} on this machine`);
  return `about ${parts.join(" and ")}`;
}

/** A picture that is worked on: the engine has its numbers, and the page has them in `perNumber` bytes each. */
export const pictureCost = (image: ImageShape, perNumber: 1 | 4): Cost => ({
  bytes: bytesOf(numel(image)) + perNumber * numel(image),
  milliseconds: null,
});

/** Most pixels, per picture, of which as many channels stay within the budget. */
export const pixelsWithinBudget = (channels: number): number => Math.floor(BUDGET.bytes / bytesOf(2 * channels));

/** Time for so many numbers at a pace of so many per millisecond; null while that is not known. */
export const timeFor = (elements: number, pace: number | null): number | null =>
  pace === null ? null : elements / pace;

/** A look through all numbers of a step: once for their extent, once to count them. */
export const surveyCost = (elements: number, pace: number | null): Cost => ({
  bytes: 0,
  milliseconds: timeFor(2 * elements, pace),
});

/**
 * All named tensors in one file, those of more than `most` elements left out: they are held once as they are and once as
 * the file.
 */
export function allTensorsCost(geometry: Geometry, image: ImageShape, most: number): Cost {
  const [batch, channels, height, width] = image;
  const windows = windowCount(geometry, image);
  const taps = numel(geometry.kernel_size);
  const sizes = [
    numel(image),
    channels * taps,
    windows * channels * taps,
    windows * channels * taps,
    windows * taps,
    windows * channels,
    windows,
    windows,
    windows,
    batch > 0 ? height * width : 0,
  ];
  const held = sizes.filter((size) => size <= most).reduce((sum, size) => sum + size, 0);
  return { bytes: 2 * bytesOf(held), milliseconds: null };
}

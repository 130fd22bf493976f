import type { FilterSlice, FilterSource } from "./document";
import { PlaygroundError } from "./errors";
import { centreTap, checkKernel, presetSlice } from "./filter/presets";
import type { Pair } from "./geometry";
import { IMAGE_LIMITS } from "./made-images";
import { RANDOM_STREAMS, standardNormal } from "./random";

export { presetAdvice } from "./filter/presets";

/** The numbers of a filter as the document writes them: [C][kh][kw], or [kh][kw] shared by all channels. */
export type FilterValues = FilterSlice | readonly FilterSlice[];

/**
 * The filter's numbers, [C, kh, kw] row-major in float32. Presets (see model/filter/presets.ts) put the same slice on
 * every channel; random is a seeded standard normal, one slice repeated when `shared`; values are copied. Throws
 * "filter-shape" with the expected and the found shape, "filter-number" for a number that float32 cannot hold, and
 * "out-of-limits" for a channel count or kernel beyond what the playground offers.
 */
export function resolveFilter(source: FilterSource, channels: number, kernel: Pair): Float32Array<ArrayBuffer> {
  checkKernel(kernel);
  checkChannels(channels);
  const taps = kernel[0] * kernel[1];
  if ("preset" in source) return repeated(presetSlice(source.preset, kernel), channels);
  if ("random" in source) {
    const { seed, shared } = source.random;
    const drawn = standardNormal(seed, shared ? taps : channels * taps, RANDOM_STREAMS.filter);
    return shared ? repeated(drawn, channels) : drawn;
  }
  checkValues(source.values, channels, kernel);
  const numbers = source.values.flat(2).map(checkNumber);
  return isShared(source.values) ? repeated(numbers, channels) : Float32Array.from(numbers);
}

/** True for values of the form [kh][kw], one slice for all channels. */
export function isShared(values: FilterValues): values is FilterSlice {
  return typeof values[0]?.[0] === "number";
}

/** The shape of nested values as PyTorch would report it; "ragged" where rows or slices differ in length. */
export function shapeOfValues(values: unknown): string {
  const sizes = sizesOf(values);
  return sizes === null ? "ragged" : `[${sizes.join(", ")}]`;
}

/**
 * Edited numbers carried over to another kernel size or channel count: each slice keeps its centre tap (the one at
 * floor((k − 1)/2)) and is cropped or filled with zeros around it; channels are repeated in turn. A shared slice stays
 * shared.
 */
export function refitFilter(values: FilterValues, channels: number, kernel: Pair): FilterValues {
  checkKernel(kernel);
  checkChannels(channels);
  if (isShared(values)) return refitSlice(values, kernel);
  return Array.from({ length: channels }, (_, c) => refitSlice(values[c % values.length] ?? [], kernel));
}

/**
 * A resolved filter [C, kh, kw] as the document's nested numbers; `shared` keeps the first channel's slice as [kh][kw].
 * Each number is the shortest decimal that float32 rounds back to the same bits. Throws "filter-shape" when the length
 * is not C·kh·kw.
 */
export function toValues(
  filter: Float32Array,
  channels: number,
  [kh, kw]: Pair,
  shared: boolean,
): number[][] | number[][][] {
  if (filter.length !== channels * kh * kw) {
    throw wrongShape(`[${channels}, ${kh}, ${kw}]`, `${filter.length} numbers`);
  }
  const slice = (c: number): number[][] =>
    Array.from({ length: kh }, (_, i) =>
      Array.from({ length: kw }, (__, j) => shortestDecimal(filter[(c * kh + i) * kw + j] as number)),
    );
  return shared ? slice(0) : Array.from({ length: channels }, (_, c) => slice(c));
}

/** The shortest decimal that rounds to the float32 `value`: 0.1 for 0.10000000149011612. */
export function shortestDecimal(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  for (let digits = 1; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  // Nine digits tell every float32 from its neighbours (IEEE 754 §5.12.2).
  return Number(value.toPrecision(9));
}

function refitSlice(slice: FilterSlice, [kh, kw]: Pair): number[][] {
  const down = centreTap(slice.length) - centreTap(kh);
  const right = centreTap(slice[0]?.length ?? 0) - centreTap(kw);
  return Array.from({ length: kh }, (_, i) => Array.from({ length: kw }, (__, j) => slice[i + down]?.[j + right] ?? 0));
}

function repeated(slice: ArrayLike<number>, channels: number): Float32Array<ArrayBuffer> {
  const filter = new Float32Array(channels * slice.length);
  for (let c = 0; c < channels; c += 1) filter.set(slice, c * slice.length);
  return filter;
}

/** Sizes of nested lists, null when they are ragged. Looks no deeper than four lists: one more than any filter has. */
function sizesOf(values: unknown, depth = 4): number[] | null {
  if (depth === 0 || !Array.isArray(values)) return [];
  // Array.isArray widens to any[]; the elements are checked one by one here.
  const items = values as readonly unknown[];
  let inner: number[] | null = [];
  for (const [at, item] of items.entries()) {
    const sizes = sizesOf(item, depth - 1);
    if (sizes === null) return null;
    if (at === 0) inner = sizes;
    else if (sizes.join() !== inner.join()) return null;
  }
  return [items.length, ...inner];
}

function checkValues(values: FilterValues, channels: number, [kh, kw]: Pair): void {
  const found = shapeOfValues(values);
  if (found !== `[${channels}, ${kh}, ${kw}]` && found !== `[${kh}, ${kw}]`) {
    throw wrongShape(`[${channels}, ${kh}, ${kw}] or [${kh}, ${kw}]`, found);
  }
}

function wrongShape(expected: string, found: string): PlaygroundError {
  const problem = found === "ragged" ? "its rows differ in length" : `this one is ${found}`;
  return new PlaygroundError("filter-shape", `the filter must have the shape ${expected}; ${problem}`, {
    expected,
    found,
  });
}

function checkNumber(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(Math.fround(value))) return value;
  const shown = typeof value === "number" ? value : typeof value;
  throw new PlaygroundError("filter-number", `a filter holds numbers that float32 can represent, not ${shown}`, {
    value: shown,
  });
}

function checkChannels(channels: number): void {
  if (!Number.isInteger(channels) || channels < 1 || channels > IMAGE_LIMITS.channels) {
    throw new PlaygroundError(
      "out-of-limits",
      `a filter has from 1 to ${IMAGE_LIMITS.channels} channels, not ${channels}`,
      { least: 1, most: IMAGE_LIMITS.channels, value: channels },
    );
  }
}

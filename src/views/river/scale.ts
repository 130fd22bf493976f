/** Heights of bars. */

/** Space between two bars of a column, in px. */
export const BAR_GAP = 6;

/** Bits an axis size is worth: log₂ of it; nothing for sizes 0 and 1. */
export const bitsOf = (size: number): number => (size > 1 ? Math.log2(size) : 0);

/**
 * Height in px of a bar for an axis of `size`. It grows by the logarithm, so that sizes 1, 3, 96 and 133 802 are all
 * legible, and so that heights add where sizes multiply: what a view merges or an unfold splits keeps its height, up to
 * the least height that each bar needs for its number. Columns get taller where an unfold makes windows overlap.
 */
export interface BarScale {
  readonly least: number;
  readonly perBit: number;
}

export const barHeight = (scale: BarScale, size: number): number => scale.least + scale.perBit * bitsOf(size);

/** Height in px of a whole column with these axis sizes. */
export const columnHeight = (scale: BarScale, shape: readonly number[]): number =>
  shape.reduce((height, size) => height + barHeight(scale, size), 0) + BAR_GAP * Math.max(0, shape.length - 1);

/** Fewer px per bit than this and 3 looks like 96; more and tiny tensors look huge. */
const LEAST_PER_BIT = 3;
const MOST_PER_BIT = 14;

/** The one scale that makes the tallest of `shapes` fill `room` px, where that is within reason. */
export function fitScale(shapes: readonly (readonly number[])[], room: number, least: number): BarScale {
  let perBit = MOST_PER_BIT;
  for (const shape of shapes) {
    const bits = shape.reduce((sum, size) => sum + bitsOf(size), 0);
    if (bits > 0) perBit = Math.min(perBit, (room - columnHeight({ least, perBit: 0 }, shape)) / bits);
  }
  return { least, perBit: Math.max(LEAST_PER_BIT, perBit) };
}

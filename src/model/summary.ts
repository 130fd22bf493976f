/** `diverging`: centred on zero, blue below, red above. `sequential`: from dark to light. */
export type ScaleKind = "diverging" | "sequential";

/** Extent of the finite ones, and how many are not finite. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  /** NaN, +∞ and −∞ together. */
  readonly notFinite: number;
}

/** How often values fall into equal bins over their range. */
export interface Histogram extends Extent {
  /** Values from `low + at·(high − low)/counts.length` on; the last bin includes `high`. */
  readonly counts: Uint32Array;
  readonly low: number;
  readonly high: number;
  /** How many values there are, finite or not. */
  readonly total: number;
}

/** Bars of a histogram: odd, so that zero has one of its own. */
const BINS = 49;

/** Extent of the finite values in one pass; min and max are 0 when there are none. */
export function extentOf(values: ArrayLike<number>): Extent {
  let min = Infinity;
  let max = -Infinity;
  let notFinite = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    // x − x is 0 for finite numbers alone.
    if (value - value !== 0) notFinite += 1;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return told({ min, max, notFinite });
}

/** An extent as it is told: 0 to 0 while nothing finite was seen, whose ends are ∞ and −∞ until then. */
export const told = ({ min, max, notFinite }: Extent): Extent =>
  min > max ? { min: 0, max: 0, notFinite } : { min, max, notFinite };

/** Which kind of scale suits the values: diverging as soon as one is negative. */
export const kindFor = ({ min }: { min: number }): ScaleKind => (min < 0 ? "diverging" : "sequential");

/**
 * The ends of a scale: [−m, m] for a diverging one, so that zero is its middle; [min, max] for a sequential one, or from
 * zero when all values are equal.
 */
export function domainOf({ min, max }: { min: number; max: number }, kind: ScaleKind): [number, number] {
  if (kind === "diverging") {
    const reach = Math.max(Math.abs(min), Math.abs(max));
    return reach > 0 ? [-reach, reach] : [-1, 1];
  }
  if (min < max) return [min, max];
  // One value only: zero at the dark end, so that a constant picture is not arbitrary.
  if (min === 0) return [0, 1];
  return min > 0 ? [0, min] : [min, 0];
}

/** The bins for `total` values of this extent, over the ends of the scale that suits them, with nothing counted yet. */
export function emptyHistogram(extent: Extent, total: number, bins = BINS): Histogram {
  const [low, high] = domainOf(extent, kindFor(extent));
  return { ...extent, counts: new Uint32Array(bins), low, high, total };
}

/** Counts the first `count` values into the bins; those that are not finite count into none. */
export function countInto({ counts, low, high }: Histogram, values: ArrayLike<number>, count: number): void {
  const bins = counts.length;
  const factor = bins / (high - low);
  for (let at = 0; at < count; at += 1) {
    const value = values[at] as number;
    if (value - value !== 0) continue;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((value - low) * factor)));
    counts[bin] = (counts[bin] as number) + 1;
  }
}

/** Extent and histogram of a tensor, in two passes and without a copy. */
export function summarise(values: ArrayLike<number>, bins = BINS): Histogram {
  const histogram = emptyHistogram(extentOf(values), values.length, bins);
  countInto(histogram, values, values.length);
  return histogram;
}

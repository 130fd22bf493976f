/** The value below which this share of the values lies, between its neighbours (the method of numpy and R's type 7). */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** Median and quartiles. */
export const spread = (values) => ({
  median: quantile(values, 0.5),
  lower: quantile(values, 0.25),
  upper: quantile(values, 0.75),
});

/** Median and quartiles of the ratios within each round: what slows a whole round down cancels out. */
export const ratio = (above, below) => spread(above.map((value, round) => value / below[round]));

/** The method of this name in a case's result when it was timed, else undefined. */
export const timed = ({ methods }, name) => methods.find((each) => each.name === name && each.status === "timed");

/** `spread` of above ÷ below, two methods of one case; null when one of them was not timed. */
export function ratioOf(result, above, below) {
  const [over, under] = [timed(result, above), timed(result, below)];
  return over && under ? ratio(over.samples, under.samples) : null;
}

/** Work per second and millisecond samples: `spread` in thousands of millions (G) a second. */
export const rate = (work, samples) => spread(samples.map((ms) => work / ms / 1e6));

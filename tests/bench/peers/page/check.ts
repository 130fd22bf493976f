/** Results may differ by this much of the value, or of the typical value where that is larger. */
export const TOLERANCE = 1e-3;

/** Largest difference between two results, relative to the value or to the root mean square of all, whichever is larger. */
export function largestDifference(values: Float32Array, expected: Float32Array): number {
  if (values.length !== expected.length) return Infinity;
  let squares = 0;
  for (const value of expected) squares += value * value;
  const typical = Math.sqrt(squares / expected.length);
  let largest = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const value = expected[at] as number;
    const difference = Math.abs((values[at] as number) - value) / Math.max(Math.abs(value), typical);
    // A NaN is larger than everything here, unlike in a comparison.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

import { get } from "./image";

/**
 * The largest difference between two lists, relative to the largest finite magnitude expected (at least 1e-3);
 * Infinity when their lengths differ or when one has a NaN or an infinity that the other has not.
 */
export function worstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let scale = 1e-3;
  let worst = 0;
  for (let n = 0; n < expected.length; n += 1) {
    const [a, e] = [get(actual, n), get(expected, n)];
    if (Number.isFinite(e)) {
      scale = Math.max(scale, Math.abs(e));
      if (!Number.isFinite(a)) return Infinity;
      worst = Math.max(worst, Math.abs(a - e));
    } else if (!Object.is(a, e)) {
      return Infinity;
    }
  }
  return worst / scale;
}

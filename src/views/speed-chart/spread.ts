/**
 * Places as near as possible to those wanted, at least `gap` apart and between two ends, in the same order; where there
 * is no room for all, they overlap at the lower end. Answers in the order asked.
 */
export function spread(wanted: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const order = wanted.map((_, k) => k).toSorted((a, b) => (wanted[a] as number) - (wanted[b] as number));
  const placed = wanted.map((place) => Math.min(Math.max(place, low), high));
  let before = low - gap;
  for (const k of order) {
    placed[k] = Math.max(placed[k] as number, before + gap);
    before = placed[k];
  }
  let after = high + gap;
  for (const k of order.toReversed()) {
    placed[k] = Math.max(low, Math.min(placed[k] as number, after - gap));
    after = placed[k];
  }
  return placed;
}

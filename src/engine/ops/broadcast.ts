/** One operand's part in a broadcast, by axis of the result: true where it has its own numbers, false where it repeats. */
export type Participation = readonly boolean[];

/** Axes of a result, neighbours with the same participants joined into one, so that fewer axes reach the backend. */
export interface JoinedAxes {
  readonly sizes: readonly number[];
  /** For each operand and joined axis: whether it takes part. */
  readonly takesPart: readonly (readonly boolean[])[];
}

/** Joins neighbouring axes in which each operand plays the same part; axes of size 1 vanish. */
export function joinAxes(sizes: readonly number[], operands: readonly Participation[]): JoinedAxes {
  const joined: number[] = [];
  const takesPart: boolean[][] = operands.map(() => []);
  sizes.forEach((size, axis) => {
    if (size === 1) return;
    const last = joined.length - 1;
    const alike = last >= 0 && operands.every((operand, k) => takesPart[k]?.[last] === operand[axis]);
    if (alike) {
      joined[last] = (joined[last] as number) * size;
      return;
    }
    joined.push(size);
    operands.forEach((operand, k) => takesPart[k]?.push(operand[axis] as boolean));
  });
  return { sizes: joined, takesPart };
}

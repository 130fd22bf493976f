import { expect } from "vitest";
import type { Runs } from "../../src/model/runs";

/** Expects runs as `Runs` promises them: not empty, sorted, a gap between any two of a row, all within the grid. */
export function expectCanonical({ rows, columns, starts, edges }: Runs): void {
  expect(starts.length).toBe(rows + 1);
  expect(starts[0]).toBe(0);
  expect(2 * (starts[rows] as number)).toBe(edges.length);
  for (let row = 0; row < rows; row += 1) {
    const ends = [...edges.subarray(2 * (starts[row] as number), 2 * (starts[row + 1] as number))];
    expect((starts[row + 1] as number) - (starts[row] as number)).toBe(ends.length / 2);
    // Strictly ascending from edge to edge: no empty run, no two that touch.
    expect(ends.filter((edge, at) => edge <= (ends[at - 1] ?? -1))).toEqual([]);
    expect(ends.at(-1) ?? 0).toBeLessThanOrEqual(columns);
  }
}

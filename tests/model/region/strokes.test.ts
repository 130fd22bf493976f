import { expect, it } from "vitest";
import type { Point } from "../../../src/model/document";
import { regionRuns } from "../../../src/model/region/region-runs";

/*
 * Parts of a brush stroke against the definition, pixel by pixel: nearer than the radius to the segment. Ends on whole, half
 * and quarter pixels touch centres exactly; some parts are all but level, some touch a row with hardly any of their round end.
 */

const [HEIGHT, WIDTH] = [20, 24];

/** Numbers of [0, 1), the same in every run. */
function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function isInside([ax, ay]: Point, [bx, by]: Point, radius: number, x: number, y: number): boolean {
  const [dx, dy] = [bx - ax, by - ay];
  const [ex, ey] = [x + 0.5 - ax, y + 0.5 - ay];
  const length2 = dx * dx + dy * dy;
  const foot = ex * dx + ey * dy;
  if (foot <= 0) return ex * ex + ey * ey < radius * radius;
  if (foot >= length2) return (ex - dx) ** 2 + (ey - dy) ** 2 < radius * radius;
  return (ex * dy - ey * dx) ** 2 < radius * radius * length2;
}

it("has the pixels whose centres are nearer than the radius, to the last one", () => {
  const next = randomly(12_345);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  for (let turn = 0; turn < 6000; turn += 1) {
    const parts = oneOf([1, 2, 4, 1000, 1e6]);
    const coordinate = (): number => Math.round((next() * 40 - 8) * parts) / parts;
    const a: Point = [coordinate(), coordinate()];
    const levelled = a[1] + (next() - 0.5) * 10 ** -Math.floor(next() * 14);
    const b: Point = oneOf<Point>([[coordinate(), coordinate()], [coordinate(), levelled], [a[0], coordinate()], a]);
    const radius = oneOf([2.5, 5, 1.25, 6.5, 13, Math.round(next() * 9 * parts) / parts + 0.001]);
    const { starts, edges } = regionRuns([{ add: { brush: { points: [a, b], radius } } }], HEIGHT, WIDTH);
    const found: string[] = [];
    const wanted: string[] = [];
    for (let y = 0; y < HEIGHT; y += 1) {
      for (let run = starts[y] as number; run < (starts[y + 1] as number); run += 1) {
        for (let x = edges[2 * run] as number; x < (edges[2 * run + 1] as number); x += 1) found.push(`${x} ${y}`);
      }
      for (let x = 0; x < WIDTH; x += 1) if (isInside(a, b, radius, x, y)) wanted.push(`${x} ${y}`);
    }
    expect(found.join(), `${a.join()} to ${b.join()}, radius ${radius}`).toBe(wanted.join());
  }
});

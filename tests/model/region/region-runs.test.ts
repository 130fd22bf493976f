import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Point, RegionEdit, RegionShape } from "../../../src/model/document";
import { regionRuns } from "../../../src/model/region/region-runs";
import { cellCount, flagsOf, fullRuns, runCount } from "../../../src/model/runs";
import { mask } from "../../oracle/region";
import { expectCanonical } from "../canonical";
import { draw } from "./draw";

/*
 * Coordinates in and around a small image, off the lattice by an irrational number of each axis's own: no pixel's centre
 * lies on an edge, so that the oracle's rounding decides nothing. Centres on edges: rasterise.test.ts, in whole numbers.
 */
const off = (by: number) => (sixteenths: number) => sixteenths / 16 + by;
const x = fc.integer({ min: -320, max: 640 }).map(off(Math.SQRT2 / 500));
const y = fc.integer({ min: -320, max: 640 }).map(off(Math.PI / 700));
const size = fc.integer({ min: 0, max: 400 }).map(off(Math.E / 900));
const point = fc.tuple(x, y);

const shapes: fc.Arbitrary<RegionShape> = fc.oneof(
  fc.record({ rect: fc.tuple(x, y, size, size) }),
  fc.record({ ellipse: fc.tuple(x, y, size, size) }),
  fc.record({ polygon: fc.array(point, { maxLength: 12 }) }),
  // Enough crossings of a row that short lists are not enough.
  fc.record({ polygon: fc.array(point, { minLength: 40, maxLength: 80 }) }),
  fc.record({
    brush: fc.record({ points: fc.array(point, { maxLength: 8 }), radius: fc.oneof(size, fc.constant(0.7)) }),
  }),
);

const edits: fc.Arbitrary<RegionEdit[]> = fc.array(
  fc.oneof(fc.record({ add: shapes }), fc.record({ subtract: shapes })),
  { maxLength: 5 },
);

function expectRegion(drawn: readonly RegionEdit[], height: number, width: number): void {
  const runs = regionRuns(drawn, height, width);
  expectCanonical(runs);
  expect([runs.rows, runs.columns]).toEqual([height, width]);
  expect(draw(flagsOf(runs), height, width)).toEqual(draw(Uint8Array.from(mask(drawn, height, width)), height, width));
}

/** A line that goes down and up again `times` times on its way to the right, a tooth every two pixels. */
const zigzag = (times: number, bottom: number): Point[] =>
  Array.from({ length: times }, (_, k): Point => [k + 0.1, k % 2 === 0 ? 0.2 : bottom]);

describe("regionRuns", () => {
  it("a rectangle with a triangle taken out of it, 5×7, in two runs a row at most", () => {
    const runs = regionRuns(
      [
        { add: { rect: [1, 0, 5, 5] } },
        {
          subtract: {
            polygon: [
              [2, 1],
              [5, 1],
              [2, 4],
            ],
          },
        },
      ],
      5,
      7,
    );
    expect(draw(flagsOf(runs), 5, 7)).toEqual([
      ". # # # # # .",
      ". # . . # # .",
      ". # . # # # .",
      ". # # # # # .",
      ". # # # # # .",
    ]);
    expect([...runs.starts]).toEqual([0, 1, 3, 5, 6, 7]);
  });

  it("a stroke that crosses itself and comes back has no run twice", () => {
    const points: Point[] = [
      [1.5, 1.5],
      [6.5, 1.5],
      [6.5, 4.5],
      [3.5, 4.5],
      [3.5, 0.5],
    ];
    const runs = regionRuns([{ add: { brush: { points, radius: 0.75 } } }], 6, 8);
    expect(draw(flagsOf(runs), 6, 8)).toEqual([
      ". . . # . . . .",
      ". # # # # # # .",
      ". . . # . . # .",
      ". . . # . . # .",
      ". . . # # # # .",
      ". . . . . . . .",
    ]);
    expectCanonical(runs);
  });

  it("no shape is the whole image, a run for each row; the whole image taken away is none", () => {
    expect(regionRuns([], 4, 6)).toEqual(fullRuns(4, 6));
    expect(runCount(regionRuns([{ subtract: { rect: [-1, -1, 9, 9] } }], 4, 6))).toBe(0);
    expect(runCount(regionRuns([{ add: { rect: [7, 0, 3, 3] } }], 4, 6))).toBe(0);
  });

  it("agrees with the definition, whatever is drawn, added and taken away, in the image or past its edges", () => {
    const side = fc.integer({ min: 1, max: 20 });
    fc.assert(fc.property(edits, side, side, expectRegion), { numRuns: 600 });
  });

  it("a row crossed by 60 edges and a stroke of 60 teeth agree with the definition", () => {
    expectRegion([{ add: { polygon: [...zigzag(60, 9.7), [70, -3]] } }], 10, 64);
    const strokes = zigzag(60, 9.7).map(([px, py]): Point => [px * 3, py]);
    // To and fro between far teeth: their spans come in no order.
    const shuffled = strokes.map((_, k) => strokes[(k * 23) % strokes.length] as Point);
    expectRegion([{ add: { brush: { points: strokes, radius: 0.8 } } }], 10, 180);
    expectRegion([{ add: { brush: { points: shuffled, radius: 0.3 } } }], 10, 180);
  });

  it("more points than fit at once change nothing: every point 7 000 times over", () => {
    const corners: Point[] = [
      [3.2, 2.1],
      [40.7, 25.3],
      [11.9, 44.6],
    ];
    const again = corners.flatMap((corner) => Array<Point>(7000).fill(corner));
    expect(regionRuns([{ add: { polygon: again } }], 48, 48)).toEqual(
      regionRuns([{ add: { polygon: corners } }], 48, 48),
    );
    const brush = (points: Point[]): RegionEdit[] => [{ add: { brush: { points, radius: 2.3 } } }];
    expect(regionRuns(brush(again), 48, 48)).toEqual(regionRuns(brush(corners), 48, 48));
  });

  it.each([
    [0, 4],
    [4, 16_385],
    [2.5, 4],
    [4, Number.NaN],
  ])("refuses an image of %s×%s before allocating", (height, width) => {
    expect(() => regionRuns([], height, width)).toThrow(expect.objectContaining({ tag: "region-size" }));
  });

  it("a lasso and a stroke on 4096×4096 are worked out by rows, not by pixels", () => {
    const circle = (count: number): Point[] =>
      Array.from({ length: count }, (_, k): Point => {
        const angle = (2 * Math.PI * k) / count;
        return [2048 + 1500 * Math.cos(angle), 2048 + 1500 * Math.sin(angle)];
      });
    const lasso: RegionEdit[] = [{ add: { polygon: circle(200) } }];
    const stroke: RegionEdit[] = [{ add: { brush: { points: circle(300), radius: 60 } } }];
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now();
      expect(runCount(regionRuns(lasso, 4096, 4096))).toBeLessThan(2 * 4096);
      expect(runCount(regionRuns(stroke, 4096, 4096))).toBeLessThan(2 * 4096);
      return performance.now() - start;
    });
    // Far above what it takes (about 4 ms), so that a busy machine does not fail it; 16 million pixels take longer.
    expect(Math.min(...times)).toBeLessThan(60);
    expect(cellCount(regionRuns(lasso, 4096, 4096)) / (Math.PI * 1500 ** 2)).toBeCloseTo(1, 2);
  });
});

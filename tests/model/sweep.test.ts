import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RegionEdit } from "../../src/model/document";
import { windowGrid } from "../../src/model/geometry";
import { COVERAGES, SWEEPS } from "../../src/model/measure";
import { keptRuns } from "../../src/model/region/kept-windows";
import { regionRuns } from "../../src/model/region/region-runs";
import { cellCount, flagsOf, runCount, type Runs } from "../../src/model/runs";
import { sweptRuns, type SweepSubject } from "../../src/model/sweep";
import { fitting, PLAIN } from "./geometries";
import { edits } from "./region/shapes";

const K1 = { ...PLAIN, kernel_size: [1, 1] as const };

/** Every pixel a window, so that windows can be drawn as the picture. */
const subject = (height: number, width: number, shapes: readonly RegionEdit[] = []): SweepSubject => ({
  region: { shapes, keep: "centre" },
  geometry: K1,
  image: [1, 1, height, width],
});

const draw = (runs: Runs): string[] =>
  Array.from({ length: runs.rows }, (_, row) =>
    Array.from(flagsOf(runs).subarray(row * runs.columns, (row + 1) * runs.columns), (flag) =>
      flag === 1 ? "#" : ".",
    ).join(""),
  );

const any: fc.Arbitrary<SweepSubject> = fc
  .record({ shapes: edits, keep: fc.constantFrom("centre" as const, "any" as const, "all" as const), fit: fitting })
  .map(({ shapes, keep, fit }) => ({ region: { shapes, keep }, geometry: fit.g, image: fit.image }));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const sweeps = fc.constantFrom(...SWEEPS);

/** A number that tells lists apart (FNV-1a). */
function fingerprint({ starts, edges }: Runs): string {
  let hash = 0x811c9dc5;
  for (const value of [...starts, ...edges]) hash = Math.imul(hash ^ value, 0x01000193) >>> 0;
  return hash.toString(16);
}

describe("whatever is swept", () => {
  it("the runs lie in the grid of windows, in order, apart from each other", () => {
    fc.assert(
      fc.property(any, sweeps, share, (what, sweep, coverage) => {
        const runs = sweptRuns(sweep, coverage, what);
        const [rows, columns] = windowGrid(what.geometry, what.image);
        expect([runs.rows, runs.columns, runs.starts.length]).toEqual([rows, columns, rows + 1]);
        for (let row = 0; row < rows; row += 1) {
          let end = -1;
          for (let run = runs.starts[row]!; run < runs.starts[row + 1]!; run += 1) {
            const [from, to] = [runs.edges[2 * run]!, runs.edges[2 * run + 1]!];
            expect(from).toBeGreaterThan(end);
            expect(to).toBeGreaterThan(from);
            end = to;
          }
          expect(end).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("a share of 1 is every window, 0 none, anything between at least one", () => {
    fc.assert(
      fc.property(any, sweeps, fc.double({ min: 1e-9, max: 1, noNaN: true }), (what, sweep, coverage) => {
        const [rows, columns] = windowGrid(what.geometry, what.image);
        expect(cellCount(sweptRuns(sweep, 1, what))).toBe(rows * columns);
        expect(cellCount(sweptRuns(sweep, 0, what))).toBe(0);
        const count = cellCount(sweptRuns(sweep, coverage, what));
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(rows * columns);
      }),
      { numRuns: 200 },
    );
  });

  it("blocks and scatter keep exactly that share, and a larger one holds a smaller one", () => {
    fc.assert(
      fc.property(
        any,
        fc.constantFrom("blocks" as const, "scatter" as const),
        share,
        share,
        (what, sweep, one, other) => {
          const [less, more] = [Math.min(one, other), Math.max(one, other)].map((each) => sweptRuns(sweep, each, what));
          const [rows, columns] = windowGrid(what.geometry, what.image);
          const wanted = Math.round(Math.max(one, other) * rows * columns);
          expect(cellCount(more!)).toBe(Math.max(wanted, one + other > 0 ? 1 : 0));
          const inMore = flagsOf(more!);
          expect(flagsOf(less!).every((flag, at) => flag <= inMore[at]!)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is the same every time", () => {
    fc.assert(
      fc.property(any, sweeps, share, (what, sweep, coverage) => {
        expect(sweptRuns(sweep, coverage, what)).toEqual(sweptRuns(sweep, coverage, what));
      }),
      { numRuns: 50 },
    );
  });

  it.each([-0.1, 1.1, Number.NaN, Infinity])("a share of %d is refused", (coverage) => {
    expect(() => sweptRuns("scatter", coverage, subject(8, 8))).toThrow("a coverage is a number from 0 to 1");
  });
});

/** What these were when they were written: they are the same on every machine. */
describe("the same numbers on every machine", () => {
  const shapes: RegionEdit[] = [{ add: { ellipse: [62, 37, 33, 28] } }, { subtract: { rect: [50, 30, 11, 9] } }];
  it.each([
    ["shape", 0.1, "5160e50"],
    ["shape", 0.5, "589d51d3"],
    ["blocks", 0.1, "23194169"],
    ["blocks", 0.5, "e1e2631f"],
    ["scatter", 0.01, "88710a04"],
    ["scatter", 0.5, "891f82a1"],
  ] as const)("%s at %d", (sweep, coverage, known) => {
    expect(fingerprint(sweptRuns(sweep, coverage, subject(96, 144, shapes)))).toBe(known);
  });
});

describe("shape", () => {
  it("without a region is a square in the middle", () => {
    expect(draw(sweptRuns("shape", 0.25, subject(8, 12)))).toEqual([
      "............",
      "...#####....",
      "...#####....",
      "...#####....",
      "...#####....",
      "...#####....",
      "............",
      "............",
    ]);
  });

  it("the share of the drawn region is the drawn region", () => {
    const shapes: RegionEdit[] = [
      {
        add: {
          polygon: [
            [10, 5],
            [60, 20],
            [40, 44],
            [12, 30],
          ],
        },
      },
    ];
    const drawn = keptRuns(regionRuns(shapes, 48, 64), K1, [1, 1, 48, 64], "centre");
    expect(sweptRuns("shape", cellCount(drawn) / (48 * 64), subject(48, 64, shapes))).toEqual(drawn);
  });

  it.each<[string, readonly RegionEdit[]]>([
    ["an ellipse", [{ add: { ellipse: [150, 100, 60, 40] } }]],
    ["a ring", [{ add: { ellipse: [150, 100, 60, 60] } }, { subtract: { ellipse: [150, 100, 30, 30] } }]],
    ["all but an ellipse", [{ subtract: { ellipse: [150, 100, 60, 40] } }]],
    [
      "a stroke",
      [
        {
          add: {
            brush: {
              points: [
                [100, 80],
                [150, 105],
                [200, 110],
              ],
              radius: 14,
            },
          },
        },
      ],
    ],
    ["a corner", [{ add: { rect: [0, 0, 40, 30] } }]],
    ["no shape", []],
    ["a shape outside of the picture", [{ add: { rect: [1000, 1000, 5, 5] } }]],
    ["a shape taken away again", [{ add: { rect: [50, 50, 5, 5] } }, { subtract: { rect: [0, 0, 300, 200] } }]],
  ])("%s is scaled to every share, as near as a row of windows", (_, shapes) => {
    for (const percent of COVERAGES) {
      const count = cellCount(sweptRuns("shape", percent / 100, subject(200, 300, shapes)));
      expect(Math.abs(count - percent * 600), `${percent} %: ${count}`).toBeLessThanOrEqual(600);
    }
  });

  it("what grows out of the picture stays as near as it gets, and still every window is everything", () => {
    const apart: RegionEdit[] = [{ add: { rect: [10, 10, 20, 20] } }, { add: { rect: [270, 170, 20, 20] } }];
    const counts = COVERAGES.map((percent) => cellCount(sweptRuns("shape", percent / 100, subject(200, 300, apart))));
    expect(counts[0]).toBeGreaterThan(500);
    expect(Math.max(...counts.slice(0, -1))).toBeLessThan(60_000);
    expect(counts.at(-1)).toBe(60_000);
    expect(counts, "no larger share keeps fewer").toEqual(counts.toSorted((a, b) => a - b));
  });

  it("goes by the rule that keeps windows", () => {
    const shapes: RegionEdit[] = [{ add: { ellipse: [40, 30, 12, 9] } }];
    for (const keep of ["centre", "any", "all"] as const) {
      const what: SweepSubject = { region: { shapes, keep }, geometry: PLAIN, image: [2, 3, 62, 82] };
      expect(Math.abs(cellCount(sweptRuns("shape", 0.2, what)) - 960), keep).toBeLessThanOrEqual(12);
    }
  });
});

describe("blocks", () => {
  it("are squares of 32 windows, the last one cut to what is wanted", () => {
    const runs = sweptRuns("blocks", 0.25, subject(128, 128));
    const flags = flagsOf(runs);
    const corners = [0, 32, 64, 96].flatMap((row) => [0, 32, 64, 96].map((column) => row * 128 + column));
    expect(corners.filter((at) => flags[at] === 1)).toHaveLength(4);
    expect([cellCount(runs), runCount(runs) <= 128]).toEqual([4096, true]);
  });

  it("of a grid smaller than a block is still a share of it", () => {
    expect(draw(sweptRuns("blocks", 0.4, subject(4, 5)))).toEqual(["#####", "###..", ".....", "....."]);
  });
});

describe("scatter", () => {
  it("is single windows: at ten percent, hardly two in a row", () => {
    const runs = sweptRuns("scatter", 0.1, subject(200, 300));
    expect(cellCount(runs) / runCount(runs)).toBeLessThan(1.2);
  });

  it("is everywhere alike", () => {
    const flags = flagsOf(sweptRuns("scatter", 0.3, subject(200, 300)));
    for (let band = 0; band < 4; band += 1) {
      const part = flags.subarray(band * 15_000, (band + 1) * 15_000);
      const kept = part.reduce((sum, flag) => sum + flag, 0);
      expect(Math.abs(kept - 4500)).toBeLessThan(225);
    }
  });

  it("of four million windows takes no time worth speaking of", () => {
    const start = performance.now();
    expect(cellCount(sweptRuns("scatter", 0.5, subject(2048, 2048)))).toBe(2_097_152);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

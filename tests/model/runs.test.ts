import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellCount,
  cellsOf,
  eachRun,
  emptyRuns,
  flagsOf,
  fullRuns,
  rowsBetween,
  runCount,
  type Runs,
  RunsBuilder,
  runsOfFlags,
  takeAway,
  unite,
} from "../../src/model/runs";
import { expectCanonical } from "./canonical";
import { draw, maskOf } from "./region/draw";

const drawing = (runs: Runs): string[] => draw(flagsOf(runs), runs.rows, runs.columns);

const runsOf = (lines: readonly string[]): Runs =>
  runsOfFlags(maskOf(lines), lines.length, (lines[0] ?? "").split(" ").length);

const grid = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 12 }));

/** Flags of one grid, `count` times: empty rows, full rows and anything between. */
const flagged = (count: number): fc.Arbitrary<{ rows: number; columns: number; flags: Uint8Array[] }> =>
  grid.chain(([rows, columns]) => {
    const row = fc.oneof(
      fc.constantFrom(0, 1).map((flag): number[] => Array(columns).fill(flag)),
      fc.array(fc.constantFrom(0, 1), { minLength: columns, maxLength: columns }),
    );
    const flags = fc
      .array(row, { minLength: rows, maxLength: rows })
      .map((rowsOfFlags) => Uint8Array.from(rowsOfFlags.flat()));
    return fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      flags: fc.array(flags, { minLength: count, maxLength: count }),
    });
  });

describe("runs of a grid", () => {
  const lines = ["# # . . # .", ". . . . . .", ". # . # # #"];

  it("a drawing of 3×6 as starts and edges", () => {
    const runs = runsOf(lines);
    expect([...runs.starts]).toEqual([0, 2, 2, 4]);
    expect([...runs.edges]).toEqual([0, 2, 4, 5, 1, 2, 3, 6]);
    expect(drawing(runs)).toEqual(lines);
  });

  it("counts and numbers its cells", () => {
    const runs = runsOf(lines);
    expect(runCount(runs)).toBe(4);
    expect(cellCount(runs)).toBe(7);
    expect([...cellsOf(runs)]).toEqual([0, 1, 4, 13, 15, 16, 17]);
  });

  it("visits every run, row by row from left to right", () => {
    const seen: number[][] = [];
    eachRun(runsOf(lines), (...run) => seen.push(run));
    expect(seen).toEqual([
      [0, 0, 2],
      [0, 4, 5],
      [2, 1, 2],
      [2, 3, 6],
    ]);
  });

  it("every cell, and none", () => {
    expect(drawing(fullRuns(2, 3))).toEqual(["# # #", "# # #"]);
    expect(drawing(emptyRuns(2, 3))).toEqual([". . .", ". . ."]);
    expect(runCount(fullRuns(4096, 4096))).toBe(4096);
  });

  it.each([
    [0, 0],
    [0, 5],
    [5, 0],
  ])("a grid of %i×%i has no cell and no run", (rows, columns) => {
    for (const runs of [fullRuns(rows, columns), emptyRuns(rows, columns), new RunsBuilder(rows, columns).build()]) {
      expectCanonical(runs);
      expect([runCount(runs), cellCount(runs), flagsOf(runs).length, cellsOf(runs).length]).toEqual([0, 0, 0, 0]);
    }
  });

  it("flags to runs and back is the identity, and the cells are those whose flag is set", () => {
    fc.assert(
      fc.property(flagged(1), ({ rows, columns, flags: [flags = new Uint8Array()] }) => {
        const runs = runsOfFlags(flags, rows, columns);
        expectCanonical(runs);
        expect(flagsOf(runs)).toEqual(flags);
        expect(runsOfFlags(flagsOf(runs), rows, columns)).toEqual(runs);
        expect([...cellsOf(runs)]).toEqual([...flags.keys()].filter((at) => flags[at] === 1));
        expect(cellCount(runs)).toBe(flags.reduce((sum, flag) => sum + flag, 0));
      }),
    );
  });

  it("any flag but 0 is set", () => {
    expect(drawing(runsOfFlags(Uint8Array.of(0, 1, 2, 255), 1, 4))).toEqual([". # # #"]);
  });
});

describe("rowsBetween", () => {
  it("[1, 3) of 4 rows leaves the others empty", () => {
    const runs = runsOf(["# # .", "# . #", ". # .", "# # #"]);
    expect(drawing(rowsBetween(runs, 1, 3))).toEqual([". . .", "# . #", ". # .", ". . ."]);
  });

  it("cut anywhere, the two parts make the whole", () => {
    fc.assert(
      fc.property(flagged(1), fc.nat(), ({ rows, columns, flags: [flags = new Uint8Array()] }, at) => {
        const runs = runsOfFlags(flags, rows, columns);
        const [upper, lower] = [rowsBetween(runs, 0, at % (rows + 1)), rowsBetween(runs, at % (rows + 1), rows)];
        expectCanonical(upper);
        expectCanonical(lower);
        expect(unite(upper, lower)).toEqual(runs);
      }),
    );
  });
});

describe("unite and takeAway", () => {
  const a = runsOf(["# # . . .", ". . # . .", ". . . . ."]);
  const b = runsOf([". . # # .", ". . . # #", "# . . . #"]);

  it("runs that touch become one", () => {
    expect(drawing(unite(a, b))).toEqual(["# # # # .", ". . # # #", "# . . . #"]);
    expect(runCount(unite(a, b))).toBe(4);
  });

  it("moved one row up and two columns to the left, what leaves the grid is lost", () => {
    expect(drawing(unite(emptyRuns(3, 5), b, 1, 2))).toEqual([". # # . .", ". . # . .", ". . . . ."]);
  });

  it("takes the middle out of a run, its ends, or all of it", () => {
    const full = fullRuns(4, 5);
    const taken = runsOf([". . # . .", "# . . . #", "# # # # #", ". . . . ."]);
    expect(drawing(takeAway(full, taken))).toEqual(["# # . # #", ". # # # .", ". . . . .", "# # # # #"]);
  });

  it("agree with the flags, moved and unmoved", () => {
    fc.assert(
      fc.property(
        flagged(2),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 0, max: 13 }),
        ({ rows, columns, flags: [first = new Uint8Array(), second = new Uint8Array()] }, down, left) => {
          const [one, other] = [runsOfFlags(first, rows, columns), runsOfFlags(second, rows, columns)];
          const moved = unite(one, other, down, left);
          expectCanonical(moved);
          expect(flagsOf(moved)).toEqual(
            first.map((flag, at) => {
              const [y, x] = [Math.floor(at / columns) + down, (at % columns) + left];
              return flag === 1 || (y < rows && x < columns && second[y * columns + x] === 1) ? 1 : 0;
            }),
          );
          const rest = takeAway(one, other);
          expectCanonical(rest);
          expect(flagsOf(rest)).toEqual(first.map((flag, at) => (second[at] === 1 ? 0 : flag)));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("what is taken away and united again gives both", () => {
    fc.assert(
      fc.property(flagged(2), ({ rows, columns, flags: [first = new Uint8Array(), second = new Uint8Array()] }) => {
        const [one, other] = [runsOfFlags(first, rows, columns), runsOfFlags(second, rows, columns)];
        expect(unite(takeAway(one, other), other)).toEqual(unite(one, other));
        expect(takeAway(takeAway(one, other), other)).toEqual(takeAway(one, other));
      }),
    );
  });
});

describe("RunsBuilder", () => {
  it("joins runs that overlap or touch, drops empty ones, skips rows, and takes more than it has room for", () => {
    const builder = new RunsBuilder(5, 8, 0);
    for (const [row, from, to] of [
      [1, 0, 2],
      [1, 1, 3],
      [1, 3, 4],
      [1, 6, 6],
      [1, 6, 8],
      [3, 0, 8],
      [3, 2, 4],
      [4, 0, 1],
    ] as const) {
      builder.add(row, from, to);
    }
    const runs = builder.build();
    expectCanonical(runs);
    expect(drawing(runs)).toEqual([
      ". . . . . . . .",
      "# # # # . . # #",
      ". . . . . . . .",
      "# # # # # # # #",
      "# . . . . . . .",
    ]);
  });

  it("copies rows between those that are added", () => {
    const builder = new RunsBuilder(4, 3, 0);
    builder.add(0, 0, 1);
    builder.copy(runsOf(["# # #", "# . #", ". # .", "# # #"]), 1, 3);
    builder.add(3, 2, 3);
    expect(drawing(builder.build())).toEqual(["# . .", "# . #", ". # .", ". . #"]);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gapsFor, spacing } from "../../../src/views/tiles/spacing";

const gaps = { part: 0.25, tile: 0.5, group: 2 };
// Two groups of two tiles of four cells, each of two parts of two.
const twoGroups = spacing(16, { part: 2, tile: 4, group: 8 }, gaps);

describe("spacing", () => {
  it("sets parts, tiles and groups apart, the widest gap winning where they meet", () => {
    const starts = Array.from({ length: 16 }, (_, cell) => twoGroups.start(cell));
    expect(starts).toEqual([0, 1, 2.25, 3.25, 4.75, 5.75, 7, 8, 11, 12, 13.25, 14.25, 15.75, 16.75, 18, 19]);
    expect(twoGroups.length).toBe(20);
    expect([1, 2, 4, 8, 12, 16].map((cell) => twoGroups.gapBefore(cell))).toEqual([0, 0.25, 0.5, 2, 0.5, 0]);
  });

  it("finds the cell at a position, and none in a gap or outside", () => {
    expect([0.5, 2.1, 2.3, 4.5, 4.8, 10, 19.9].map((at) => twoGroups.cellAt(at))).toEqual([0, -1, 2, -1, 4, -1, 15]);
    expect([-0.1, 20, Number.NaN].map((at) => twoGroups.cellAt(at))).toEqual([-1, -1, -1]);
  });

  it("names the cell after a gap", () => {
    expect([2.1, 4.5, 10, 0.5, 25].map((at) => twoGroups.after(at))).toEqual([2, 4, 8, 0, 0]);
  });

  it("counts cells as if gaps were not there", () => {
    expect([-3, 0, 1.5, 2.1, 2.5, 10, 11.5, 20, 99].map((at) => twoGroups.flat(at))).toEqual([
      0, 0, 1.5, 2, 2.25, 8, 8.5, 16, 16,
    ]);
  });

  it("is the plain ruler without periods", () => {
    const plain = spacing(5, { part: 0, tile: 5, group: 0 }, gaps);
    expect(plain.length).toBe(5);
    expect(plain.cellAt(4.99)).toBe(4);
  });

  it("has no length without cells", () => {
    const none = spacing(0, { part: 0, tile: 3, group: 0 }, gaps);
    expect([none.length, none.cellAt(0), none.flat(1)]).toEqual([0, -1, 0]);
  });

  it("start and cellAt undo one another for any periods and gaps", () => {
    const width = fc.double({ min: 0.01, max: 5, noNaN: true });
    const times = fc.integer({ min: 2, max: 5 });
    fc.assert(
      fc.property(times, times, times, times, width, width, width, (part, tile, group, all, a, b, c) => {
        const periods = { part, tile: part * tile, group: part * tile * group };
        const one = spacing(periods.group * all, periods, { part: a, tile: a + b, group: a + b + c });
        for (let cell = 0; cell < one.cells; cell += 1) {
          const middle = one.start(cell) + 0.5;
          if (one.cellAt(middle) !== cell || Math.abs(one.flat(middle) - cell - 0.5) > 1e-6) return false;
          const gap = one.gapBefore(cell);
          if (gap > 0 && one.cellAt(one.start(cell) - gap / 2) !== -1) return false;
          if (gap > 0 && one.after(one.start(cell) - gap / 2) !== cell) return false;
        }
        return true;
      }),
      { numRuns: 50 },
    );
  });
});

const periods = (tile: number, group = 0) => ({ part: 0, tile, group });

describe("gapsFor", () => {
  it("leaves no gap between single cells", () => expect(gapsFor(periods(1), periods(1)).tile).toBe(0));
  it("leaves a third of a cell around small tiles", () => expect(gapsFor(periods(3), periods(3)).tile).toBe(0.34));
  it("leaves more around large ones", () => expect(gapsFor(periods(96), periods(144)).tile).toBeCloseTo(5.04));
  it("does not drown thin strips: 3 × 144", () => {
    expect(gapsFor(periods(3), periods(144)).tile).toBeCloseTo(0.6);
    expect(gapsFor(periods(144), periods(3)).tile).toBeCloseTo(5.04);
  });
  it("sets groups further apart than tiles, tiles further than parts", () => {
    const { part, tile, group } = gapsFor(periods(9, 90), periods(3));
    expect(part).toBeLessThan(tile);
    expect(tile).toBeLessThan(group);
  });
});

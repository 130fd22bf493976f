import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutRiver, type DoneColumn } from "../../../src/views/river/layout";
import { heightOf } from "../../../src/views/river/lit";
import { patchMaps } from "./programs";

const steps = patchMaps([1, 3, 96, 144], 3, 3);
const litLayout = (lit: readonly (readonly (number | null)[] | null)[], width = 1200) =>
  layoutRiver(steps, { width, height: 340, lit });
const column = (lit: readonly (readonly (number | null)[] | null)[], at: number, width?: number): DoneColumn =>
  litLayout(lit, width).columns[at] as DoneColumn; // nothing is refused in this program

describe("ticks", () => {
  it("stand in the middle of the index's cell, within the bar", () => {
    const { bars, ticks } = column([[0, 2, 45, 143]], 0);
    ticks.forEach(({ span: [y], axis }, at) => {
      const bar = bars[axis];
      const index = [0, 2, 45, 143][at] ?? 0;
      const [from = 0, to = 0] = bar?.span ?? [];
      expect(y).toBeCloseTo(from + ((index + 0.5) / (bar?.size ?? 1)) * (to - from));
    });
    expect(ticks.map(({ text }) => text)).toEqual(["0", "2", "45", "143"]);
  });

  it("cover the bar of an axis that the selection runs over", () => {
    const { bars, ticks } = column([[0, null, 1, 1]], 0);
    expect(ticks[1]).toMatchObject({ span: bars[1]?.span, text: null, chip: null });
  });

  it("leave out what is of another program: wrong ranks, indices outside", () => {
    expect(column([[0, 0]], 0).ticks).toEqual([]);
    expect(column([[0, 3, 96, -1]], 0).ticks.map(({ axis }) => axis)).toEqual([0]);
    expect(column([null], 0).ticks).toEqual([]);
    expect(column([], 0).ticks).toEqual([]);
  });

  it("rise with the index, for every index", () => {
    const bar = column([], 0).bars[2];
    if (bar === undefined) throw new Error("an image has four axes");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 94 }), (at) => {
        expect(heightOf(bar, at) ?? 0).toBeLessThan(heightOf(bar, at + 1) ?? 0);
      }),
    );
    expect(heightOf(bar, 96)).toBeNull();
    expect(heightOf(bar, Number.NaN)).toBeNull();
  });

  it("print the index under the name where the column is narrow, and beside it where it is wide", () => {
    const index = [null, null, [0, 1, 15, 19, 0, 2]];
    expect(column(index, 2, 700).ticks[2]?.raise).toBeGreaterThan(0);
    expect(column(index, 2, 2400).ticks[2]?.raise).toBe(0);
  });
});

describe("threads", () => {
  it("follow the links between steps that are both lit", () => {
    const { threads } = litLayout([[0, 1, 45, 59], [0, 1, 15, 59, 0], null, [0, 1, 15, 19, 0, 2]]);
    expect(threads.map(({ key }) => key)).toEqual([
      "unfold 1/B>B",
      "unfold 1/C>C",
      "unfold 1/H>h_windows",
      "unfold 1/H>kh",
      "unfold 1/W>W",
    ]);
  });

  it("skip an axis that the selection runs over", () => {
    const { threads } = litLayout([
      [0, null, 45, 59],
      [0, null, 15, 59, 0],
    ]);
    expect(threads.some(({ key }) => key.includes("C>C"))).toBe(false);
    expect(threads).toHaveLength(4);
  });
});

import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { listOf, positionsOf, rowAt, rowCount, strayRow } from "../../src/model/rows";
import { runsOfFlags } from "../../src/model/runs";

describe("rows known only by their number", () => {
  it("have a count and nothing else", () => {
    expect(rowCount(7)).toBe(7);
    expect(strayRow(7, 2)).toBeNull();
    expect(positionsOf(7, 0)).toEqual([]);
    expect(rowAt(7, 0)).toBeNull();
  });
});

describe("rows", () => {
  const rows = Int32Array.from([4, 1, 4, 0]);

  it("are counted, read by position and found by number", () => {
    expect(rowCount(rows)).toBe(4);
    expect(rowAt(rows, 1)).toBe(1);
    expect(rowAt(rows, 4)).toBeNull();
    expect(positionsOf(rows, 4)).toEqual([0, 2]);
    expect(positionsOf(rows, 3)).toEqual([]);
  });

  it.each([
    { rows: [0, 1, 2], size: 3, stray: null },
    { rows: [0, 5, 9], size: 3, stray: 5 },
    { rows: [2, -1, 9], size: 3, stray: -1 },
    { rows: [], size: 0, stray: null },
    { rows: [0], size: 0, stray: 0 },
  ])("the first of $rows outside $size is $stray", ({ rows: given, size, stray }) => {
    expect(strayRow(Int32Array.from(given), size)).toBe(stray);
  });

  it("are found wherever they stand, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 20 }), fc.nat(9), (given, row) => {
        const expected = given.flatMap((value, place) => (value === row ? [place] : []));
        expect(positionsOf(Int32Array.from(given), row)).toEqual(expected);
      }),
    );
  });
});

describe("rows as runs of a grid", () => {
  it("are what their numbers one by one are", () => {
    const size = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 3 }),
        fc.infiniteStream(fc.boolean()),
        (h, w, batch, stream) => {
          const flags = Uint8Array.from({ length: h * w }, () => Number(stream.next().value));
          const rows = { runs: runsOfFlags(flags, h, w), batch };
          const list = Array.from({ length: batch * h * w }, (_, n) => n).filter((n) => flags[n % (h * w)] === 1);
          expect([...listOf(rows)]).toEqual(list);
          expect(rowCount(rows)).toBe(list.length);
          for (let place = -1; place <= list.length; place += 1) expect(rowAt(rows, place)).toBe(list[place] ?? null);
          for (let row = -1; row <= batch * h * w; row += 1) {
            expect(positionsOf(rows, row)).toEqual(list.includes(row) ? [list.indexOf(row)] : []);
          }
          for (const bound of [0, 1, h * w, batch * h * w]) {
            expect(strayRow(rows, bound)).toBe(list.find((row) => row >= bound) ?? null);
          }
        },
      ),
    );
  });
});

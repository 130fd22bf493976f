import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisOf, type Axis } from "../../src/model/axes";
import { tileGrid } from "../../src/model/tile-grid";
import { moveTo, partRefs, presetTiling, TILING_LISTS } from "../../src/model/tiling";
import { drawn, place, ref, windows } from "./tilings";

const C = axisOf("C", "C", 3);
const [kh, kw] = [axisOf("kh", "H", 3), axisOf("kw", "W", 3)];

const anyAxes = fc
  .array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
  .map((axes) =>
    axes.map((sizes): Axis => ({ parts: sizes.map((size, at) => ({ name: `p${at}`, family: "other", size })) })),
  );

/** Any axes with any legal tiling of them. */
const anyTiling = anyAxes.chain((axes) => {
  const refs = partRefs(axes);
  return fc
    .tuple(
      fc.shuffledSubarray(refs, { minLength: refs.length, maxLength: refs.length }),
      fc.array(fc.constantFrom(...TILING_LISTS), { minLength: refs.length, maxLength: refs.length }),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([order, lists, wrap]) => {
      let tiling = place({});
      for (const [at, one] of order.entries()) tiling = moveTo(tiling, one, lists[at] ?? "outerRows", 99);
      return { axes, tiling: { ...tiling, wrap } };
    });
});

describe("tileGrid", () => {
  it("gives every element one cell, and every cell at most one element", () => {
    fc.assert(
      fc.property(anyTiling, ({ axes, tiling }) => {
        const grid = tileGrid(axes, tiling);
        const seen = new Set<number>();
        const wrong: unknown[] = [];
        for (let row = 0; row < grid.rows; row += 1) {
          for (let column = 0; column < grid.columns; column += 1) {
            const element = grid.elementAt(row, column);
            if (element < 0) continue;
            const cell = grid.cellOf(element);
            const line = grid.lineOf(row);
            const sum = grid.rowBase(row) + grid.columnOffset(column, line);
            if (seen.has(element) || cell.row !== row || cell.column !== column)
              wrong.push({ element, row, column, cell });
            if (sum !== element || column >= grid.columnsIn(line)) wrong.push({ element, sum, column, line });
            seen.add(element);
          }
        }
        expect(wrong).toEqual([]);
        expect(seen.size).toBe(grid.count);
        expect(Math.max(...seen)).toBe(grid.count - 1);
      }),
      { numRuns: 60 },
    );
  });

  it("numbers tiles so that a tile holds exactly the cells of its rectangle", () => {
    fc.assert(
      fc.property(anyTiling, fc.nat(), ({ axes, tiling }, some) => {
        const grid = tileGrid(axes, tiling);
        const { row, column } = grid.cellOf(some % grid.count);
        const tile = grid.tileOf(row, column);
        expect(Math.floor(tile / grid.tileColumns)).toBe(Math.floor(row / grid.cellRows));
        expect(tile % grid.tileColumns).toBe(Math.floor(column / grid.cellColumns));
      }),
    );
  });

  it("breaks lines of tiles: 5 tiles of 1×2 in lines of 2", () => {
    const axes = [axisOf("N", "other", 5), axisOf("kw", "W", 2)];
    const tiling = place({ outerColumns: [ref(0)], innerColumns: [ref(1)], wrap: 2 });
    expect(drawn(axes, tiling)).toEqual(["0 1 2 3", "4 5 6 7", "8 9 . ."]);
    expect(tileGrid(axes, tiling).columnsIn(2)).toBe(2);
  });

  it("breaks each outer row by itself: 2 rows of 3 tiles in lines of 2", () => {
    const axes = [axisOf("B", "B", 2), axisOf("N", "other", 3)];
    const tiling = place({ outerRows: [ref(0)], outerColumns: [ref(1)], wrap: 2 });
    expect(drawn(axes, tiling)).toEqual(["0 1", "2 .", "3 4", "5 ."]);
  });

  it("says where parts, tiles and groups of tiles are set apart", () => {
    const axes = [windows(4, 5, 2), C, kh, kw];
    const grid = tileGrid(axes, presetTiling(axes, "maps"));
    expect(grid.rowPeriods).toEqual({ part: 0, tile: 3, group: 12 });
    expect(grid.columnPeriods).toEqual({ part: 3, tile: 9, group: 0 });
  });

  it("handles [133802, 3, 3] without a table: a million look-ups both ways", () => {
    const axes = [windows(298, 449), kh, kw];
    const grid = tileGrid(axes, presetTiling(axes, "maps"));
    expect([grid.count, grid.rows, grid.columns]).toEqual([1_204_218, 894, 1347]);
    for (let element = 0; element < grid.count; element += 1203) {
      const { row, column } = grid.cellOf(element);
      expect(grid.elementAt(row, column)).toBe(element);
    }
    expect(grid.cellOf(9 * (200 * 449 + 7) + 5)).toEqual({ row: 601, column: 23 });
  });

  it("answers −1 outside", () => {
    const grid = tileGrid([C], presetTiling([C], "maps"));
    for (const [row, column] of [
      [-1, 0],
      [0, -1],
      [1, 0],
      [0, 3],
      [Number.NaN, 0],
    ] as const) {
      expect(grid.elementAt(row, column)).toBe(-1);
    }
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisOf } from "../../../src/model/axes";
import { tileGrid, type TileGrid } from "../../../src/model/tile-grid";
import { peakOf } from "../../../src/model/pool";
import { Pyramid, pyramidOf } from "../../../src/views/tiles/pyramid";
import { place, ref } from "../../model/tilings";

const plane = (rows: number, columns: number): TileGrid =>
  tileGrid([axisOf("H", "H", rows), axisOf("W", "W", columns)], place({ innerRows: [ref(0)], innerColumns: [ref(1)] }));

/** The mean over a square of cells, by looking at each. */
function meanOf(values: Float32Array, grid: TileGrid, row: number, column: number, side: number): number {
  let sum = 0;
  let cells = 0;
  for (let y = row; y < row + side; y += 1) {
    for (let x = column; x < column + side; x += 1) {
      const element = grid.elementAt(y, x);
      if (element < 0) continue;
      sum += values[element] as number;
      cells += 1;
    }
  }
  return cells === 0 ? 0 : sum / cells;
}

/** Numbers that no two squares share by chance. */
const some = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, at) => Math.sin(at * 12.9898) * 5);

const never = (): boolean => false;

describe("Pyramid", () => {
  it("halves a 3 × 5 plane: [2, 3], then [1, 2], then [1, 1] with the mean of all", () => {
    const values = Float32Array.from({ length: 15 }, (_, at) => at);
    const pyramid = new Pyramid(values, plane(3, 5));
    pyramid.advance(3, never);
    expect([...(pyramid.level(1)?.pooled ?? [])]).toEqual([3, 5, 6.5, 10.5, 12.5, 14]);
    expect(pyramid.level(2)).toMatchObject({ width: 2, height: 1 });
    expect(pyramid.level(3)?.pooled[0]).toBe(7);
  });

  it("holds the mean of every square on every level, broken lines and odd sizes included", () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: 0, max: 6 }), (rows, tiles, columns, wrap) => {
        const axes = [axisOf("N", "other", tiles), axisOf("kh", "H", rows), axisOf("kw", "W", columns)];
        const grid = tileGrid(
          axes,
          place({ outerColumns: [ref(0)], innerRows: [ref(1)], innerColumns: [ref(2)], wrap }),
        );
        const values = some(grid.count);
        const pyramid = new Pyramid(values, grid);
        pyramid.advance(1, never);
        const level = pyramid.level(1);
        if (!level) return false;
        return level.pooled.every((mean, at) => {
          const [row, column] = [2 * Math.floor(at / level.width), 2 * (at % level.width)];
          return Math.abs(mean - meanOf(values, grid, row, column, 2)) < 1e-5;
        });
      }),
    );
    const grid = plane(37, 53);
    const values = some(grid.count);
    const pyramid = new Pyramid(values, grid);
    pyramid.advance(4, never);
    for (const level of [2, 3, 4]) {
      const { pooled, width } = pyramid.level(level) ?? { pooled: new Float32Array(), width: 0 };
      expect(pooled.length).toBeGreaterThan(0);
      pooled.forEach((mean, at) => {
        const side = 2 ** level;
        expect(mean).toBeCloseTo(meanOf(values, grid, Math.floor(at / width) * side, (at % width) * side, side), 4);
      });
    }
  });

  it("does not lose a NaN among many numbers", () => {
    const values = new Float32Array(64);
    values[35] = Number.NaN;
    const pyramid = new Pyramid(values, plane(8, 8));
    pyramid.advance(3, never);
    expect(pyramid.level(3)?.pooled[0]).toBeNaN();
    expect([...(pyramid.level(1)?.pooled ?? [])].filter(Number.isNaN)).toHaveLength(1);
  });

  it("keeps the value of largest magnitude when it pools peaks, on every level", () => {
    const values = some(37 * 53);
    values[700] = -9;
    const grid = plane(37, 53);
    const pyramid = new Pyramid(values, grid, "peak");
    pyramid.advance(6, never);
    expect(pyramid.level(6)?.pooled[0]).toBe(-9);
    const first = [0, 1, 53, 54].map((at) => values[at] as number);
    const largest = Math.max(...first.map(Math.abs));
    expect(Math.abs(pyramid.level(1)?.pooled[0] ?? 0)).toBe(largest);
    expect(first).toContain(pyramid.level(1)?.pooled[0]);
  });

  it("stops when it is late and goes on where it stopped, showing no level before it is whole", () => {
    const grid = plane(700, 700);
    const values = some(grid.count);
    const pyramid = new Pyramid(values, grid);
    let slices = 0;
    while (!pyramid.advance(2, () => true)) {
      slices += 1;
      expect(pyramid.level(2)).toBeNull();
    }
    expect(slices).toBeGreaterThan(10);
    const whole = new Pyramid(values, grid);
    whole.advance(2, never);
    expect(pyramid.level(2)?.pooled).toEqual(whole.level(2)?.pooled);
  });

  it("handles a grid far wider than its strips", () => {
    const grid = plane(2, 10_001);
    const values = some(grid.count);
    const pyramid = new Pyramid(values, grid);
    pyramid.advance(1, never);
    for (const at of [0, 2047, 2048, 5000]) {
      expect(pyramid.level(1)?.pooled[at]).toBeCloseTo(meanOf(values, grid, 0, 2 * at, 2), 5);
    }
  });
});

it("pyramidOf remembers the two newest layouts of the same values", () => {
  const grid = plane(4, 4);
  const values = some(16);
  const first = pyramidOf(values, "a", grid);
  expect(pyramidOf(values, "a", grid)).toBe(first);
  expect(pyramidOf(some(16), "a", grid)).not.toBe(first);
  pyramidOf(values, "b", grid);
  expect(pyramidOf(values, "a", grid)).toBe(first);
  pyramidOf(values, "c", grid);
  expect(pyramidOf(values, "a", grid)).not.toBe(first);
});

it("peakOf takes the larger magnitude, the first of two equal ones, and NaN before all", () => {
  expect([peakOf(1, -3), peakOf(-3, 1), peakOf(2, -2), peakOf(-2, 2)]).toEqual([-3, -3, 2, -2]);
  expect([peakOf(Number.NaN, 5), peakOf(5, Number.NaN), peakOf(Infinity, Number.NaN)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});

it("pyramidOf keeps means and peaks apart", () => {
  const grid = plane(4, 4);
  const values = some(16);
  expect(pyramidOf(values, "a", grid, "peak")).not.toBe(pyramidOf(values, "a", grid));
  expect(pyramidOf(values, "a", grid, "peak").pool).toBe("peak");
});

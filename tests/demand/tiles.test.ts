import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFarView, farLevel } from "../../src/engine/demand/far-view";
import { createMeanSquares } from "../../src/engine/demand/mean-squares";
import { rowMajorPlane } from "../../src/engine/demand/plane";
import { createReader, type Reader } from "../../src/engine/demand/reader";
import { squaresOf } from "../../src/engine/demand/reduce";
import { inputUnderCentre } from "../../src/engine/demand/outside";
import type { Plane } from "../../src/engine/demand/plane";
import { numel } from "../../src/model/layout";
import { formOnDemand } from "../../src/model/tile-request";
import { tileGrid } from "../../src/model/tile-grid";
import { laidOut, square } from "../oracle/plane";
import { stepNumbers } from "../oracle/steps";
import { worstDifference } from "../oracle/compare";
import { anyStep, type Case, oracleJob, oracleParts, tilingOf } from "./steps";

const calm = () => Promise.resolve();

function sourceOf(one: Case) {
  const form = formOnDemand(one.program, one.steps, one.step);
  if (!form) throw new Error(`${one.name} has no closed form`);
  const filled = form.only !== null && one.outside !== "dense";
  const under = inputUnderCentre(one.image, one.geometry);
  const zero = () => 0;
  const outside = filled ? { outside: { kept: one.flags, at: one.outside === "input" ? under : zero } } : {};
  return { form, inputs: { image: () => one.image.data, filter: one.filter, ...outside } };
}

function readerOf(one: Case, plane?: Plane): Reader {
  const { form, inputs } = sourceOf(one);
  return createReader(form, plane ?? rowMajorPlane(form), inputs);
}

const anyCase = anyStep.chain((one) =>
  fc.record({
    one: fc.constant(one),
    tiling: tilingOf(one),
    level: fc.integer({ min: 0, max: 3 }),
    pool: fc.constantFrom<"mean" | "peak">("mean", "peak"),
    corner: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  }),
);

describe("a rectangle of a step", () => {
  it("holds what the oracle lays out, whatever the step, the tiling, the rectangle and the level", async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async ({ one, tiling, level, pool, corner, size }) => {
        const cells = laidOut(
          stepNumbers(oracleJob(one), one.name, one.done.layout.shape),
          oracleParts(one, tiling),
          tiling.wrap,
        );
        const side = 2 ** level;
        const grid = tileGrid(one.done.axes, tiling);
        const [high, wide] = [Math.ceil(grid.rows / side), Math.ceil(grid.columns / side)];
        // Now and then it reaches over the far edge.
        const rect = {
          top: Math.floor(corner[0] * (high - 1)),
          left: Math.floor(corner[1] * (wide - 1)),
          rows: size[0],
          columns: size[1],
        };
        const found = await squaresOf(readerOf(one, grid), rect, level, pool, calm);
        const expected = Array.from({ length: rect.rows * rect.columns }, (_, k) =>
          square(cells, rect.top + Math.floor(k / rect.columns), rect.left + (k % rect.columns), side, pool),
        );
        if (pool === "mean") expect(worstDifference(found, expected), one.name).toBeLessThan(1e-5);
        // Of two values of one magnitude and different signs either is the largest.
        else expect(worstDifference(found.map(Math.abs), expected.map(Math.abs)), one.name).toBeLessThan(1e-5);
      }),
      { numRuns: 250 },
    );
  });

  it("has the same means when they are made from sums of pixels, wherever those are offered", async () => {
    let offered = 0;
    await fc.assert(
      fc.asyncProperty(anyCase, fc.integer({ min: 2, max: 4 }), async ({ one, tiling, corner, size }, level) => {
        const side = 2 ** level;
        const grid = tileGrid(one.done.axes, tiling);
        const { form, inputs } = sourceOf(one);
        const rect = {
          top: Math.floor((corner[0] * grid.rows) / side),
          left: Math.floor((corner[1] * grid.columns) / side),
          rows: size[0],
          columns: size[1],
        };
        const found = await createMeanSquares(form, grid, inputs)?.of(rect, level, calm);
        if (!found) return;
        offered += 1;
        const numbers = stepNumbers(oracleJob(one), one.name, one.done.layout.shape);
        const cells = laidOut(numbers, oracleParts(one, tiling), tiling.wrap);
        const expected = Array.from({ length: rect.rows * rect.columns }, (_, k) =>
          square(cells, rect.top + Math.floor(k / rect.columns), rect.left + (k % rect.columns), side, "mean"),
        );
        expect(worstDifference(found, expected), one.name).toBeLessThan(1e-5);
      }),
      { numRuns: 300 },
    );
    expect(offered).toBeGreaterThan(100);
  });

  it("is the same when it is taken from a far view, and that has seen the extent of all", async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, fc.integer({ min: 0, max: 2 }), async ({ one, tiling, level, pool }, base) => {
        const grid = tileGrid(one.done.axes, tiling);
        const reader = readerOf(one, grid);
        const view = createFarView(reader, base);
        const side = 2 ** (base + level);
        const rect = { top: 0, left: 0, rows: Math.ceil(grid.rows / side), columns: Math.ceil(grid.columns / side) };
        for (let pieces = 0; !(await view.ensure(0, Infinity, calm, 1)); pieces += 1)
          expect(pieces).toBeLessThan(grid.rows);
        expect(view.done()).toBe(1);
        const numbers = stepNumbers(oracleJob(one), one.name, one.done.layout.shape);
        const cells = laidOut(numbers, oracleParts(one, tiling), tiling.wrap);
        const found = view.squares(rect, base + level, pool);
        const expected = Array.from(found, (_, k) =>
          square(cells, Math.floor(k / rect.columns), k % rect.columns, side, pool),
        );
        const whole = pool === "mean" ? found : found.map(Math.abs);
        expect(worstDifference(whole, pool === "mean" ? expected : expected.map(Math.abs)), one.name).toBeLessThan(
          1e-5,
        );

        const finite = numbers.filter(Number.isFinite);
        const { extent, least, most, odd } = view.tally;
        expect(extent.notFinite).toBe(numbers.length - finite.length);
        if (odd !== null) expect(numbers[odd]).toBeNaN();
        expect(odd === null).toBe(extent.notFinite === 0);
        if (finite.length === 0) return;
        expect(extent.min).toBeCloseTo(Math.min(...finite), 3);
        expect(extent.max).toBeCloseTo(Math.max(...finite), 3);
        expect(numbers[least ?? -1]).toBeCloseTo(extent.min, 3);
        expect(numbers[most ?? -1]).toBeCloseTo(extent.max, 3);
      }),
      { numRuns: 150 },
    );
  });

  it("holds a plane of any size at the nearest level at which two million squares do", () => {
    expect(farLevel({ rows: 100, columns: 100 })).toBe(0);
    expect(farLevel({ rows: 9000, columns: 12_000 })).toBe(3);
    expect(farLevel({ rows: 1, columns: 2 ** 40 })).toBe(19);
  });

  it("holds row-major numbers in rows of a convenient length", () => {
    fc.assert(
      fc.property(anyStep, (one) => {
        const reader = readerOf(one);
        const { rows, columns } = reader.plane;
        expect(rows * columns).toBe(numel(one.done.layout.shape));
        const all = new Float32Array(rows * columns);
        for (let row = 0; row < rows; row += 1) reader.row(row, 0, columns, all.subarray(row * columns));
        const expected = stepNumbers(oracleJob(one), one.name, one.done.layout.shape);
        expect(worstDifference(all, expected), one.name).toBeLessThan(1e-5);
      }),
      { numRuns: 200 },
    );
  });
});

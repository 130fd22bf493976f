import { describe, expect, it } from "vitest";
import { axisOf } from "../../../src/model/axes";
import { tileLayout } from "../../../src/views/tiles/tile-data";
import { cellBox, elementAtPoint, fitView, tileBox, tilesExtent, viewAround } from "../../../src/views/tiles/tile-view";
import { maps, tilesOf } from "./tiles";

const data = maps(4, 5);
const plain = { k: 100, x: 0, y: 0 };

describe("tileLayout", () => {
  it("is worked out once per tiling", () => expect(tileLayout(data)).toBe(tileLayout({ ...data })));

  it("refuses values that do not fill the shape", () => {
    expect(() => tileLayout({ ...data, values: new Float32Array(7) })).toThrow("7 values for axes of 180 elements");
  });

  it("has a key that tells tilings and sizes apart", () => {
    const keys = [maps(4, 5), maps(5, 4), maps(4, 5, "taps")].map((one) => tileLayout(one).key);
    expect(new Set(keys).size).toBe(3);
    expect(tileLayout(maps(4, 5)).key).toBe(keys[0]);
  });
});

describe("fitView", () => {
  it("shows all tiles, centred", () => {
    const { width, height } = tilesExtent(data);
    expect([width, height].map((length) => length.toFixed(2))).toEqual(["16.36", "13.02"]);
    const view = fitView(data, 400, 300);
    expect(view.k).toBeCloseTo(300 / 13.02);
    expect(view.y).toBeCloseTo(0);
    expect(view.x).toBeCloseTo((400 - 16.36 * view.k) / 2);
  });

  it("does not blow a small tensor up beyond reason, and leaves a margin when asked", () => {
    expect(fitView(tilesOf([axisOf("K", "other", 2)]), 2000, 2000).k).toBe(72);
    const view = fitView(data, 400, 300, 20);
    expect(view.y).toBeCloseTo(20);
  });
});

describe("elementAtPoint", () => {
  it("finds the element under the pointer: window 6 starts at tile row 1, column 1", () => {
    expect(elementAtPoint(data, plain, 340, 340)).toBe(6 * 9);
    expect(elementAtPoint(data, plain, 620, 540)).toBe(6 * 9 + 8);
  });

  it("is null in a gap and outside", () => {
    expect(elementAtPoint(data, plain, 310, 50)).toBeNull();
    expect(elementAtPoint(data, plain, -1, 50)).toBeNull();
    expect(elementAtPoint(data, plain, 50, 1303)).toBeNull();
  });

  it("has no gap to fall into where gaps are drawn closed", () => {
    const small = { k: 2, x: 0, y: 0 };
    for (let x = 0; x < 32; x += 0.1) expect(elementAtPoint(data, small, x, 1)).not.toBeNull();
  });

  it("undoes cellBox for every element", () => {
    const view = { k: 17.3, x: -41.2, y: 12.9 };
    for (let element = 0; element < data.values.length; element += 1) {
      const { x, y, width, height } = cellBox(data, view, element);
      expect(elementAtPoint(data, view, x + width / 2, y + height / 2)).toBe(element);
    }
  });

  it("is null past the end of a broken line", () => {
    const line = tilesOf([axisOf("K", "other", 50)]);
    const { columns, rows } = tileLayout(line).grid;
    expect(columns * rows).toBeGreaterThan(50);
    expect(elementAtPoint(line, plain, columns * 100 - 50, rows * 100 - 50)).toBeNull();
    expect(elementAtPoint(line, plain, 50, rows * 100 - 50)).toBe((rows - 1) * columns);
  });
});

describe("tileBox", () => {
  it("is the rectangle of the element's whole tile", () => {
    const box = tileBox(data, plain, 6 * 9 + 4);
    expect(box.x).toBeCloseTo(334);
    expect(box.y).toBeCloseTo(334);
    expect([box.width, box.height].map((length) => length.toFixed(3))).toEqual(["300.000", "300.000"]);
  });
});

describe("viewAround", () => {
  it("shows the element's tile in the middle, large enough to be read", () => {
    const large = maps(40, 50);
    const element = (20 * 50 + 25) * 9 + 4;
    const view = viewAround(large, element, 700, 400);
    expect(view.k).toBeGreaterThanOrEqual(40);
    const cell = cellBox(large, view, element);
    expect(cell.x + cell.width / 2).toBeCloseTo(350);
    expect(cell.y + cell.height / 2).toBeCloseTo(200);
  });

  it("does not show what lies beyond the corner", () => {
    const view = viewAround(maps(40, 50), 0, 700, 400);
    expect([view.x, view.y]).toEqual([0, 0]);
  });

  it("goes to the cell where its tile is far too large to be shown", () => {
    const planes = maps(100, 100, "taps");
    const element = (50 * 100 + 60) * 9 + 4;
    const view = viewAround(planes, element, 600, 400);
    expect(view.k).toBe(52);
    const cell = cellBox(planes, view, element);
    expect(cell.x + cell.width / 2).toBeCloseTo(300);
    expect(cell.y + cell.height / 2).toBeCloseTo(200);
  });
});

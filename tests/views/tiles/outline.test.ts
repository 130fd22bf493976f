import { describe, expect, it } from "vitest";
import { atLeast, MOST_LIT, outlineOf, pathOf } from "../../../src/views/tiles/outline";
import { cellBox, tileBox } from "../../../src/views/tiles/tile-view";
import { maps } from "./tiles";

const data = maps(4, 5);
const view = { k: 100, x: 0, y: 0 };
const viewport = { width: 2000, height: 2000 };
const rounded = (boxes: readonly { x: number; y: number; width: number; height: number }[]): number[][] =>
  boxes.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round));

describe("outlineOf", () => {
  it("outlines one cell", () => {
    expect(outlineOf(data, view, [4], viewport)).toEqual([cellBox(data, view, 4)]);
  });

  it("outlines a whole tile as one, whatever the order and however often", () => {
    const window = Array.from({ length: 9 }, (_, at) => 54 + ((at * 4) % 9));
    expect(outlineOf(data, view, [...window, 54], viewport)).toEqual([tileBox(data, view, 54)]);
  });

  it("joins neighbours of one tile, in rows and then in columns", () => {
    expect(rounded(outlineOf(data, view, [0, 1, 3, 4], viewport))).toEqual([[0, 0, 200, 200]]);
    expect(rounded(outlineOf(data, view, [0, 1, 3], viewport))).toEqual([
      [0, 0, 200, 100],
      [0, 100, 100, 100],
    ]);
  });

  it("does not join cells of different tiles, nor cells apart", () => {
    expect(rounded(outlineOf(data, view, [2, 9], viewport))).toEqual([
      [200, 0, 100, 100],
      [334, 0, 100, 100],
    ]);
    expect(outlineOf(data, view, [0, 2], viewport)).toHaveLength(2);
    expect(outlineOf(data, view, [0, 6], viewport)).toHaveLength(2);
  });

  it("leaves away what is not in view, and what is no element", () => {
    expect(outlineOf(data, view, [179], { width: 300, height: 300 })).toEqual([]);
    expect(outlineOf(data, view, [-1, 180, Number.NaN], viewport)).toEqual([]);
  });

  it("keeps a cell of a far zoomed-out tensor visible", () => {
    const [box] = outlineOf(data, { k: 0.5, x: 100, y: 100 }, [4], viewport);
    expect(box).toMatchObject({ width: 5, height: 5 });
    expect((box?.x ?? 0) + 2.5).toBeCloseTo(100.75);
  });

  it("stops at the most that can be told apart", () => {
    const many = maps(80, 80, "taps");
    // Planes of windows per tap: element 9·n is window n of the first plane. A chessboard of them joins nowhere.
    const chess = Array.from({ length: 6400 }, (_, at) => at * 9).filter(
      (_, at) => (at + Math.floor(at / 80)) % 2 === 0,
    );
    const all = outlineOf(many, { k: 10, x: 0, y: 0 }, chess, { width: 10_000, height: 10_000 });
    expect([all.length, all.length < MOST_LIT]).toEqual([3200, true]);
    const endless = (function* () {
      for (;;) yield 0;
    })();
    expect(outlineOf(many, view, endless, viewport)).toHaveLength(1);
  });
});

it("atLeast grows a box about its middle and leaves a large one alone", () => {
  expect(atLeast({ x: 10, y: 10, width: 2, height: 8 }, 6)).toEqual({ x: 8, y: 10, width: 6, height: 8 });
});

it("pathOf writes rectangles, grown on every side, to hundredths", () => {
  expect(pathOf([{ x: 1.23456, y: 2, width: 3, height: 4 }])).toBe("M1.23 2h3v4h-3z");
  expect(pathOf([{ x: 1, y: 2, width: 3, height: 4 }], 1)).toBe("M0 1h5v6h-5z");
  expect(pathOf([])).toBe("");
});

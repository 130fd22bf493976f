import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisOf, type Axis } from "../../src/model/axes";
import { coordinatesAt, elementsMatching, hasPart, indexAlong } from "../../src/model/coordinates";

const N: Axis = {
  parts: [
    { name: "B", family: "B", size: 2 },
    { name: "h_windows", family: "H", size: 3 },
    { name: "w_windows", family: "W", size: 4 },
  ],
};
const axes = [N, axisOf("C", "C", 5), axisOf("kh", "H", 2), axisOf("kw", "W", 3)];

describe("coordinates of an element by the parts of its axes", () => {
  it("reads window (1, 2, 3), channel 4, tap (1, 0) off its row-major number", () => {
    const n = (1 * 3 + 2) * 4 + 3;
    const linear = ((n * 5 + 4) * 2 + 1) * 3 + 0;
    expect(coordinatesAt(axes, linear)).toEqual({ B: 1, h_windows: 2, w_windows: 3, C: 4, kh: 1, kw: 0 });
    expect(indexAlong(axes, linear)).toEqual([n, 4, 1, 0]);
  });

  it("finds the elements of one window and tap: one per channel", () => {
    const found = elementsMatching(axes, { B: 0, h_windows: 0, w_windows: 1, kh: 1, kw: 2 }, 100);
    expect(found).toEqual([0, 1, 2, 3, 4].map((c) => ((1 * 5 + c) * 2 + 1) * 3 + 2));
  });

  it("passes over what the tensor does not have, and matches nothing beyond a size", () => {
    expect(elementsMatching([axisOf("kh", "H", 2)], { kh: 1, C: 3 }, 10)).toEqual([1]);
    expect(elementsMatching(axes, { kh: 2 }, 10)).toEqual([]);
    expect(elementsMatching(axes, { kh: -1 }, 10)).toEqual([]);
  });

  it("stops at the cap", () => {
    expect(elementsMatching(axes, {}, 7)).toHaveLength(7);
  });

  it("knows which parts there are", () => {
    expect(hasPart(axes, "w_windows")).toBe(true);
    expect(hasPart(axes, "kh", 3)).toBe(false);
    expect(hasPart(axes, "W")).toBe(false);
  });

  it("is the inverse of matching all coordinates", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * 30 - 1 }), (linear) => {
        expect(elementsMatching(axes, coordinatesAt(axes, linear), 10)).toEqual([linear]);
      }),
    );
  });
});

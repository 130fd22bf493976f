import { describe, expect, it } from "vitest";
import type { Region } from "../../../src/model/document";
import { rasterise } from "../../../src/model/region/rasterise";
import { scaleRegion } from "../../../src/model/region/scale";

const region: Region = {
  shapes: [
    { add: { rect: [2, 4, 6, 8] } },
    { subtract: { ellipse: [5, 8, 2, 3] } },
    {
      add: {
        polygon: [
          [0, 0],
          [3, 0],
          [0, 3],
        ],
      },
    },
    { add: { brush: { points: [[10, 12]], radius: 2 } } },
  ],
  keep: "any",
  outside: "dense",
};

describe("a region on a picture of another size", () => {
  it("covers the same share of rows and of columns", () => {
    const { shapes, keep, outside } = scaleRegion(region, [16, 12], [32, 36]);
    expect(shapes).toEqual([
      { add: { rect: [6, 8, 18, 16] } },
      { subtract: { ellipse: [15, 16, 6, 6] } },
      {
        add: {
          polygon: [
            [0, 0],
            [9, 0],
            [0, 6],
          ],
        },
      },
      { add: { brush: { points: [[30, 24]], radius: 4.9 } } },
    ]);
    expect([keep, outside]).toEqual(["any", "dense"]);
  });

  it("is the same object for the same size, or when nothing is drawn", () => {
    expect(scaleRegion(region, [16, 12], [16, 12])).toBe(region);
    const none: Region = { ...region, shapes: [] };
    expect(scaleRegion(none, [16, 12], [99, 12])).toBe(none);
  });

  it("doubles a rectangle's mask pixel by pixel", () => {
    const rect: Region = { ...region, shapes: [{ add: { rect: [1, 1, 2, 3] } }] };
    const small = rasterise(rect.shapes, 5, 4);
    const large = rasterise(scaleRegion(rect, [5, 4], [10, 8]).shapes, 10, 8);
    large.forEach((inside, at) => {
      const [y, x] = [Math.floor(at / 8), at % 8];
      expect(inside).toBe(small[(y >> 1) * 4 + (x >> 1)]);
    });
  });

  it("keeps a brush a brush however small the picture gets", () => {
    const { shapes } = scaleRegion({ ...region, shapes: region.shapes.slice(3) }, [4000, 4000], [1, 1]);
    expect(shapes).toEqual([{ add: { brush: { points: [[0, 0]], radius: 0.01 } } }]);
  });
});

import { describe, expect, it } from "vitest";
import type { Geometry } from "../../src/model/geometry";
import { droppedBoxes, frameOf, pixelAtPoint, pixelBox } from "../../src/views/raster-frame";

const geometry = (more: Partial<Geometry> = {}): Geometry => ({
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
  ...more,
});
const shape = [1, 3, 10, 20] as const;
const viewport = { width: 400, height: 300 };

describe("frameOf", () => {
  it("fits the picture and centres it", () => {
    expect(frameOf(shape, viewport)).toEqual({
      view: { k: 20, x: 0, y: 50 },
      height: 10,
      width: 20,
      padding: [0, 0],
      dropped: [0, 0],
    });
  });

  it("leaves room for the padding: 2 rows and 5 columns on each side", () => {
    const { view, padding } = frameOf(shape, viewport, geometry({ padding: [2, 5] }));
    expect(padding).toEqual([2, 5]);
    expect(view.k).toBeCloseTo(400 / 30);
    expect(view.x).toBeCloseTo(5 * view.k);
    expect(view.y).toBeCloseTo((300 - 14 * view.k) / 2 + 2 * view.k);
  });
});

describe("pixelAtPoint", () => {
  const frame = frameOf(shape, viewport);
  it.each([
    ["the first pixel", 1, 51, [0, 0]],
    ["row 2, column 1", 39.9, 90.1, [2, 1]],
    ["above the picture", 10, 49, [-1, 0]],
    ["right of the picture", 401, 60, [0, 20]],
  ])("%s", (_, x, y, expected) => expect(pixelAtPoint(frame, x, y)).toEqual(expected));

  it("undoes pixelBox", () => {
    const { x, y, width, height } = pixelBox(frame, 7, 13, 1, 1);
    expect([width, height]).toEqual([20, 20]);
    expect(pixelAtPoint(frame, x + 0.5, y + 19.5)).toEqual([7, 13]);
  });
});

describe("droppedBoxes", () => {
  it("is empty when every pixel is reached", () => {
    expect(droppedBoxes(frameOf(shape, viewport, geometry()))).toEqual([]);
    expect(droppedBoxes(frameOf(shape, viewport))).toEqual([]);
  });

  it("marks rows at the bottom and columns at the right: stride 3 drops 1 row of 10 and 2 columns of 20", () => {
    expect(droppedBoxes(frameOf(shape, viewport, geometry({ stride: [3, 3] })))).toEqual([
      { axis: "rows", count: 1, box: { x: 0, y: 230, width: 400, height: 20 } },
      { axis: "columns", count: 2, box: { x: 360, y: 50, width: 40, height: 200 } },
    ]);
  });

  it("counts from the end of the padding: 10 + 2 rows, stride 4 drops 1 of the padding", () => {
    const frame = frameOf(shape, viewport, geometry({ stride: [4, 1], padding: [1, 0] }));
    const [strip] = droppedBoxes(frame);
    expect(strip).toMatchObject({ axis: "rows", count: 1 });
    expect(strip?.box.y).toBeCloseTo(frame.view.y + 10 * frame.view.k);
  });
});

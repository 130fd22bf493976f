import { describe, expect, it } from "vitest";
import { overviewSize, shownPart } from "../../../src/views/tiles/overview";
import { fitView, tilesExtent } from "../../../src/views/tiles/tile-view";
import { maps } from "./tiles";

const data = maps(40, 50);
const viewport = { width: 700, height: 400 };

describe("shownPart", () => {
  it("is nothing to be told while all is shown", () => {
    expect(shownPart(data, fitView(data, 700, 400), viewport)).toBeNull();
    expect(shownPart(data, fitView(data, 700, 400, 30), viewport)).toBeNull();
  });

  it("is the part in view, in cells", () => {
    expect(shownPart(data, { k: 10, x: -50, y: -100 }, viewport)).toEqual({ x: 5, y: 10, width: 70, height: 40 });
  });

  it("ends where the tensor ends", () => {
    const { width, height } = tilesExtent(data);
    const part = shownPart(data, { k: 10, x: 100 - width * 10, y: 20 }, viewport);
    expect(part?.x).toBeCloseTo(width - 10);
    expect(part?.width).toBeCloseTo(10);
    expect(part?.y).toBe(0);
    expect(part?.height).toBeCloseTo(Math.min(38, height));
  });
});

it("overviewSize keeps the tensor's proportions within a box", () => {
  const { width, height } = overviewSize(data, { width: 120, height: 120 });
  expect(width).toBe(120);
  expect(height / width).toBeCloseTo(133.26 / 166.66, 1);
});

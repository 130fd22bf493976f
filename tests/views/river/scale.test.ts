import { describe, expect, it } from "vitest";
import { BAR_GAP, barHeight, bitsOf, columnHeight, fitScale } from "../../../src/views/river/scale";

describe("barHeight", () => {
  const scale = { least: 16, perBit: 4 };

  it.each([
    [0, 16],
    [1, 16],
    [2, 20],
    [64, 40],
    [65536, 80],
  ])("size %d → %d px", (size, height) => expect(barHeight(scale, size)).toBe(height));

  it("adds where sizes multiply, up to the least height", () => {
    for (const [a, b] of [
      [32, 48],
      [3, 3],
      [298, 449],
    ] as const) {
      const apart = barHeight(scale, a) + barHeight(scale, b);
      expect(barHeight(scale, a * b)).toBeCloseTo(apart - scale.least);
    }
  });

  it("tells 1, 3, 96 and 133 802 apart at the scale of a usual page", () => {
    const usual = fitScale([[1, 3, 298, 449, 3, 3]], 180, 16);
    const heights = [1, 3, 96, 133_802].map((size) => barHeight(usual, size));
    heights.slice(1).forEach((height, at) => expect(height).toBeGreaterThan((heights[at] ?? 0) + 4));
    expect(heights[3]).toBeLessThan(100);
  });
});

describe("fitScale", () => {
  it("lets the tallest column fill the room", () => {
    const shapes = [
      [1, 3, 96, 144],
      [1, 3, 32, 48, 3, 3],
    ];
    const scale = fitScale(shapes, 220, 16);
    expect(Math.max(...shapes.map((shape) => columnHeight(scale, shape)))).toBeCloseTo(220);
    expect(columnHeight(scale, [1, 3, 96, 144])).toBeLessThan(220);
  });

  it("asks for more than there is rather than make all bars alike", () => {
    const scale = fitScale([[1024, 1024, 1024, 1024]], 60, 16);
    expect(columnHeight(scale, [1024, 1024, 1024, 1024])).toBeGreaterThan(60);
    expect(barHeight(scale, 1024) - barHeight(scale, 1)).toBeGreaterThanOrEqual(30);
  });

  it("does not blow a tiny tensor up", () => {
    expect(barHeight(fitScale([[1, 1, 2, 2]], 1000, 16), 2)).toBeLessThan(40);
  });

  it("takes tensors without any size but 0 and 1, and no tensors at all", () => {
    expect(columnHeight(fitScale([[1, 0]], 200, 16), [1, 0])).toBe(32 + BAR_GAP);
    expect(fitScale([], 200, 16).least).toBe(16);
    expect(columnHeight({ least: 16, perBit: 4 }, [])).toBe(0);
    expect([0, 1, 8].map(bitsOf)).toEqual([0, 0, 3]);
  });
});

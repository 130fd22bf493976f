import { describe, expect, it } from "vitest";
import { checkWithin, collapseAxes, foldAxes, uniformAxes } from "../../../src/engine/kernels/axes";
import { contiguousLayout } from "../../../src/model/layout";

describe("collapseAxes", () => {
  it.each([
    ["a contiguous tensor", contiguousLayout([2, 3, 4]), [24], [1]],
    ["a transpose", { shape: [4, 3], stride: [1, 4] }, [4, 3], [1, 4]],
    [
      "the thread's windows: C and rows join, taps stay apart",
      { shape: [1, 5, 4, 4, 3, 3], stride: [720, 144, 36, 3, 12, 1] },
      [20, 4, 3, 3],
      [36, 3, 12, 1],
    ],
    ["rows with a gap", { shape: [4, 2, 5], stride: [20, 5, 1] }, [4, 10], [20, 1]],
    ["an expanded tensor", { shape: [3, 2, 2], stride: [0, 0, 1] }, [6, 2], [0, 1]],
    ["a scalar", { shape: [], stride: [] }, [], []],
    ["only sizes of 1", { shape: [1, 1], stride: [9, 9] }, [], []],
  ])("%s", (_, layout, sizes, steps) => {
    expect(collapseAxes(layout)).toEqual({ sizes, steps });
  });
});

describe("foldAxes", () => {
  it("sorts by step, and says what lies within reach of the axes after", () => {
    const { rank, sizes, steps, places, reaches } = foldAxes({ sizes: [2, 3, 4], steps: [1, 12, 3] });
    expect(rank).toBe(3);
    expect(sizes.slice(0, 3)).toEqual([3, 4, 2]);
    expect(steps.slice(0, 3)).toEqual([12, 3, 1]);
    expect(places.slice(0, 3)).toEqual([4, 1, 12]);
    expect(reaches.slice(0, 3)).toEqual([10, 1, 0]);
  });
});

describe("limits", () => {
  it("refuses more axes than the uniforms hold", () => {
    const nine = Array.from({ length: 9 }, (_, axis) => axis + 2);
    expect(() => uniformAxes({ sizes: nine, steps: nine })).toThrow("at most 8 axes that cannot be merged, not 9");
  });

  it("allows any stride where there is nothing to read", () => {
    expect(() => checkWithin({ shape: [0, 5], stride: [100, 100], offset: 50 }, 1)).not.toThrow();
    expect(() => checkWithin({ shape: [1], stride: [100], offset: 1 }, 1)).toThrow("elements 1 to 1");
  });
});

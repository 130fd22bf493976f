import { describe, expect, it } from "vitest";
import {
  allTensorsCost,
  BUDGET,
  costWords,
  isOverBudget,
  pictureCost,
  pixelsWithinBudget,
  surveyCost,
} from "../../src/model/budget";
import { DEFAULT_DOCUMENT } from "../../src/model/document";

describe("what is asked about first", () => {
  it("is more memory or more time than the budget, each on its own", () => {
    expect(isOverBudget({ bytes: BUDGET.bytes, milliseconds: BUDGET.milliseconds })).toBe(false);
    expect(isOverBudget({ bytes: BUDGET.bytes + 1, milliseconds: null })).toBe(true);
    expect(isOverBudget({ bytes: 0, milliseconds: BUDGET.milliseconds + 1 })).toBe(true);
  });

  it("is a colour photograph of 24 megapixels, not one of 12, nor one that the page holds as bytes", () => {
    expect(costWords(pictureCost([1, 3, 4000, 6000], 1))).toBe("about 360 MB");
    expect(isOverBudget(pictureCost([1, 3, 4000, 6000], 1))).toBe(false);
    expect(isOverBudget(pictureCost([1, 3, 3000, 4000], 4))).toBe(false);
    expect(isOverBudget(pictureCost([1, 3, 4000, 6000], 4))).toBe(true);
    expect(costWords(pictureCost([1, 3, 4000, 6000], 4))).toBe("about 580 MB");
  });

  it("is reduced to what stays within it", () => {
    const pixels = pixelsWithinBudget(3);
    expect(isOverBudget(pictureCost([1, 3, 1, pixels], 4))).toBe(false);
    expect(isOverBudget(pictureCost([1, 3, 1, pixels + 1], 4))).toBe(true);
  });
});

describe("costs in words", () => {
  it.each([
    [{ bytes: 1_295_352_000, milliseconds: null }, "about 1.3 GB"],
    [{ bytes: 0, milliseconds: 16_210 }, "about 16 s on this machine"],
    [{ bytes: 2_000_000, milliseconds: 3 }, "about 2 MB and 1 s on this machine"],
    [{ bytes: 0, milliseconds: 600_000 }, "about 10 minutes on this machine"],
  ])("%o", (cost, words) => expect(costWords(cost)).toBe(words));
});

it("a survey looks at every number twice, at the pace that was measured", () => {
  expect(surveyCost(1000, 40)).toEqual({ bytes: 0, milliseconds: 50 });
  expect(surveyCost(1000, null).milliseconds).toBeNull();
});

it("all tensors are counted one by one, without those that are too large", () => {
  // 4 × 4 pixels, k 3: four windows of nine taps.
  const sizes = [16, 9, 36, 36, 36, 4, 4, 4, 4, 16];
  const bytes = (all: readonly number[]): number => 8 * all.reduce((sum, size) => sum + size, 0);
  expect(allTensorsCost(DEFAULT_DOCUMENT, [1, 1, 4, 4], 1000).bytes).toBe(bytes(sizes));
  expect(allTensorsCost(DEFAULT_DOCUMENT, [1, 1, 4, 4], 35).bytes).toBe(bytes(sizes.filter((size) => size < 36)));
});

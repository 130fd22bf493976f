import { describe, expect, it } from "vitest";
import { sum } from "../../../src/model/ops/sum";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("sum: layouts as PyTorch 1.13 printed them", () => {
  it.each([
    {
      of: lay([16, 5, 3, 3], [9, 144, 3, 1]),
      dims: [1],
      expected: [
        [16, 3, 3],
        [9, 3, 1],
      ],
    },
    {
      of: lay([2, 3, 5, 6]),
      dims: [-1],
      expected: [
        [2, 3, 5],
        [15, 5, 1],
      ],
    },
    {
      of: lay([2, 5, 6, 3], [90, 6, 1, 30]),
      dims: [0],
      expected: [
        [5, 6, 3],
        [18, 3, 1],
      ],
    },
    {
      of: lay([2, 3, 5, 6]),
      dims: [3, 1],
      expected: [
        [2, 5],
        [5, 1],
      ],
    },
    { of: lay([2, 3]), dims: [0, 1], expected: [[], []] },
    { of: lay([2, 3]), dims: [], expected: [[], []] },
    { of: lay([0, 3]), dims: [0], expected: [[3], [1]] },
    { of: lay([]), dims: [0], expected: [[], []] },
  ])("$of.shape .sum($dims) is contiguous", ({ of, dims, expected }) => {
    expect(told(sum, [of], { dims })).toEqual([...expected, 0, "copy"]);
  });

  it.each([
    [[4], "Dimension out of range (expected to be in range of [-4, 3], but got 4)"],
    [[1, 2, 7], "Dimension out of range (expected to be in range of [-4, 3], but got 7)"],
    [[1, 1], "dim 1 appears multiple times in the list of dims"],
    [[1, -3], "dim 1 appears multiple times in the list of dims"],
  ])("refuses %o", (dims, words) => {
    expect(told(sum, [lay([2, 3, 5, 6])], { dims })).toBe(words);
  });
});

describe("sum: what it says of itself", () => {
  it.each([
    [[1], "products.sum(1)"],
    [[2, 3], "products.sum((2, 3))"],
    [[], "products.sum()"],
  ])("over %o is written %s", (dims, written) => {
    expect(sum.code({ dims }, ["products"])).toBe(written);
    expect(`products.${sum.heading({ dims }).name}${sum.heading({ dims }).args}`).toBe(written);
  });

  it("ends the ribbon of what it sums", () => {
    expect(river(sum, [lettered([16, 5, 3, 2])], { dims: [1, -1] })).toEqual(["a=16 c=3", "0:0>0 0:2>1"]);
  });

  it("takes one addition less per result than it has terms", () => {
    expect(sum.multiplyAdds([lay([16, 5, 3, 3])], { dims: [1] })).toBe(576);
    expect(sum.multiplyAdds([lay([16, 1])], { dims: [1] })).toBe(0);
    expect(sum.multiplyAdds([lay([0, 3])], { dims: [0] })).toBe(0);
  });
});

describe("sum: where elements come from and go to", () => {
  it("a map cell comes from every channel", () => {
    expect([...sum.sources([lay([4, 3, 2])], { dims: [1] }, [2, 1])].map(({ index }) => index)).toEqual([
      [2, 0, 1],
      [2, 1, 1],
      [2, 2, 1],
    ]);
    expect([...sum.targets([lay([4, 3, 2])], { dims: [1] }, 0, [2, 0, 1])]).toEqual([[2, 1]]);
  });

  it("targets invert sources", () => {
    fc.assert(
      fc.property(
        layouts(0, 4, 3).chain((layout) =>
          fc.tuple(fc.constant(layout), fc.subarray(layout.shape.map((_, axis) => axis))),
        ),
        ([layout, dims]) => expectInverse(sum, [layout], { dims }),
      ),
      { numRuns: 100 },
    );
  });
});

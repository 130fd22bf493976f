import { describe, expect, it } from "vitest";
import { axisOf, imageAxes } from "../../../src/model/axes";
import { view } from "../../../src/model/ops/view";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

const REFUSED =
  "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.";

describe("view: layouts as PyTorch 1.13 printed them", () => {
  it.each([
    {
      of: lay([2, 3, 5, 6]),
      shape: [4, -1],
      expected: [
        [4, 45],
        [45, 1],
      ],
    },
    {
      of: lay([2, 3, 5, 6]),
      shape: [6, 5, 6],
      expected: [
        [6, 5, 6],
        [30, 6, 1],
      ],
    },
    {
      of: lay([1, 5, 4, 4, 3, 3]),
      shape: [1, 5, -1, 3, 3],
      expected: [
        [1, 5, 16, 3, 3],
        [720, 144, 9, 3, 1],
      ],
    },
    // the thread's permuted patches: B = 1 merges into N, and the result is not contiguous
    {
      of: lay([1, 16, 5, 3, 3], [720, 9, 144, 3, 1]),
      shape: [-1, 5, 3, 3],
      expected: [
        [16, 5, 3, 3],
        [9, 144, 3, 1],
      ],
    },
    {
      of: lay([4, 6], [1, 4]),
      shape: [2, 2, 6],
      expected: [
        [2, 2, 6],
        [2, 1, 4],
      ],
    },
    { of: lay([2, 1, 3], [3, 50, 1]), shape: [6], expected: [[6], [1]] },
    {
      of: lay([]),
      shape: [1, 1],
      expected: [
        [1, 1],
        [1, 1],
      ],
    },
    { of: lay([1]), shape: [], expected: [[], []] },
    {
      of: lay([0, 3]),
      shape: [-1, 3],
      expected: [
        [0, 3],
        [3, 1],
      ],
    },
    {
      of: lay([0, 3]),
      shape: [5, -1],
      expected: [
        [5, 0],
        [1, 1],
      ],
    },
    {
      of: lay([0, 3], [9, 2]),
      shape: [0, 3],
      expected: [
        [0, 3],
        [9, 2],
      ],
    },
  ])("$of.shape .view($shape)", ({ of, shape, expected }) => {
    expect(told(view, [of], { shape })).toEqual([...expected, 0, "view"]);
  });

  it("keeps the offset", () => {
    expect(told(view, [lay([6], [2], 3)], { shape: [2, 3] })).toEqual([[2, 3], [6, 2], 3, "view"]);
  });
});

describe("view: PyTorch's refusals", () => {
  const x = lay([2, 3, 5, 6]);
  it.each([
    { of: x, shape: [7, -1], words: "shape '[7, -1]' is invalid for input of size 180" },
    { of: x, shape: [4, 5], words: "shape '[4, 5]' is invalid for input of size 180" },
    { of: x, shape: [0, -1], words: "shape '[0, -1]' is invalid for input of size 180" },
    { of: x, shape: [-1, -1], words: "only one dimension can be inferred" },
    { of: x, shape: [-2, 5], words: "invalid shape dimension -2" },
    {
      of: lay([0, 3]),
      shape: [0, -1],
      words:
        "cannot reshape tensor of 0 elements into shape [0, -1] because the unspecified dimension size -1 can be any value and is ambiguous",
    },
    { of: lay([2, 5, 3, 6], [90, 6, 30, 1]), shape: [-1], words: REFUSED },
    // straight after the thread's two unfolds
    { of: lay([1, 5, 4, 4, 3, 3], [720, 144, 36, 3, 12, 1]), shape: [1, 5, -1, 3, 3], words: REFUSED },
    // the thread's permuted patches with B = 2 and C = 3
    { of: lay([2, 16, 3, 3, 3], [432, 9, 144, 3, 1]), shape: [-1, 3, 3, 3], words: REFUSED },
  ])("$of.shape with strides $of.stride .view($shape)", ({ of, shape, words }) => {
    expect(told(view, [of], { shape })).toBe(words);
  });
});

describe("view: what it says of itself", () => {
  it("is written as in PyTorch", () => {
    expect(view.code({ shape: [1, 5, -1, 3, 3] }, ["copied"])).toBe("copied.view(1, 5, -1, 3, 3)");
    expect(view.code({ shape: [] }, ["x"])).toBe("x.view(())");
    expect(view.heading({ shape: [-1, 2] })).toEqual({ name: "view", args: "(-1, 2)" });
    expect(view.multiplyAdds([lay([2])], { shape: [2] })).toBe(0);
  });

  it("merges parts into one axis and links it to each", () => {
    expect(river(view, [lettered([2, 3, 4])], { shape: [2, 12] })).toEqual(["a=2 b·c=12", "0:0>0 0:1>1 0:2>1"]);
  });

  it("gives the parts back when it splits where they meet", () => {
    const merged = { parts: [...imageAxes([1, 1, 3, 4])].slice(2).flatMap(({ parts }) => parts) };
    expect(river(view, [[axisOf("C", "C", 2), merged]], { shape: [2, 3, 4] })).toEqual([
      "C=2 H=3 W=4",
      "0:0>0 0:1>1 0:1>2",
    ]);
  });
});

describe("view: where elements come from and go to", () => {
  it("keeps the row-major order", () => {
    expect([...view.sources([lay([2, 6])], { shape: [3, 4] }, [1, 3])]).toEqual([{ input: 0, index: [1, 1] }]);
    expect([...view.targets([lay([2, 6])], { shape: [3, 4] }, 0, [1, 1])]).toEqual([[1, 3]]);
  });

  it("targets invert sources, and every element lies where its source lies", () => {
    let viewed = 0;
    fc.assert(
      fc.property(layouts(1, 4), fc.nat(3), fc.nat(3), (layout, first, count) => {
        const shape = [...layout.shape];
        const merged = shape.splice(first, count + 1).reduce((product, size) => product * size, 1);
        shape.splice(first, 0, -1);
        const outcome = told(view, [layout], { shape });
        if (outcome === REFUSED) return;
        viewed += 1;
        expect(view.outcome([layout], { shape }).layout.shape[Math.min(first, shape.length - 1)]).toBe(merged);
        expectInverse(view, [layout], { shape });
      }),
      { numRuns: 200 },
    );
    expect(viewed).toBeGreaterThan(50);
  });
});

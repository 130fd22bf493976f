import { describe, expect, it } from "vitest";
import { expand } from "../../../src/model/ops/expand";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("expand: layouts as PyTorch 1.13 printed them", () => {
  it.each([
    {
      of: lay([3, 1]),
      shape: [3, 4],
      expected: [
        [3, 4],
        [1, 0],
      ],
    },
    {
      of: lay([3, 1]),
      shape: [3, 0],
      expected: [
        [3, 0],
        [1, 0],
      ],
    },
    {
      of: lay([3, 1]),
      shape: [2, 3, -1],
      expected: [
        [2, 3, 1],
        [0, 1, 1],
      ],
    },
    {
      of: lay([2, 3, 5, 6]),
      shape: [4, 2, 3, 5, 6],
      expected: [
        [4, 2, 3, 5, 6],
        [0, 90, 30, 6, 1],
      ],
    },
    {
      of: lay([2, 3, 5, 6]),
      shape: [-1, 3, 5, 6],
      expected: [
        [2, 3, 5, 6],
        [90, 30, 6, 1],
      ],
    },
    {
      of: lay([2, 3]),
      shape: [1, 2, 3],
      expected: [
        [1, 2, 3],
        [6, 3, 1],
      ],
    },
    {
      of: lay([]),
      shape: [2, 1],
      expected: [
        [2, 1],
        [0, 0],
      ],
    },
  ])("$of.shape .expand($shape)", ({ of, shape, expected }) => {
    expect(told(expand, [of], { shape })).toEqual([...expected, 0, "view"]);
  });
});

describe("expand: PyTorch's refusals", () => {
  const x = lay([2, 3, 5, 6]);
  it.each([
    {
      of: x,
      shape: [2, 3, 5, 7],
      words:
        "The expanded size of the tensor (7) must match the existing size (6) at non-singleton dimension 3.  Target sizes: [2, 3, 5, 7].  Tensor sizes: [2, 3, 5, 6]",
    },
    {
      of: x,
      shape: [2, -2, 5, 6],
      words:
        "The expanded size of the tensor (-2) must match the existing size (3) at non-singleton dimension 1.  Target sizes: [2, -2, 5, 6].  Tensor sizes: [2, 3, 5, 6]",
    },
    {
      of: x,
      shape: [3, 5, 6],
      words:
        "expand(torch.FloatTensor{[2, 3, 5, 6]}, size=[3, 5, 6]): the number of sizes provided (3) must be greater or equal to the number of dimensions in the tensor (4)",
    },
    {
      of: x,
      shape: [-1, 2, 3, 5, 6],
      words: "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0",
    },
    { of: lay([3, 1]), shape: [-2, 3, 1], words: "numel: integer multiplication overflow" },
    { of: lay([]), shape: [-1, 3], words: "numel: integer multiplication overflow" },
  ])("$of.shape .expand($shape)", ({ of, shape, words }) => {
    expect(told(expand, [of], { shape })).toBe(words);
  });
});

describe("expand: what it says of itself, and where elements go", () => {
  it("is written as in PyTorch, and names new axes copies", () => {
    const args = { shape: [2, -1, 4] };
    expect(expand.code(args, ["filt"])).toBe("filt.expand(2, -1, 4)");
    expect(expand.heading(args)).toEqual({ name: "expand", args: "(2, -1, 4)" });
    expect(river(expand, [lettered([3, 1])], args)).toEqual(["copies=2 a=3 b=4", "0:0>1 0:1>2"]);
    expect(expand.multiplyAdds([lay([3, 1])], args)).toBe(0);
  });

  it("one element feeds every copy of it", () => {
    expect([...expand.targets([lay([2, 1])], { shape: [2, 2, 2] }, 0, [1, 0])]).toEqual([
      [0, 1, 0],
      [0, 1, 1],
      [1, 1, 0],
      [1, 1, 1],
    ]);
    expect([...expand.sources([lay([2, 1])], { shape: [2, 2, 2] }, [1, 1, 1])]).toEqual([{ input: 0, index: [1, 0] }]);
  });

  it("targets invert sources, and every element lies where its source lies", () => {
    fc.assert(
      fc.property(
        layouts(0, 3, 3),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
        fc.integer({ min: 1, max: 3 }),
        (layout, leading, size) => {
          const shape = [...leading, ...layout.shape.map((own) => (own === 1 ? size : -1))];
          expectInverse(expand, [layout], { shape });
        },
      ),
      { numRuns: 100 },
    );
  });
});

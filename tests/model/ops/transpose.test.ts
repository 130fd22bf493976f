import { describe, expect, it } from "vitest";
import { transpose } from "../../../src/model/ops/transpose";
import { dims, fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("transpose", () => {
  it.each([
    [
      [0, 2],
      [
        [4, 3, 2],
        [1, 4, 12],
      ],
    ],
    [
      [-1, 1],
      [
        [2, 4, 3],
        [12, 1, 4],
      ],
    ],
    [
      [1, 1],
      [
        [2, 3, 4],
        [12, 4, 1],
      ],
    ],
  ] as const)("[2, 3, 4].transpose%o", ([dim0, dim1], expected) => {
    expect(told(transpose, [lay([2, 3, 4], undefined, 6)], { dim0, dim1 })).toEqual([...expected, 6, "view"]);
  });

  it("leaves a scalar as it is", () => {
    expect(told(transpose, [lay([])], { dim0: 0, dim1: -1 })).toEqual([[], [], 0, "view"]);
  });

  it.each([
    {
      of: [2, 3, 5, 6],
      dim0: 0,
      dim1: 4,
      words: "Dimension out of range (expected to be in range of [-4, 3], but got 4)",
    },
    {
      of: [2, 3, 5, 6],
      dim0: -5,
      dim1: 1,
      words: "Dimension out of range (expected to be in range of [-4, 3], but got -5)",
    },
    { of: [], dim0: 0, dim1: 1, words: "Dimension out of range (expected to be in range of [-1, 0], but got 1)" },
  ])("refuses ($dim0, $dim1) of $of", ({ of, dim0, dim1, words }) => {
    expect(told(transpose, [lay(of)], { dim0, dim1 })).toBe(words);
  });

  it("is written as in PyTorch, and two ribbons cross", () => {
    const args = { dim0: 0, dim1: -1 };
    expect(transpose.code(args, ["x"])).toBe("x.transpose(0, -1)");
    expect(transpose.heading(args)).toEqual({ name: "transpose", args: "(0, -1)" });
    expect(river(transpose, [lettered([2, 3, 4])], args)).toEqual(["c=4 b=3 a=2", "0:2>0 0:1>1 0:0>2"]);
    expect(transpose.multiplyAdds([lay([2])], args)).toBe(0);
  });

  it("targets invert sources, and every element lies where its source lies", () => {
    fc.assert(
      fc.property(
        layouts(1, 4).chain((layout) =>
          fc.tuple(fc.constant(layout), dims(layout.shape.length), dims(layout.shape.length)),
        ),
        ([layout, dim0, dim1]) => expectInverse(transpose, [layout], { dim0, dim1 }),
      ),
      { numRuns: 100 },
    );
  });
});

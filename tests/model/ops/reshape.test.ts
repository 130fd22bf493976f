import { describe, expect, it } from "vitest";
import { reshape } from "../../../src/model/ops/reshape";
import { view } from "../../../src/model/ops/view";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("reshape", () => {
  it("is a view with computed strides where there are any", () => {
    expect(told(reshape, [lay([4, 6], [1, 4], 2)], { shape: [2, 2, -1] })).toEqual([[2, 2, 6], [2, 1, 4], 2, "view"]);
  });

  it("copies where view is refused", () => {
    const permuted = lay([2, 16, 3, 3, 3], [432, 9, 144, 3, 1]);
    expect(told(reshape, [permuted], { shape: [-1, 3, 3, 3] })).toEqual([[32, 3, 3, 3], [27, 9, 3, 1], 0, "copy"]);
  });

  it.each([
    { of: lay([2, 3]), shape: [4, -1], words: "shape '[4, -1]' is invalid for input of size 6" },
    { of: lay([2, 3]), shape: [-1, -1], words: "only one dimension can be inferred" },
    {
      of: lay([0, 3]),
      shape: [-1, 0],
      words:
        "cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any value and is ambiguous",
    },
  ])("refuses $shape in PyTorch's words", ({ of, shape, words }) => {
    expect(told(reshape, [of], { shape })).toBe(words);
  });

  it("is written as in PyTorch and names axes as view does", () => {
    const args = { shape: [-1, 4] };
    expect(reshape.code(args, ["x"])).toBe("x.reshape(-1, 4)");
    expect(reshape.heading(args)).toEqual({ name: "reshape", args: "(-1, 4)" });
    expect(river(reshape, [lettered([2, 3, 4])], args)).toEqual(river(view, [lettered([2, 3, 4])], args));
    expect(reshape.multiplyAdds([lay([2])], { shape: [2] })).toBe(0);
  });

  it("targets invert sources, and a view's element lies where its source lies", () => {
    fc.assert(
      fc.property(layouts(0, 4), fc.nat(2), (layout, axis) => {
        const leading = layout.shape[axis] ?? 1;
        expectInverse(reshape, [layout], { shape: [leading, -1] });
      }),
      { numRuns: 100 },
    );
  });
});

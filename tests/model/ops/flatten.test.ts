import { describe, expect, it } from "vitest";
import { flatten } from "../../../src/model/ops/flatten";
import { dims, fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

const all = { start: 0, end: -1 };
const x = lay([2, 3, 5, 6]);
const permuted = lay([2, 5, 3, 6], [90, 6, 30, 1]);

describe("flatten: layouts as PyTorch 1.13 printed them", () => {
  it.each([
    { of: x, args: all, expected: [[180], [1], 0, "view"] },
    { of: x, args: { start: 1, end: 2 }, expected: [[2, 15, 6], [90, 6, 1], 0, "view"] },
    { of: x, args: { start: -3, end: -2 }, expected: [[2, 15, 6], [90, 6, 1], 0, "view"] },
    { of: permuted, args: { start: 1, end: 2 }, expected: [[2, 15, 6], [90, 6, 1], 0, "copy"] },
    { of: permuted, args: { start: 0, end: 1 }, expected: [[10, 3, 6], [18, 6, 1], 0, "copy"] },
    { of: lay([]), args: all, expected: [[1], [1], 0, "view"] },
  ])("$of.shape .flatten($args.start, $args.end)", ({ of, args, expected }) => {
    expect(told(flatten, [of], args)).toEqual(expected);
  });

  it("hands a tensor with nothing to merge back as it is", () => {
    expect(told(flatten, [permuted], { start: 1, end: 1 })).toEqual([permuted.shape, permuted.stride, 0, "view"]);
    expect(told(flatten, [lay([2, 1, 3], [3, 77, 1])], { start: 1, end: 1 })).toEqual([
      [2, 1, 3],
      [3, 77, 1],
      0,
      "view",
    ]);
    expect(told(flatten, [lay([3], [2], 5)], all)).toEqual([[3], [2], 5, "view"]);
  });

  it.each([
    [2, 1, "flatten() has invalid args: start_dim cannot come after end_dim"],
    [4, -1, "Dimension out of range (expected to be in range of [-4, 3], but got 4)"],
    [0, -5, "Dimension out of range (expected to be in range of [-4, 3], but got -5)"],
  ])("refuses (%i, %i)", (start, end, words) => {
    expect(told(flatten, [x], { start, end })).toBe(words);
  });
});

describe("flatten: what it says of itself", () => {
  it.each([
    [all, "filt.flatten()"],
    [{ start: 1, end: -1 }, "filt.flatten(1)"],
    [{ start: 0, end: 1 }, "filt.flatten(0, 1)"],
  ])("%o is written %s", (args, written) => {
    expect(flatten.code(args, ["filt"])).toBe(written);
    expect(`filt.${flatten.heading(args).name}${flatten.heading(args).args}`).toBe(written);
    expect(flatten.multiplyAdds([x], args)).toBe(0);
  });

  it("joins the parts of what it merges, sizes of 1 among them", () => {
    expect(river(flatten, [lettered([1, 4, 1, 3])], { start: 1, end: 2 })).toEqual([
      "a=1 b·c=4 d=3",
      "0:0>0 0:1>1 0:2>1 0:3>2",
    ]);
  });
});

describe("flatten: where elements come from and go to", () => {
  it("targets invert sources", () => {
    fc.assert(
      fc.property(
        layouts(1, 4).chain((layout) =>
          fc.tuple(fc.constant(layout), dims(layout.shape.length), dims(layout.shape.length)),
        ),
        ([layout, one, other]) => {
          const rank = layout.shape.length;
          const [start, end] = [one, other].map((dim) => (dim < 0 ? dim + rank : dim)) as [number, number];
          expectInverse(flatten, [layout], { start: Math.min(start, end), end: Math.max(start, end) });
        },
      ),
      { numRuns: 100 },
    );
  });
});

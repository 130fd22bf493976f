import { describe, expect, it } from "vitest";
import { imageAxes } from "../../../src/model/axes";
import { slice, type Slice } from "../../../src/model/ops/slice";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay, river, told } from "./check";

const cut = (start: number | null, stop: number | null, step = 1): Slice => ({ start, stop, step });

describe("slice: layouts as PyTorch 1.13 printed them", () => {
  const input = lay([2, 3, 5, 6]);
  it.each<[string, Slice[], unknown[]]>([
    ["x[..., 1:4:2]", [cut(1, 4, 2)], [[2, 3, 5, 2], [90, 30, 6, 2], 1]],
    ["x[..., -100:100:2]", [cut(-100, 100, 2)], [[2, 3, 5, 3], [90, 30, 6, 2], 0]],
    ["x[..., 4:2]", [cut(4, 2)], [[2, 3, 5, 0], [90, 30, 6, 1], 4]],
    ["x[..., -2:]", [cut(-2, null)], [[2, 3, 5, 2], [90, 30, 6, 1], 4]],
    ["x[..., :-1, ::4]", [cut(null, -1), cut(null, null, 4)], [[2, 3, 4, 2], [90, 30, 6, 4], 0]],
    ["x[..., ::2, 1::2]", [cut(null, null, 2), cut(1, null, 2)], [[2, 3, 3, 3], [90, 30, 12, 2], 1]],
    ["x[..., 9:, :]", [cut(9, null), cut(null, null)], [[2, 3, 0, 6], [90, 30, 6, 1], 30]],
    ["x[...]", [], [[2, 3, 5, 6], [90, 30, 6, 1], 0]],
  ])("%s", (written, slices, expected) => {
    expect(slice.code({ slices }, ["x"])).toBe(written);
    expect(told(slice, [input], { slices })).toEqual([...expected, "view"]);
  });

  it("adds to the offset there was", () => {
    expect(told(slice, [lay([4, 4], [1, 4], 5)], { slices: [cut(1, null), cut(2, null)] })).toEqual([
      [3, 2],
      [1, 4],
      14,
      "view",
    ]);
  });
});

describe("slice: refusals of indexing, word for word", () => {
  it.each<[string, Slice[], string]>([
    ["::0", [cut(null, null, 0)], "slice step cannot be zero"],
    ["::-1", [cut(null, null, -1)], "step must be greater than zero"],
    ["three slices of two axes", [cut(0, 1), cut(0, 1), cut(0, 1)], "too many indices for tensor of dimension 2"],
  ])("%s", (_, slices, words) => {
    expect(told(slice, [lay([3, 4])], { slices })).toBe(words);
  });
});

describe("slice: what it says of itself", () => {
  it("is headed by its brackets and costs nothing", () => {
    const args = { slices: [cut(null, null, 2), cut(null, null, 3)] };
    expect(slice.heading(args)).toEqual({ name: "slice", args: "[..., ::2, ::3]" });
    expect(slice.multiplyAdds([lay([4, 4])], args)).toBe(0);
  });

  it("keeps the names of its axes at their new sizes", () => {
    const image = imageAxes([1, 2, 5, 6]);
    expect(river(slice, [image], { slices: [cut(null, null, 2), cut(1, 3)] })).toEqual([
      "B=1 C=2 H=3 W=2",
      "0:0>0 0:1>1 0:2>2 0:3>3",
    ]);
  });
});

describe("slice: where elements come from and go to", () => {
  const args = { slices: [cut(null, null, 2), cut(1, 4, 2)] };
  it("takes every second row, and columns 1 and 3", () => {
    expect([...slice.sources([lay([3, 5, 6])], args, [2, 1, 1])]).toEqual([{ input: 0, index: [2, 2, 3] }]);
    expect([...slice.targets([lay([3, 5, 6])], args, 0, [2, 2, 3])]).toEqual([[2, 1, 1]]);
  });

  it.each([
    ["a row between two taken ones", [0, 1, 1]],
    ["a column before the first", [0, 0, 0]],
    ["a column past the stop", [0, 0, 5]],
  ])("%s feeds nothing", (_, index) => {
    expect([...slice.targets([lay([3, 5, 6])], args, 0, index)]).toEqual([]);
  });

  it("targets invert sources, and every element lies where its source lies", () => {
    const bound = fc.option(fc.integer({ min: -6, max: 6 }), { nil: null });
    const slices = fc.array(fc.record({ start: bound, stop: bound, step: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(layouts(3, 4), slices, (layout, chosen) => expectInverse(slice, [layout], { slices: chosen })),
      { numRuns: 150 },
    );
  });

  it("counts what Python's range counts", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: -10, max: 10 }),
        fc.integer({ min: -10, max: 10 }),
        fc.integer({ min: 1, max: 4 }),
        (size, start, stop, step) => {
          const all = Array.from({ length: size }, (_, i) => i);
          const taken = all.slice(start, stop).filter((_, i) => i % step === 0);
          const { layout } = slice.outcome([lay([size])], { slices: [cut(start, stop, step)] });
          expect(layout.shape).toEqual([taken.length]);
          if (taken.length > 0) expect(layout.offset).toBe(taken[0]);
        },
      ),
    );
  });
});

import { describe, expect, it } from "vitest";
import { axisFamilies, axisOf, type Axis } from "../../../src/model/axes";
import { indexSelect } from "../../../src/model/ops/index-select";
import { dims, fc, layouts } from "./arbitrary";
import { expectInverse, lay, river, told } from "./check";

const args = (dim: number, rows: readonly number[]) => ({ dim, rows: Int32Array.from(rows), index: "kept" });

describe("index_select: layouts as PyTorch 1.13 printed them", () => {
  it.each([
    {
      of: lay([2, 3, 5, 6]),
      dim: 0,
      rows: [0, 1, 1],
      expected: [
        [3, 3, 5, 6],
        [90, 30, 6, 1],
      ],
    },
    {
      of: lay([2, 3, 5, 6]),
      dim: 1,
      rows: [],
      expected: [
        [2, 0, 5, 6],
        [30, 30, 6, 1],
      ],
    },
    {
      of: lay([2, 5, 6, 3], [90, 6, 1, 30]),
      dim: 0,
      rows: [0, 1],
      expected: [
        [2, 5, 6, 3],
        [90, 18, 3, 1],
      ],
    },
    {
      of: lay([0, 3]),
      dim: -1,
      rows: [0],
      expected: [
        [0, 1],
        [1, 1],
      ],
    },
    { of: lay([]), dim: 0, rows: [0, 0], expected: [[], []] },
  ])("$of.shape .index_select($dim, $rows)", ({ of, dim, rows, expected }) => {
    expect(told(indexSelect, [of], args(dim, rows))).toEqual([...expected, 0, "copy"]);
  });

  it("knows its shape from the number of rows alone", () => {
    expect(told(indexSelect, [lay([7, 2])], { dim: 0, rows: 5, index: "kept" })).toEqual([[5, 2], [2, 1], 0, "copy"]);
  });
});

describe("index_select: PyTorch's refusals", () => {
  it.each([
    { of: [2, 3], dim: 0, rows: [0, 5], words: "index out of range in self" },
    { of: [2, 3], dim: 0, rows: [-1], words: "index out of range in self" },
    { of: [3], dim: 0, rows: [3], words: "index out of range in self" },
    { of: [], dim: 0, rows: [1], words: "index out of range in self" },
    { of: [2, 3], dim: 1, rows: [9, -1], words: "INDICES element is out of DATA bounds, id=9 axis_dim=3" },
    { of: [2, 0, 3], dim: 0, rows: [-1], words: "INDICES element is out of DATA bounds, id=-1 axis_dim=2" },
    { of: [0, 3], dim: 0, rows: [0], words: "index_select(): self indexing axis dim should be positive" },
    { of: [2, 3], dim: 2, rows: [0], words: "Dimension out of range (expected to be in range of [-2, 1], but got 2)" },
  ])("$of .index_select($dim, $rows)", ({ of, dim, rows, words }) => {
    expect(told(indexSelect, [lay(of)], args(dim, rows))).toBe(words);
  });
});

describe("index_select: what it says of itself", () => {
  const windows: Axis = {
    parts: [axisOf("B", "B", 1), axisOf("h_windows", "H", 2), axisOf("w_windows", "W", 3)].flatMap(
      ({ parts }) => parts,
    ),
  };

  it("is written as in PyTorch and computes nothing", () => {
    expect(indexSelect.code(args(0, [1]), ["patches"])).toBe("patches.index_select(0, kept)");
    expect(indexSelect.heading(args(0, [1]))).toEqual({ name: "index_select", args: "(0, kept)" });
    expect(indexSelect.multiplyAdds([lay([2])], args(0, [1]))).toBe(0);
  });

  it("names the chosen axis after its index, in every family it chose from", () => {
    expect(river(indexSelect, [[windows, axisOf("C", "C", 4)]], args(0, [0, 5]))).toEqual([
      "kept=2 C=4",
      "0:0>0 0:1>1",
    ]);
    const [kept] = indexSelect.axes([[windows]], [lay([6])], args(0, [0, 5]));
    expect(kept && axisFamilies(kept)).toEqual(["B", "H", "W"]);
    const [channel] = indexSelect.axes([[axisOf("C", "C", 4)]], [lay([4])], args(0, [3]));
    expect(channel?.parts).toEqual([{ name: "kept", family: "C", size: 1 }]);
  });
});

describe("index_select: where elements come from and go to", () => {
  const input = [lay([6, 2])];
  it("row 1 of the result is the row it names; a row taken twice feeds two", () => {
    expect([...indexSelect.sources(input, args(0, [4, 2, 4]), [1, 0])]).toEqual([{ input: 0, index: [2, 0] }]);
    expect([...indexSelect.targets(input, args(0, [4, 2, 4]), 0, [4, 1])]).toEqual([
      [0, 1],
      [2, 1],
    ]);
    expect([...indexSelect.targets(input, args(0, [4, 2, 4]), 0, [3, 1])]).toEqual([]);
  });

  it("follows nothing while the rows are not known", () => {
    const unknown = { dim: 0, rows: 3, index: "kept" };
    expect([...indexSelect.sources(input, unknown, [1, 0])]).toEqual([]);
    expect([...indexSelect.targets(input, unknown, 0, [1, 0])]).toEqual([]);
  });

  it("targets invert sources, rows in any order and more than once", () => {
    fc.assert(
      fc.property(
        layouts(1, 3).chain((layout) =>
          dims(layout.shape.length).chain((dim) => {
            const size = layout.shape.at(dim) ?? 1;
            const rows = fc.array(fc.nat(size - 1), { maxLength: 6 });
            return fc.tuple(fc.constant(layout), fc.constant(dim), rows);
          }),
        ),
        ([layout, dim, rows]) => expectInverse(indexSelect, [layout], args(dim, rows)),
      ),
      { numRuns: 100 },
    );
  });
});

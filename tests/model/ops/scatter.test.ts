import { describe, expect, it } from "vitest";
import { scatter } from "../../../src/model/ops/scatter";
import { fc } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

const args = (dim: number, rows: readonly number[]) => ({ dim, rows: Int32Array.from(rows), index: "kept" });

describe("scatter: layouts as PyTorch 1.13 printed them", () => {
  it.each([
    { base: lay([10]), values: lay([2]), dim: 0, rows: [0, 3], expected: [[10], [1]] },
    { base: lay([10]), values: lay([0]), dim: 0, rows: [], expected: [[10], [1]] },
    {
      base: lay([10, 3]),
      values: lay([2, 3]),
      dim: 0,
      rows: [0, 1],
      expected: [
        [10, 3],
        [3, 1],
      ],
    },
    {
      base: lay([3, 10], [1, 3]),
      values: lay([3, 2]),
      dim: -1,
      rows: [0, 1],
      expected: [
        [3, 10],
        [10, 1],
      ],
    },
  ])("$base.shape .index_copy($dim, $rows, $values.shape)", ({ base, values, dim, rows, expected }) => {
    expect(told(scatter, [base, values], args(dim, rows))).toEqual([...expected, 0, "copy"]);
  });

  it("knows its shape from the number of rows alone", () => {
    expect(told(scatter, [lay([9]), lay([4])], { dim: 0, rows: 4, index: "kept" })).toEqual([[9], [1], 0, "copy"]);
  });
});

describe("scatter: PyTorch's refusals", () => {
  it.each([
    {
      base: [10],
      values: [3],
      rows: [0, 3],
      words: "index_copy_(): Number of indices (2) should be equal to source.size(dim) (3)",
    },
    {
      base: [10],
      values: [2],
      rows: [0, 10],
      words: "index_copy_(): index 10 is out of bounds for dimension 0 with size 10",
    },
    {
      base: [10],
      values: [2],
      rows: [0, -1],
      words: "index_copy_(): index -1 is out of bounds for dimension 0 with size 10",
    },
    {
      base: [10],
      values: [2, 2],
      rows: [0, 1],
      words:
        "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (2), destination dimensionality (1)",
    },
    {
      base: [10, 3],
      values: [2, 2],
      rows: [0, 1],
      words:
        "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: 3 at dimension 0 and source slice shape: 2 at dimension 0.",
    },
  ])("$base takes $values at $rows", ({ base, values, rows, words }) => {
    expect(told(scatter, [lay(base), lay(values)], args(0, rows))).toBe(words);
  });

  it("refuses an axis that is not there", () => {
    expect(told(scatter, [lay([10]), lay([2])], args(1, [0, 1]))).toBe(
      "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
    );
  });

  it("offers no scalars", () => {
    expect(() => scatter.outcome([lay([10]), lay([])], args(0, [1]))).toThrowError("at least one axis");
  });
});

describe("scatter: what it says of itself", () => {
  it("is written as in PyTorch and computes nothing", () => {
    expect(scatter.code(args(0, [1]), ["torch.zeros(4)", "sums"])).toBe("torch.zeros(4).index_copy(0, kept, sums)");
    expect(scatter.heading(args(0, [1]))).toEqual({ name: "index_copy", args: "(0, kept)" });
    expect(scatter.multiplyAdds([lay([4]), lay([1])], args(0, [1]))).toBe(0);
  });

  it("keeps the base's axes, and is linked to both operands", () => {
    expect(river(scatter, [lettered([5, 2]), lettered([1, 2])], args(0, [3]))).toEqual([
      "a=5 b=2",
      "0:0>0 0:1>1 1:0>0 1:1>1",
    ]);
  });
});

describe("scatter: where elements come from and go to", () => {
  const inputs = [lay([5]), lay([3])];
  it("a kept entry comes from its value, any other from the base", () => {
    expect([...scatter.sources(inputs, args(0, [4, 0, 2]), [0])]).toEqual([{ input: 1, index: [1] }]);
    expect([...scatter.sources(inputs, args(0, [4, 0, 2]), [3])]).toEqual([{ input: 0, index: [3] }]);
    expect([...scatter.targets(inputs, args(0, [4, 0, 2]), 0, [3])]).toEqual([[3]]);
    expect([...scatter.targets(inputs, args(0, [4, 0, 2]), 0, [2])]).toEqual([]);
    expect([...scatter.targets(inputs, args(0, [4, 0, 2]), 1, [2])]).toEqual([[2]]);
  });

  it("of two values for one entry the last stays", () => {
    expect([...scatter.sources(inputs, args(0, [1, 2, 1]), [1])]).toEqual([{ input: 1, index: [2] }]);
    expect([...scatter.targets(inputs, args(0, [1, 2, 1]), 1, [0])]).toEqual([]);
  });

  it("follows nothing while the rows are not known", () => {
    const unknown = { dim: 0, rows: 3, index: "kept" };
    expect([...scatter.sources(inputs, unknown, [1])]).toEqual([]);
    expect([...scatter.targets(inputs, unknown, 1, [1])]).toEqual([]);
  });

  it("targets invert sources, rows in any order and more than once", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((size) => fc.tuple(fc.constant(size), fc.array(fc.nat(size - 1), { maxLength: 6 }))),
        fc.integer({ min: 1, max: 2 }),
        fc.boolean(),
        ([size, rows], other, last) => {
          const shape = (length: number): number[] => (last ? [other, length] : [length, other]);
          expectInverse(scatter, [lay(shape(size)), lay(shape(rows.length))], args(last ? -1 : 0, rows));
        },
      ),
      { numRuns: 100 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { axisOf } from "../../../src/model/axes";
import { matmul } from "../../../src/model/ops/matmul";
import { fc } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("matmul: layouts as PyTorch 1.13 printed them", () => {
  it.each([
    {
      a: lay([3, 4]),
      b: lay([4, 6]),
      expected: [
        [3, 6],
        [6, 1],
      ],
    },
    {
      a: lay([2, 4], [1, 2]),
      b: lay([4, 6], [1, 4]),
      expected: [
        [2, 6],
        [6, 1],
      ],
    },
    { a: lay([3, 4]), b: lay([4]), expected: [[3], [1]] },
    { a: lay([4]), b: lay([4, 3]), expected: [[3], [1]] },
    { a: lay([4]), b: lay([4]), expected: [[], []] },
    { a: lay([0, 4]), b: lay([4]), expected: [[0], [1]] },
  ])("$a.shape @ $b.shape", ({ a, b, expected }) => {
    expect(told(matmul, [a, b], {})).toEqual([...expected, 0, "copy"]);
  });
});

describe("matmul: PyTorch's refusals", () => {
  it.each([
    // the thread's hand-written layer with three channels
    { a: [1, 49], b: [147, 196], words: "mat1 and mat2 shapes cannot be multiplied (1x49 and 147x196)" },
    { a: [4], b: [5, 3], words: "mat1 and mat2 shapes cannot be multiplied (1x4 and 5x3)" },
    { a: [3, 4], b: [5], words: "size mismatch, got 3, 3x4,5" },
    {
      a: [4],
      b: [5],
      words:
        "inconsistent tensor size, expected tensor [4] and src [5] to have the same number of elements, but got 4 and 5 elements respectively",
    },
    { a: [], b: [4], words: "both arguments to matmul need to be at least 1D, but they are 0D and 1D" },
  ])("$a @ $b", ({ a, b, words }) => {
    expect(told(matmul, [lay(a), lay(b)], {})).toBe(words);
  });

  it("folds the leading axes of a batch into rows, and speaks of them", () => {
    expect(told(matmul, [lay([2, 3, 4]), lay([4])], {})).toEqual([[2, 3], [3, 1], 0, "copy"]);
    expect(told(matmul, [lay([2, 3, 4]), lay([5])], {})).toBe("size mismatch, got 6, 6x4,5");
  });
});

describe("matmul: what it says of itself", () => {
  it("is written as in PyTorch and counts multiply-adds", () => {
    expect(matmul.code({}, ["kept_patches", "filt.flatten()"])).toBe("kept_patches @ filt.flatten()");
    expect(matmul.heading({})).toEqual({ name: "@ filter", args: "" });
    expect(matmul.multiplyAdds([lay([5, 27]), lay([27])], {})).toBe(135);
    expect(matmul.multiplyAdds([lay([5, 27]), lay([27, 2])], {})).toBe(270);
    expect(matmul.multiplyAdds([lay([27]), lay([27])], {})).toBe(27);
  });

  it("keeps the rows of one and the columns of the other", () => {
    const columns = [axisOf("C", "C", 4), axisOf("out", "other", 2)];
    expect(river(matmul, [lettered([3, 4]), columns], {})).toEqual(["a=3 out=2", "0:0>0 1:1>1"]);
    expect(river(matmul, [lettered([3, 4]), lettered([4])], {})).toEqual(["a=3", "0:0>0"]);
  });
});

describe("matmul: where elements come from and go to", () => {
  it("an output comes from its row and the whole filter", () => {
    expect([...matmul.sources([lay([3, 2]), lay([2])], {}, [1])]).toEqual([
      { input: 0, index: [1, 0] },
      { input: 1, index: [0] },
      { input: 0, index: [1, 1] },
      { input: 1, index: [1] },
    ]);
    expect([...matmul.targets([lay([3, 2]), lay([2])], {}, 1, [0])]).toEqual([[0], [1], [2]]);
    expect([...matmul.targets([lay([3, 2]), lay([2])], {}, 0, [2, 1])]).toEqual([[2]]);
  });

  it("targets invert sources for matrices and vectors", () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (rows, inner, columns, vectorA, vectorB) => {
        const a = lay(vectorA ? [inner] : [rows, inner]);
        const b = lay(vectorB ? [inner] : [inner, columns]);
        expectInverse(matmul, [a, b], {});
      }),
      { numRuns: 60 },
    );
  });
});

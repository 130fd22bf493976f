import { describe, expect, it } from "vitest";
import { imageAxes } from "../../../src/model/axes";
import { multiply } from "../../../src/model/ops/multiply";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

/** a.shape, a.stride, b.shape, b.stride, and the strides that PyTorch 1.13 printed for a * b. */
// prettier-ignore
const PRINTED: readonly (readonly [number[], number[], number[], number[], number[]])[] = [
  [[2, 2, 2, 4, 3], [12, 48, 24, 3, 1], [2, 1, 2, 1, 1], [2, 4, 1, 1, 4], [12, 48, 24, 3, 1]],
  [[3, 1, 1], [1, 1, 1], [3, 1, 1], [1, 1, 1], [1, 1, 1]],
  [[4, 2, 1, 4], [2, 1, 32, 8], [4, 2, 1, 4], [8, 1, 1, 2], [2, 1, 32, 8]],
  [[4, 3, 2, 1, 4], [12, 4, 48, 96, 1], [4, 3, 2, 1, 4], [12, 4, 48, 96, 1], [12, 4, 48, 96, 1]],
  [[2, 3, 4, 4], [16, 32, 4, 1], [2, 3, 4, 4], [0, 1, 0, 0], [16, 32, 4, 1]],
  [[4, 3, 1, 4], [1, 16, 16, 4], [4, 1, 1, 4], [4, 1, 1, 1], [1, 16, 16, 4]],
  [[4, 2, 4], [0, 0, 0], [4, 2, 4], [1, 16, 4], [1, 16, 4]],
  [[2, 2, 2], [0, 2, 1], [2, 2, 2], [0, 0, 0], [4, 2, 1]],
  [[3, 4, 2], [1, 3, 12], [3, 4, 2], [2, 0, 1], [1, 3, 12]],
  [[3, 1, 4], [1, 12, 3], [3, 1, 4], [0, 1, 0], [1, 12, 3]],
  [[1, 1, 2, 1], [2, 1, 1, 1], [1, 1, 2, 1], [1, 2, 1, 1], [2, 2, 1, 1]],
  [[3, 2, 2, 3], [0, 6, 3, 1], [3, 2, 2, 3], [12, 6, 3, 1], [12, 6, 3, 1]],
  [[2, 2, 3], [2, 1, 4], [2, 2, 3], [3, 6, 1], [2, 1, 4]],
  [[4, 1, 1, 2, 4], [8, 1, 2, 1, 2], [4, 1, 1, 2, 4], [8, 1, 2, 1, 2], [8, 1, 2, 1, 2]],
  [[3, 2, 1], [0, 0, 1], [3, 2, 1], [2, 1, 2], [2, 1, 2]],
  [[3, 2, 4], [1, 3, 6], [3, 2, 1], [2, 1, 2], [1, 3, 6]],
  [[3, 1, 2, 4, 3], [0, 24, 12, 3, 1], [3, 1, 2, 4, 3], [1, 18, 9, 18, 3], [1, 72, 36, 9, 3]],
  [[1, 2, 4, 3], [24, 4, 1, 8], [1, 2, 4, 3], [3, 12, 3, 1], [24, 4, 1, 8]],
  [[3, 4, 2], [8, 2, 1], [4, 2], [0, 1], [8, 2, 1]],
  [[4, 2, 2, 1, 1], [1, 4, 8, 4, 1], [1, 1], [1, 1], [1, 4, 8, 4, 1]],
  [[4, 3, 3, 4, 1], [1, 48, 16, 4, 48], [4, 3, 3, 4, 1], [1, 0, 0, 0, 1], [1, 48, 16, 4, 48]],
  [[3, 1, 3], [1, 9, 3], [3, 1, 3], [3, 3, 1], [1, 9, 3]],
  [[1, 1, 2, 3], [2, 1, 1, 2], [1, 1, 2, 3], [2, 1, 1, 2], [2, 1, 1, 2]],
  [[1, 2, 1, 3, 3], [18, 9, 9, 3, 1], [1, 2, 1, 3, 1], [6, 3, 3, 1, 1], [18, 9, 9, 3, 1]],
  [[4, 2], [1, 4], [], [], [1, 4]],
  [[2, 2, 3, 3], [9, 18, 3, 1], [2, 2, 3, 3], [9, 18, 3, 1], [9, 18, 3, 1]],
  [[1, 3, 1, 4], [1, 0, 1, 0], [1, 3, 1, 4], [1, 4, 12, 1], [1, 4, 12, 1]],
  [[3, 3, 1], [3, 1, 1], [3, 3, 1], [3, 1, 1], [3, 1, 1]],
  [[1, 2, 1, 2], [2, 1, 1, 2], [2], [1], [2, 1, 1, 2]],
  [[1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]],
  [[3, 4], [1, 3], [3, 4], [0, 1], [1, 3]],
  [[3, 3, 4], [1, 12, 3], [3, 4], [1, 0], [1, 12, 3]],
  [[3, 1, 2], [2, 6, 1], [1, 2], [2, 1], [2, 6, 1]],
  [[1, 1, 1, 2], [2, 1, 1, 1], [1, 1, 1, 2], [2, 2, 2, 1], [2, 2, 2, 1]],
  [[1, 4, 1, 2], [4, 1, 4, 4], [1, 4, 1, 2], [4, 1, 4, 4], [8, 1, 8, 4]],
  [[3, 4, 1, 4], [1, 12, 1, 3], [3, 4, 1, 4], [0, 4, 4, 1], [1, 12, 1, 3]],
  [[3, 4], [0, 0], [], [], [4, 1]],
  [[1, 1, 4, 3], [28, 28, 7, 2], [1, 1, 4, 3], [1, 1, 1, 4], [12, 12, 3, 1]],
  [[3, 3, 4, 1], [3, 1, 9, 36], [3, 3, 4, 1], [3, 1, 9, 36], [3, 1, 9, 36]],
  [[4, 2, 3, 4], [54, 27, 9, 2], [4, 2, 3, 4], [0, 1, 0, 0], [24, 12, 4, 1]],
  [[4, 4, 1, 3], [12, 1, 4, 4], [4, 4, 1, 3], [12, 3, 3, 1], [12, 1, 4, 4]],
  [[1, 3, 2, 4], [1, 1, 3, 6], [1, 3, 2, 4], [24, 8, 4, 1], [1, 1, 3, 6]],
  [[3, 2, 1, 4], [1, 3, 1, 6], [3, 2, 1, 4], [0, 1, 1, 0], [1, 3, 1, 6]],
  [[3, 3, 3], [9, 1, 3], [3, 3, 3], [9, 1, 3], [9, 1, 3]],
  [[2, 4, 3], [3, 6, 1], [2, 4, 3], [3, 6, 1], [3, 6, 1]],
  [[1, 2, 1, 1], [2, 1, 2, 2], [1, 2, 1, 1], [2, 1, 2, 2], [2, 1, 1, 1]],
  [[2, 3, 4], [1, 8, 2], [2, 3, 4], [1, 8, 2], [1, 8, 2]],
  [[1, 4, 1, 4, 2], [4, 8, 4, 1, 4], [1, 4, 2], [2, 0, 1], [4, 8, 4, 1, 4]],
  [[1, 3, 1, 1, 4], [12, 1, 1, 12, 3], [1, 3, 1, 1, 4], [1, 0, 1, 1, 0], [12, 1, 1, 12, 3]],
  [[4, 4, 3], [4, 1, 16], [4, 3], [3, 1], [4, 1, 16]],
  [[1, 3, 1, 4], [3, 1, 3, 3], [1, 3, 1, 4], [3, 1, 3, 3], [12, 1, 12, 3]],
  [[1, 3, 3, 1], [1, 1, 3, 9], [1, 3, 3, 1], [3, 1, 3, 3], [9, 1, 3, 3]],
  [[4, 1, 1, 4], [1, 16, 16, 4], [4, 1, 1, 4], [1, 1, 4, 4], [1, 16, 16, 4]],
  [[1, 2, 4, 3], [4, 4, 1, 8], [1, 1], [1, 1], [4, 4, 1, 8]],
  [[4, 2, 1, 4], [1, 16, 32, 4], [4, 1, 1, 4], [4, 1, 4, 1], [1, 16, 32, 4]],
  [[2, 1, 1, 1], [1, 1, 2, 2], [2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 1, 1]],
  [[3, 1, 2], [2, 2, 1], [2], [1], [2, 2, 1]],
  [[4, 1], [1, 1], [4, 1], [1, 4], [1, 1]],
  [[1, 2, 1, 3], [3, 3, 6, 1], [1, 2, 1, 3], [6, 3, 3, 1], [6, 3, 3, 1]],
  [[1, 4, 1, 3], [1, 1, 1, 4], [1, 4, 1, 3], [4, 1, 1, 0], [1, 1, 1, 4]],
  [[1, 3, 1, 2], [1, 0, 1, 0], [1, 3, 1, 2], [1, 1, 3, 3], [1, 1, 3, 3]],
  [[1, 4, 3, 1], [4, 1, 4, 12], [1, 1, 1, 1], [1, 1, 1, 1], [4, 1, 4, 12]],
  [[2, 2, 1, 2], [1, 2, 2, 4], [1, 1, 1, 2], [2, 2, 2, 1], [1, 2, 2, 4]],
  [[3, 2, 3], [3, 9, 1], [1, 2, 3], [3, 3, 1], [3, 9, 1]],
  [[1, 2, 2, 1], [2, 1, 0, 1], [1, 2, 2, 1], [2, 1, 0, 1], [4, 2, 1, 1]],
  [[1, 1, 1, 4, 1], [4, 4, 4, 1, 4], [1, 1, 1, 4, 1], [1, 1, 4, 1, 4], [4, 4, 4, 1, 1]],
  [[3, 2, 1], [2, 1, 1], [3, 2, 1], [2, 1, 1], [2, 1, 1]],
  [[4, 2, 1], [1, 4, 1], [4, 2, 1], [1, 0, 1], [1, 4, 1]],
  [[4, 1], [1, 4], [4, 1], [1, 4], [1, 1]],
  [[3, 2, 4], [4, 12, 1], [3, 2, 1], [1, 3, 1], [4, 12, 1]],
];

describe("multiply: output strides as PyTorch 1.13 printed them", () => {
  it.each(PRINTED)("%j %j × %j %j → %j", (shapeA, strideA, shapeB, strideB, stride) => {
    const { layout, copies } = multiply.outcome([lay(shapeA, strideA, 3), lay(shapeB, strideB)], {});
    expect(layout.stride).toEqual(stride);
    expect(layout.offset).toBe(0);
    expect(copies).toBe(true);
  });

  it("keeps equal dense strides to the letter, even along an axis of size 1", () => {
    const odd = lay([2, 1, 3], [1, 99, 2]);
    expect(told(multiply, [odd, odd], {})).toEqual([[2, 1, 3], [1, 99, 2], 0, "copy"]);
    expect(told(multiply, [odd, lay([2, 1, 3], [1, 50, 2])], {})).toEqual([[2, 1, 3], [1, 6, 2], 0, "copy"]);
  });

  it("keeps the thread's non-contiguous patches as they lie", () => {
    const patches = lay([16, 5, 3, 3], [9, 144, 3, 1]);
    expect(told(multiply, [patches, lay([5, 3, 3])], {})).toEqual([[16, 5, 3, 3], [9, 144, 3, 1], 0, "copy"]);
  });

  it.each([
    { a: lay([]), b: lay([]), shape: [], stride: [] },
    { a: lay([]), b: lay([2, 3]), shape: [2, 3], stride: [3, 1] },
    { a: lay([4, 1]), b: lay([3]), shape: [4, 3], stride: [3, 1] },
    { a: lay([0, 3]), b: lay([1, 3]), shape: [0, 3], stride: [3, 1] },
  ])("$a.shape × $b.shape is $shape", ({ a, b, shape, stride }) => {
    expect(told(multiply, [a, b], {})).toEqual([shape, stride, 0, "copy"]);
  });
});

describe("multiply: PyTorch's refusals", () => {
  const x = lay([2, 3, 5, 6]);
  it.each([
    { b: [5], words: "The size of tensor a (6) must match the size of tensor b (5) at non-singleton dimension 3" },
    {
      b: [3, 5, 5],
      words: "The size of tensor a (6) must match the size of tensor b (5) at non-singleton dimension 3",
    },
    {
      b: [4, 3, 5, 6],
      words: "The size of tensor a (2) must match the size of tensor b (4) at non-singleton dimension 0",
    },
    {
      b: [7, 2, 4, 5, 6],
      words: "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 2",
    },
  ])("[2, 3, 5, 6] × $b", ({ b, words }) => {
    expect(told(multiply, [x, lay(b)], {})).toBe(words);
  });

  it("needs two operands", () => {
    expect(() => multiply.outcome([x], {})).toThrowError("operand 1 is missing: the call has 1");
  });
});

describe("multiply: what it says of itself", () => {
  it("is written as in PyTorch and takes one multiplication per element", () => {
    expect(multiply.code({}, ["patches", "filt"])).toBe("patches * filt");
    expect(multiply.heading({})).toEqual({ name: "× filter", args: "" });
    expect(multiply.multiplyAdds([lay([16, 5, 3, 3]), lay([5, 3, 3])], {})).toBe(720);
  });

  it("takes axis names from the first operand, and links both", () => {
    expect(river(multiply, [imageAxes([2, 3, 4, 5]), lettered([3, 1, 1])], {})).toEqual([
      "B=2 C=3 H=4 W=5",
      "0:0>0 0:1>1 0:2>2 0:3>3 1:0>1 1:1>2 1:2>3",
    ]);
  });

  it("takes them from the second along axes that the first only repeats", () => {
    expect(river(multiply, [lettered([4, 1]), imageAxes([1, 1, 1, 3])], {})[0]).toBe("B=1 C=1 a=4 W=3");
  });
});

describe("multiply: where elements come from and go to", () => {
  const inputs = [lay([2, 3]), lay([3])];
  it("every product has one factor of each operand", () => {
    expect([...multiply.sources(inputs, {}, [1, 2])]).toEqual([
      { input: 0, index: [1, 2] },
      { input: 1, index: [2] },
    ]);
  });

  it("a filter tap feeds one product per window", () => {
    expect([...multiply.targets(inputs, {}, 1, [2])]).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect([...multiply.targets(inputs, {}, 0, [1, 2])]).toEqual([[1, 2]]);
  });

  it("targets invert sources for every way to broadcast", () => {
    fc.assert(
      fc.property(layouts(0, 3, 3), fc.nat(3), fc.nat(7), fc.boolean(), (layout, drop, ones, swap) => {
        const other = lay(layout.shape.slice(drop).map((size, axis) => ((ones >> axis) & 1 ? 1 : size)));
        expectInverse(multiply, swap ? [other, layout] : [layout, other], {});
      }),
      { numRuns: 150 },
    );
  });
});

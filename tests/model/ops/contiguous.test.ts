import { describe, expect, it } from "vitest";
import { contiguous } from "../../../src/model/ops/contiguous";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("contiguous", () => {
  it("copies the thread's overlapping windows into row-major order", () => {
    const windows = lay([1, 5, 4, 4, 3, 3], [720, 144, 36, 3, 12, 1]);
    expect(told(contiguous, [windows], {})).toEqual([[1, 5, 4, 4, 3, 3], [720, 144, 36, 9, 3, 1], 0, "copy"]);
  });

  it("starts the copy at 0, whatever the offset was", () => {
    expect(told(contiguous, [lay([2, 3], [1, 2], 4)], {})).toEqual([[2, 3], [3, 1], 0, "copy"]);
  });

  it.each([
    ["row-major with an offset", lay([2, 3], [3, 1], 4)],
    ["odd strides along axes of size 1", lay([1, 2, 1, 3], [99, 3, 7, 1])],
    ["no elements at all", lay([0, 3], [8, 2])],
    ["a scalar", lay([], [], 3)],
  ])("gives %s back as it is", (_, layout) => {
    expect(told(contiguous, [layout], {})).toEqual([layout.shape, layout.stride, layout.offset, "view"]);
  });

  it("copies an expanded axis, whose stride is 0", () => {
    expect(told(contiguous, [lay([2, 3], [0, 1])], {})).toEqual([[2, 3], [3, 1], 0, "copy"]);
  });

  it("is written as in PyTorch, keeps its axes, computes nothing", () => {
    expect(contiguous.code({}, ["windows"])).toBe("windows.contiguous()");
    expect(contiguous.heading({})).toEqual({ name: "contiguous", args: "()" });
    expect(river(contiguous, [lettered([2, 3])], {})).toEqual(["a=2 b=3", "0:0>0 0:1>1"]);
    expect(contiguous.multiplyAdds([lay([2, 3])], {})).toBe(0);
  });

  it("moves no element to another index", () => {
    fc.assert(
      fc.property(layouts(0, 4), (layout) => expectInverse(contiguous, [layout], {})),
      { numRuns: 60 },
    );
  });
});

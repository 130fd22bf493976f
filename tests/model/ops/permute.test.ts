import { describe, expect, it } from "vitest";
import { imageAxes } from "../../../src/model/axes";
import { permute } from "../../../src/model/ops/permute";
import { fc, layouts, orders } from "./arbitrary";
import { expectInverse, lay, river, told } from "./check";

describe("permute", () => {
  it("reorders shape and strides together, and moves nothing", () => {
    const numbered = lay([1, 5, 16, 3, 3], [720, 144, 9, 3, 1], 2);
    expect(told(permute, [numbered], { dims: [0, 2, 1, 3, 4] })).toEqual([
      [1, 16, 5, 3, 3],
      [720, 9, 144, 3, 1],
      2,
      "view",
    ]);
  });

  it("counts negative axes from the back", () => {
    expect(told(permute, [lay([2, 3, 4])], { dims: [-1, 0, -2] })).toEqual([[4, 2, 3], [1, 12, 4], 0, "view"]);
  });

  it("leaves a scalar a scalar", () => {
    expect(told(permute, [lay([])], { dims: [] })).toEqual([[], [], 0, "view"]);
  });

  it.each([
    [
      [0, 1, 2],
      "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 4 is not equal to len(dims) = 3",
    ],
    [[0, 1, 2, 2], "permute(): duplicate dims are not allowed."],
    [[0, 1, 3, -1], "permute(): duplicate dims are not allowed."],
    [[0, 1, 2, 4], "Dimension out of range (expected to be in range of [-4, 3], but got 4)"],
    [[0, 1, 2, -5], "Dimension out of range (expected to be in range of [-4, 3], but got -5)"],
  ])("refuses %o in PyTorch's words", (dims, words) => {
    expect(told(permute, [lay([2, 3, 5, 6])], { dims })).toBe(words);
  });

  it("is written as in PyTorch, and its ribbons cross", () => {
    const args = { dims: [0, 2, 3, -3] };
    expect(permute.code(args, ["image"])).toBe("image.permute(0, 2, 3, -3)");
    expect(permute.heading(args)).toEqual({ name: "permute", args: "(0, 2, 3, -3)" });
    expect(river(permute, [imageAxes([2, 3, 4, 5])], args)).toEqual(["B=2 H=4 W=5 C=3", "0:0>0 0:2>1 0:3>2 0:1>3"]);
    expect(permute.multiplyAdds([lay([2])], { dims: [0] })).toBe(0);
  });

  it("an element's index is reordered like the axes", () => {
    const args = { dims: [2, 0, -2] };
    expect([...permute.sources([lay([2, 3, 4])], args, [3, 1, 2])]).toEqual([{ input: 0, index: [1, 2, 3] }]);
    expect([...permute.targets([lay([2, 3, 4])], args, 0, [1, 2, 3])]).toEqual([[3, 1, 2]]);
  });

  it("targets invert sources, and every element lies where its source lies", () => {
    fc.assert(
      fc.property(
        layouts(0, 4).chain((layout) => fc.tuple(fc.constant(layout), orders(layout.shape.length), fc.boolean())),
        ([layout, order, back]) =>
          expectInverse(permute, [layout], { dims: back ? order.map((axis) => axis - order.length) : order }),
      ),
      { numRuns: 100 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { imageAxes } from "../../../src/model/axes";
import { unfold } from "../../../src/model/ops/unfold";
import { dims, fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("unfold: layouts as PyTorch 1.13 printed them", () => {
  const image = lay([1, 5, 12, 12]);

  it.each([
    {
      inputs: image,
      args: { dim: 2, size: 3, step: 3 },
      expected: [
        [1, 5, 4, 12, 3],
        [720, 144, 36, 1, 12],
      ],
    },
    {
      inputs: image,
      args: { dim: -1, size: 3, step: 2 },
      expected: [
        [1, 5, 12, 5, 3],
        [720, 144, 12, 2, 1],
      ],
    },
    {
      inputs: image,
      args: { dim: 2, size: 12, step: 1 },
      expected: [
        [1, 5, 1, 12, 12],
        [720, 144, 12, 1, 12],
      ],
    },
    {
      inputs: lay([2, 3, 5, 6]),
      args: { dim: 2, size: 0, step: 1 },
      expected: [
        [2, 3, 6, 6, 0],
        [90, 30, 6, 1, 6],
      ],
    },
  ])("$inputs.shape .unfold($args.dim, $args.size, $args.step)", ({ inputs, args, expected }) => {
    expect(told(unfold, [inputs], args)).toEqual([...expected, 0, "view"]);
  });

  it("gives a second unfold overlapping strides", () => {
    const once = unfold.outcome([image], { dim: 2, size: 3, step: 3 }).layout;
    expect(told(unfold, [once], { dim: 3, size: 3, step: 3 })).toEqual([
      [1, 5, 4, 4, 3, 3],
      [720, 144, 36, 3, 12, 1],
      0,
      "view",
    ]);
  });

  it("keeps the offset", () => {
    expect(told(unfold, [lay([4], [2], 7)], { dim: 0, size: 2, step: 1 })).toEqual([[3, 2], [2, 2], 7, "view"]);
  });

  it("takes a scalar for one axis of size 1", () => {
    expect(told(unfold, [lay([])], { dim: 0, size: 1, step: 1 })).toEqual([[1], [1], 0, "view"]);
    expect(told(unfold, [lay([])], { dim: 0, size: 0, step: 1 })).toEqual([[0], [1], 0, "view"]);
  });
});

describe("unfold: PyTorch's refusals", () => {
  const input = lay([2, 3, 5, 6]);
  it.each([
    [4, 3, 1, "Dimension out of range (expected to be in range of [-4, 3], but got 4)"],
    [-5, 3, 1, "Dimension out of range (expected to be in range of [-4, 3], but got -5)"],
    [2, 6, 1, "maximum size for tensor at dimension 2 is 5 but size is 6"],
    [-2, 6, 1, "maximum size for tensor at dimension 2 is 5 but size is 6"],
    [2, 3, 0, "step is 0 but must be > 0"],
    [2, 3, -1, "step is -1 but must be > 0"],
    [2, 6, 0, "maximum size for tensor at dimension 2 is 5 but size is 6"],
    [2, -1, 1, "Storage size calculation overflowed with sizes=[2, 3, 7, 6, -1] and strides=[90, 30, 6, 1, 6]"],
  ])("unfold(%i, %i, %i)", (dim, size, step, words) => {
    expect(told(unfold, [input], { dim, size, step })).toBe(words);
  });

  it("names a scalar's one axis", () => {
    expect(told(unfold, [lay([])], { dim: 0, size: 2, step: 1 })).toBe(
      "maximum size for tensor at dimension 0 is 1 but size is 2",
    );
  });
});

describe("unfold: what it says of itself", () => {
  const args = { dim: 2, size: 3, step: 1 };
  it("is written as in PyTorch", () => {
    expect(unfold.code(args, ["image"])).toBe("image.unfold(2, 3, 1)");
    expect(unfold.heading(args)).toEqual({ name: "unfold", args: "(2, 3, 1)" });
    expect(unfold.multiplyAdds([lay([2, 3, 5, 6])], args)).toBe(0);
  });

  it("calls the windows of H and W by the thread's names", () => {
    const image = imageAxes([1, 5, 12, 12]);
    expect(river(unfold, [image], { dim: 2, size: 3, step: 3 })).toEqual([
      "B=1 C=5 h_windows=4 W=12 kh=3",
      "0:0>0 0:1>1 0:2>2 0:3>3 0:2>4",
    ]);
    expect(river(unfold, [image], { dim: -1, size: 2, step: 1 })).toEqual([
      "B=1 C=5 H=12 w_windows=11 kw=2",
      "0:0>0 0:1>1 0:2>2 0:3>3 0:3>4",
    ]);
  });

  it("keeps the family of H and W in both new axes", () => {
    const axes = unfold.axes([imageAxes([1, 5, 12, 12])], [lay([1, 5, 12, 12])], { dim: 2, size: 3, step: 3 });
    expect(axes.map((axis) => axis.parts[0]?.family)).toEqual(["B", "C", "H", "W", "H"]);
  });

  it("names the windows of any other axis after it", () => {
    expect(river(unfold, [lettered([4, 6])], { dim: 0, size: 2, step: 2 })).toEqual([
      "a_windows=2 b=6 a_taps=2",
      "0:0>0 0:1>1 0:0>2",
    ]);
  });

  it("gives a scalar's window an axis of its own, linked to nothing", () => {
    expect(river(unfold, [[]], { dim: 0, size: 1, step: 1 })).toEqual(["taps=1", ""]);
  });
});

describe("unfold: where elements come from and go to", () => {
  const input = lay([1, 1, 5, 5]);
  const args = { dim: 2, size: 3, step: 2 };

  it("window 1, tap 2 of rows is row 4", () => {
    expect([...unfold.sources([input], args, [0, 0, 1, 3, 2])]).toEqual([{ input: 0, index: [0, 0, 4, 3] }]);
  });

  it("row 2 is seen by the last tap of window 0 and the first of window 1", () => {
    expect([...unfold.targets([input], args, 0, [0, 0, 2, 3])]).toEqual([
      [0, 0, 0, 3, 2],
      [0, 0, 1, 3, 0],
    ]);
  });

  it("a row that the floor drops feeds nothing", () => {
    expect([...unfold.targets([lay([6])], { dim: 0, size: 3, step: 2 }, 0, [5])]).toEqual([]);
  });

  it("a row between windows feeds nothing", () => {
    expect([...unfold.targets([lay([7])], { dim: 0, size: 2, step: 4 }, 0, [2])]).toEqual([]);
  });

  it("targets invert sources, and every element lies where its source lies", () => {
    fc.assert(
      fc.property(
        layouts(1, 4).chain((layout) =>
          dims(layout.shape.length).chain((dim) => {
            const size = layout.shape.at(dim) ?? 1;
            return fc.record({
              layout: fc.constant(layout),
              args: fc.record({
                dim: fc.constant(dim),
                size: fc.integer({ min: 1, max: size }),
                step: fc.integer({ min: 1, max: 3 }),
              }),
            });
          }),
        ),
        ({ layout, args: chosen }) => expectInverse(unfold, [layout], chosen),
      ),
      { numRuns: 150 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { imageAxes } from "../../../src/model/axes";
import { PADDING_MODES, type Pair, type PaddingMode } from "../../../src/model/geometry";
import { pad } from "../../../src/model/ops/pad";
import { fc, layouts } from "./arbitrary";
import { everyIndex, expectInverse, lay, river, told } from "./check";

const args = (padding: Pair, mode: PaddingMode) => ({ padding, mode });

describe("pad: layouts as PyTorch 1.13 printed them", () => {
  const x = lay([2, 3, 5, 6]);
  /** [2, 6, 3, 5] whose channels run fastest, as F.pad keeps it for zeros and for no other mode. */
  const channelsLast = lay([2, 6, 3, 5], [90, 1, 30, 6]);
  it.each([
    {
      of: x,
      by: [1, 1],
      mode: "zeros",
      expected: [
        [2, 3, 7, 8],
        [168, 56, 8, 1],
      ],
    },
    {
      of: x,
      by: [0, 0],
      mode: "zeros",
      expected: [
        [2, 3, 5, 6],
        [90, 30, 6, 1],
      ],
    },
    {
      of: x,
      by: [1, 1],
      mode: "reflect",
      expected: [
        [2, 3, 7, 8],
        [168, 56, 8, 1],
      ],
    },
    {
      of: x,
      by: [9, 9],
      mode: "replicate",
      expected: [
        [2, 3, 23, 24],
        [1656, 552, 24, 1],
      ],
    },
    {
      of: x,
      by: [5, 6],
      mode: "circular",
      expected: [
        [2, 3, 15, 18],
        [810, 270, 18, 1],
      ],
    },
    {
      of: channelsLast,
      by: [1, 1],
      mode: "zeros",
      expected: [
        [2, 6, 5, 7],
        [210, 1, 42, 6],
      ],
    },
    {
      of: channelsLast,
      by: [0, 0],
      mode: "zeros",
      expected: [
        [2, 6, 3, 5],
        [90, 1, 30, 6],
      ],
    },
    {
      of: channelsLast,
      by: [1, 1],
      mode: "reflect",
      expected: [
        [2, 6, 5, 7],
        [210, 35, 7, 1],
      ],
    },
    {
      of: channelsLast,
      by: [1, 1],
      mode: "replicate",
      expected: [
        [2, 6, 5, 7],
        [210, 35, 7, 1],
      ],
    },
    {
      of: channelsLast,
      by: [1, 1],
      mode: "circular",
      expected: [
        [2, 6, 5, 7],
        [210, 35, 7, 1],
      ],
    },
    {
      of: lay([2, 3]),
      by: [1, 1],
      mode: "zeros",
      expected: [
        [4, 5],
        [5, 1],
      ],
    },
    {
      of: lay([2, 3, 0, 6]),
      by: [1, 1],
      mode: "zeros",
      expected: [
        [2, 3, 2, 8],
        [48, 16, 8, 1],
      ],
    },
    {
      of: lay([2, 3, 0, 6]),
      by: [0, 0],
      mode: "circular",
      expected: [
        [2, 3, 0, 6],
        [18, 6, 6, 1],
      ],
    },
  ] as const)("$of.shape by $by, $mode", ({ of, by, mode, expected }) => {
    expect(told(pad, [of], args(by, mode))).toEqual([...expected, 0, "copy"]);
  });
});

describe("pad: PyTorch's refusals", () => {
  it.each([
    {
      of: [2, 3, 5, 6],
      by: [1, 6],
      mode: "reflect",
      words:
        "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (6, 6) at dimension 3 of input 4",
    },
    {
      of: [2, 3, 5, 6],
      by: [5, 1],
      mode: "reflect",
      words:
        "Argument #6: Padding size should be less than the corresponding input dimension, but got: padding (5, 5) at dimension 2 of input 4",
    },
    { of: [2, 3, 5, 6], by: [0, 7], mode: "circular", words: "Padding value causes wrapping around more than once." },
    { of: [2, 3, 5, 6], by: [6, 0], mode: "circular", words: "Padding value causes wrapping around more than once." },
    { of: [3, 5, 6], by: [1, 1], mode: "circular", words: "Invalid padding size, expected 2 but got 4" },
    {
      of: [5, 6],
      by: [1, 1],
      mode: "reflect",
      words: "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now",
    },
    { of: [5], by: [1, 1], mode: "zeros", words: "Padding length too large" },
    {
      of: [2, 3, 0, 6],
      by: [1, 1],
      mode: "reflect",
      words: "3D or 4D (batch mode) tensor expected for input, but got: [ torch.FloatTensor{2,3,0,6} ]",
    },
    {
      of: [2, 3, 0, 6],
      by: [1, 1],
      mode: "replicate",
      words:
        "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: [2, 3, 0, 6]",
    },
    {
      of: [1, 1, 0, 2],
      by: [0, 1],
      mode: "zeros",
      words:
        "The input size 0, plus negative padding 0 and 0 resulted in a negative output size, which is invalid. Check dimension 2 of your input.",
    },
  ] as const)("$of by $by, $mode", ({ of, by, mode, words }) => {
    expect(told(pad, [lay(of)], args(by, mode))).toBe(words);
  });

  it("offers no negative padding", () => {
    expect(() => pad.outcome([lay([1, 1, 4, 4])], args([0, -1], "zeros"))).toThrowError(
      "padding must not be negative, not [0, -1]",
    );
  });
});

describe("pad: what it says of itself", () => {
  it.each([
    ["zeros", "F.pad(image, (2, 2, 1, 1))", "(2, 2, 1, 1)"],
    ["reflect", 'F.pad(image, (2, 2, 1, 1), mode="reflect")', "(2, 2, 1, 1, reflect)"],
  ] as const)("%s is written columns first, as in PyTorch", (mode, code, heading) => {
    expect(pad.code(args([1, 2], mode), ["image"])).toBe(code);
    expect(pad.heading(args([1, 2], mode))).toEqual({ name: "pad", args: heading });
  });

  it("keeps the names of its axes at their new sizes, and computes nothing", () => {
    expect(river(pad, [imageAxes([1, 2, 5, 6])], args([1, 2], "zeros"))).toEqual([
      "B=1 C=2 H=7 W=10",
      "0:0>0 0:1>1 0:2>2 0:3>3",
    ]);
    expect(pad.multiplyAdds([lay([1, 1, 2, 2])], args([1, 1], "zeros"))).toBe(0);
  });
});

/** Draws which column of 0 1 2 stands at each place of a row padded by 2; a dot is a zero. */
const drawn = (mode: PaddingMode, size = 3): string => {
  const input = [lay([1, 1, 1, size])];
  return everyIndex([1, 1, 1, size + 4])
    .map((index) => [...pad.sources(input, args([0, 2], mode), index)][0]?.index[3] ?? ".")
    .join(" ");
};

describe("pad: where elements come from and go to", () => {
  it.each([
    ["zeros", ". . 0 1 2 . ."],
    ["reflect", "2 1 0 1 2 1 0"],
    ["replicate", "0 0 0 1 2 2 2"],
    ["circular", "1 2 0 1 2 0 1"],
  ] as const)("%s puts %s", (mode, expected) => {
    expect(drawn(mode)).toBe(expected);
  });

  it("a corner of the image is copied into the whole padded corner by replicate", () => {
    expect([...pad.targets([lay([1, 1, 3, 3])], args([1, 2], "replicate"), 0, [0, 0, 0, 2])]).toEqual([
      [0, 0, 0, 4],
      [0, 0, 0, 5],
      [0, 0, 0, 6],
      [0, 0, 1, 4],
      [0, 0, 1, 5],
      [0, 0, 1, 6],
    ]);
  });

  it.each(PADDING_MODES)("%s: targets invert sources", (mode) => {
    fc.assert(
      fc.property(layouts(4, 4, 3), fc.nat(3), fc.nat(3), (layout, rows, columns) => {
        const most = { zeros: 3, replicate: 3, reflect: -1, circular: 0 }[mode];
        const fit = (by: number, axis: number): number =>
          most > 0 ? by : Math.min(by, (layout.shape[axis] as number) + most);
        expectInverse(pad, [layout], args([fit(rows, 2), fit(columns, 3)], mode));
      }),
      { numRuns: 60 },
    );
  });
});

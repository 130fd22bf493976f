import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FILTER_PRESETS, type FilterPreset, type FilterSource } from "../../src/model/document";
import {
  isShared,
  presetAdvice,
  refitFilter,
  resolveFilter,
  shapeOfValues,
  shortestDecimal,
  toValues,
} from "../../src/model/filter";
import type { Pair } from "../../src/model/geometry";

const slice = (preset: FilterPreset, kernel: Pair): unknown =>
  toValues(resolveFilter({ preset }, 1, kernel), 1, kernel, true);
const tag = (name: string): unknown => expect.objectContaining({ tag: name });
const kernels: fc.Arbitrary<Pair> = fc.tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 31 }));
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

describe("presets at 3×3", () => {
  it.each<[FilterPreset, number[][]]>([
    [
      "identity",
      [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
    ],
    [
      "gaussian",
      [
        [0.0625, 0.125, 0.0625],
        [0.125, 0.25, 0.125],
        [0.0625, 0.125, 0.0625],
      ],
    ],
    [
      "sobel-x",
      [
        [1, 0, -1],
        [2, 0, -2],
        [1, 0, -1],
      ],
    ],
    [
      "sobel-y",
      [
        [1, 2, 1],
        [0, 0, 0],
        [-1, -2, -1],
      ],
    ],
    [
      "laplacian",
      [
        [0, 1, 0],
        [1, -4, 1],
        [0, 1, 0],
      ],
    ],
    [
      "sharpen",
      [
        [0, -1, 0],
        [-1, 5, -1],
        [0, -1, 0],
      ],
    ],
    [
      "emboss",
      [
        [-2, -1, 0],
        [-1, 1, 1],
        [0, 1, 2],
      ],
    ],
  ])("%s", (preset, expected) => {
    expect(slice(preset, [3, 3])).toEqual(expected);
  });

  it("box is the mean, in float32", () => {
    expect([...resolveFilter({ preset: "box" }, 1, [3, 3])]).toEqual(Array(9).fill(Math.fround(1 / 9)));
  });
});

describe("presets at other sizes", () => {
  it("sobel-y at 7×7 is the thread's binomial matrix", () => {
    expect(slice("sobel-y", [7, 7])).toEqual([
      [1, 6, 15, 20, 15, 6, 1],
      [2, 12, 30, 40, 30, 12, 2],
      [3, 18, 45, 60, 45, 18, 3],
      [0, 0, 0, 0, 0, 0, 0],
      [-3, -18, -45, -60, -45, -18, -3],
      [-2, -12, -30, -40, -30, -12, -2],
      [-1, -6, -15, -20, -15, -6, -1],
    ]);
  });

  it("sobel-x at 5×5, 4×2 and 1×4", () => {
    expect(slice("sobel-x", [5, 5])).toEqual([
      [1, 2, 0, -2, -1],
      [4, 8, 0, -8, -4],
      [6, 12, 0, -12, -6],
      [4, 8, 0, -8, -4],
      [1, 2, 0, -2, -1],
    ]);
    expect(slice("sobel-x", [4, 2])).toEqual([
      [1, -1],
      [3, -3],
      [3, -3],
      [1, -1],
    ]);
    expect(slice("sobel-x", [1, 4])).toEqual([[1, 2, -2, -1]]);
  });

  it("laplacian at 5×5 is the usual one with −16, at 1×3 the second difference", () => {
    expect(slice("laplacian", [5, 5])).toEqual([
      [0, 0, 1, 0, 0],
      [0, 1, 2, 1, 0],
      [1, 2, -16, 2, 1],
      [0, 1, 2, 1, 0],
      [0, 0, 1, 0, 0],
    ]);
    expect(slice("laplacian", [1, 3])).toEqual([[1, -2, 1]]);
    expect(slice("sharpen", [1, 3])).toEqual([[-1, 3, -1]]);
  });

  it("the identity of an even kernel sits at floor((k − 1)/2)", () => {
    expect(slice("identity", [2, 4])).toEqual([
      [0, 1, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("smoothing and sharpening sum to 1, edges to 0, at every kernel size", () => {
    fc.assert(
      fc.property(kernels, (kernel) => {
        for (const preset of ["identity", "box", "gaussian", "sharpen", "emboss"] as const) {
          expect(sum(resolveFilter({ preset }, 1, kernel)), preset).toBeCloseTo(1, 4);
        }
        expect(sum(resolveFilter({ preset: "laplacian" }, 1, kernel))).toBe(0);
        // Sobel's numbers reach 1e9; it is odd about its middle, so the sum vanishes exactly.
        for (const preset of ["sobel-x", "sobel-y"] as const) expect(sum(resolveFilter({ preset }, 1, kernel))).toBe(0);
      }),
    );
  });

  it("sobel-y of a kernel is sobel-x of the transposed one, transposed", () => {
    fc.assert(
      fc.property(kernels, ([kh, kw]) => {
        const x = resolveFilter({ preset: "sobel-x" }, 1, [kh, kw]);
        const y = resolveFilter({ preset: "sobel-y" }, 1, [kw, kh]);
        for (let at = 0; at < x.length; at += 1) expect(y[(at % kw) * kh + Math.floor(at / kw)]).toBe(x[at]);
      }),
      { numRuns: 30 },
    );
  });

  it("every channel gets the same slice; every number is finite and no zero is negative", () => {
    fc.assert(
      fc.property(kernels, fc.constantFrom(...FILTER_PRESETS), (kernel, preset) => {
        const filter = resolveFilter({ preset }, 3, kernel);
        const taps = kernel[0] * kernel[1];
        expect(filter.length).toBe(3 * taps);
        expect(filter.subarray(taps, 2 * taps)).toEqual(filter.subarray(0, taps));
        expect(filter.subarray(2 * taps)).toEqual(filter.subarray(0, taps));
        expect(filter.every((value) => Number.isFinite(value) && !Object.is(value, -0))).toBe(true);
      }),
    );
  });
});

describe("presetAdvice", () => {
  it("speaks exactly when a preset is all zeros or just the identity", () => {
    fc.assert(
      fc.property(kernels, fc.constantFrom(...FILTER_PRESETS), (kernel, preset) => {
        const filter = resolveFilter({ preset }, 1, kernel);
        const zeros = filter.every((value) => value === 0);
        const identity = preset !== "identity" && filter.length === 1 && filter[0] === 1;
        expect(presetAdvice(preset, kernel) !== null).toBe(zeros || identity);
      }),
    );
    for (const preset of FILTER_PRESETS) expect(presetAdvice(preset, [1, 1]) === null).toBe(preset === "identity");
  });

  it("sobel-x one column wide", () => {
    expect(presetAdvice("sobel-x", [3, 1])).toContain("all zeros");
    expect(presetAdvice("sobel-x", [1, 3])).toBeNull();
    expect(presetAdvice("sobel-y", [1, 3])).toContain("all zeros");
  });
});

describe("random filters", () => {
  it("shared repeats one slice, otherwise each channel has its own; the seed decides", () => {
    const own = resolveFilter({ random: { seed: 1, shared: false } }, 3, [2, 2]);
    const shared = resolveFilter({ random: { seed: 1, shared: true } }, 3, [2, 2]);
    expect(new Set(own).size).toBe(12);
    expect([...shared]).toEqual([...own.subarray(0, 4), ...own.subarray(0, 4), ...own.subarray(0, 4)]);
    expect(resolveFilter({ random: { seed: 1, shared: false } }, 3, [2, 2])).toEqual(own);
    expect(resolveFilter({ random: { seed: 2, shared: false } }, 3, [2, 2])).not.toEqual(own);
  });
});

describe("values", () => {
  it("[C][kh][kw] as they are, [kh][kw] for every channel", () => {
    const values = [[[1, 2, 3]], [[4, 5, 6]]];
    expect([...resolveFilter({ values }, 2, [1, 3])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...resolveFilter({ values: [[1, 2, 3]] }, 2, [1, 3])]).toEqual([1, 2, 3, 1, 2, 3]);
    expect(isShared([[1, 2, 3]])).toBe(true);
    expect(isShared(values)).toBe(false);
  });

  it.each<[unknown, string]>([
    [[[1, 2]], "[1, 2]"],
    [[[[1, 2, 3]]], "[1, 1, 3]"],
    [[], "[0]"],
    [[[]], "[1, 0]"],
    [7, "[]"],
    [[1, 2, 3], "[3]"],
    [
      [
        [1, 2, 3],
        [1, 2],
      ],
      "ragged",
    ],
    [[[[1, 2, 3]], [1, 2, 3]], "ragged"],
    [[[[[1]]], [[[1]]]], "[2, 1, 1, 1]"],
  ])("refuses %j: expected and found shapes are named", (values, found) => {
    expect(shapeOfValues(values)).toBe(found);
    const source = { values } as FilterSource; // what a hostile link may hold
    expect(() => resolveFilter(source, 2, [1, 3])).toThrow(tag("filter-shape"));
    expect(() => resolveFilter(source, 2, [1, 3])).toThrow(
      expect.objectContaining({ detail: { expected: "[2, 1, 3] or [1, 3]", found } }),
    );
  });

  it("looks no deeper than it must into a hostile nest", () => {
    let nest: unknown = 1;
    for (let depth = 0; depth < 200_000; depth += 1) nest = [nest];
    expect(shapeOfValues(nest)).toBe("[1, 1, 1, 1]");
  });

  it.each<[unknown]>([[Number.NaN], [Infinity], [1e39], ["1"], [null], [undefined], [{}]])(
    "refuses the number %s",
    (number) => {
      const source = { values: [[number]] } as FilterSource; // what a hostile link may hold
      expect(() => resolveFilter(source, 1, [1, 1])).toThrow(tag("filter-number"));
    },
  );

  it.each<[number, Pair]>([
    [0, [3, 3]],
    [65, [3, 3]],
    [1.5, [3, 3]],
    [1, [0, 3]],
    [1, [3, 32]],
    [1, [3, Number.NaN]],
  ])("refuses %s channels of kernel %j before allocating", (channels, kernel) => {
    expect(() => resolveFilter({ preset: "box" }, channels, kernel)).toThrow(tag("out-of-limits"));
  });
});

describe("toValues", () => {
  it("is the inverse of resolveFilter, bit for bit", () => {
    const sizes: Pair = [2, 3];
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 12, maxLength: 12 }),
        (numbers) => {
          const filter = Float32Array.from(numbers);
          const again = resolveFilter({ values: toValues(filter, 2, sizes, false) }, 2, sizes);
          expect(new Uint32Array(again.buffer)).toEqual(new Uint32Array(filter.buffer));
        },
      ),
    );
  });

  it("writes the shortest decimals", () => {
    expect(shortestDecimal(Math.fround(0.1))).toBe(0.1);
    expect(shortestDecimal(Math.fround(1 / 3))).toBe(0.33333334);
    expect(shortestDecimal(-2)).toBe(-2);
    expect(toValues(Float32Array.of(0.1, -0.7), 1, [1, 2], true)).toEqual([[0.1, -0.7]]);
  });

  it("refuses a filter of another length", () => {
    expect(() => toValues(new Float32Array(5), 1, [2, 3], true)).toThrow(tag("filter-shape"));
  });
});

describe("refitFilter", () => {
  const values = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];

  it("3×3 to 5×5 and back keeps every number, zeros around", () => {
    const wide = refitFilter(values, 1, [5, 5]);
    expect(wide).toEqual([
      [0, 0, 0, 0, 0],
      [0, 1, 2, 3, 0],
      [0, 4, 5, 6, 0],
      [0, 7, 8, 9, 0],
      [0, 0, 0, 0, 0],
    ]);
    expect(refitFilter(wide, 1, [3, 3])).toEqual(values);
  });

  it("3×3 to 1×1 keeps the centre, to 2×2 the taps around the even kernel's centre", () => {
    expect(refitFilter(values, 1, [1, 1])).toEqual([[5]]);
    expect(refitFilter(values, 1, [2, 2])).toEqual([
      [5, 6],
      [8, 9],
    ]);
    expect(refitFilter(values, 1, [1, 4])).toEqual([[4, 5, 6, 0]]);
  });

  it("channels are repeated in turn; a shared slice stays shared", () => {
    expect(refitFilter([[[1]], [[2]]], 5, [1, 1])).toEqual([[[1]], [[2]], [[1]], [[2]], [[1]]]);
    expect(refitFilter([[[1]], [[2]]], 1, [1, 1])).toEqual([[[1]]]);
    expect(refitFilter([[3]], 5, [1, 1])).toEqual([[3]]);
  });

  it("always fits, and growing then shrinking on both axes is the identity", () => {
    fc.assert(
      fc.property(kernels, kernels, fc.integer({ min: 1, max: 4 }), ([kh, kw], [dh, dw], channels) => {
        const start = toValues(
          resolveFilter({ random: { seed: 1, shared: false } }, channels, [kh, kw]),
          channels,
          [kh, kw],
          false,
        );
        const other: Pair = [Math.min(31, kh + dh), Math.min(31, kw + dw)];
        const grown = refitFilter(start, channels, other);
        expect(resolveFilter({ values: grown }, channels, other).length).toBe(channels * other[0] * other[1]);
        expect(refitFilter(grown, channels, [kh, kw])).toEqual(start);
      }),
      { numRuns: 50 },
    );
  });
});

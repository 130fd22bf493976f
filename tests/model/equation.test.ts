import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SUM_AXES } from "../../src/model/document";
import { equationOf, TERM_CAP, type SumEquation } from "../../src/model/equation";
import { resolveFilter } from "../../src/model/filter";
import { windowCount, type Geometry, type ImageShape } from "../../src/model/geometry";
import { makeImage } from "../../src/model/made-images";
import type { WorkingImage } from "../../src/model/runner";
import type { ProductSelection, Selection } from "../../src/model/selection";
import { fitting, PLAIN } from "./geometries";

const window = (n: number, rest: Partial<ProductSelection> = {}): ProductSelection => ({
  kind: "product",
  n,
  c: null,
  i: null,
  j: null,
  ...rest,
});

const sumOf = (
  selection: Selection,
  g: Geometry,
  image: WorkingImage,
  filter: Float32Array,
  sumOver: SumEquation["summed"] = ["C"],
): SumEquation => {
  const equation = equationOf(selection, g, image, filter, sumOver);
  if (equation?.kind !== "sum") throw new Error("not a sum");
  return equation;
};

/** The padded image of one channel, cell by cell; shares no code with the source. */
function padded(image: WorkingImage, g: Geometry, b: number, c: number): number[][] {
  const [, channels, height, width] = image.shape;
  const plane = (b * channels + c) * height * width;
  let rows = Array.from({ length: height }, (_, y) => [
    ...image.data.subarray(plane + y * width, plane + (y + 1) * width),
  ]);
  const pad = <T>(line: T[], by: number, zero: T): T[] => {
    const size = line.length;
    const pick = (at: number): T => line[at] as T;
    const before = Array.from({ length: by }, (_, k) => k - by);
    const after = Array.from({ length: by }, (_, k) => size + k);
    const fill = (at: number): T => {
      if (g.padding_mode === "zeros") return zero;
      if (g.padding_mode === "replicate") return pick(at < 0 ? 0 : size - 1);
      if (g.padding_mode === "circular") return pick((at + size) % size);
      return pick(at < 0 ? -at : 2 * size - 2 - at);
    };
    return [...before.map(fill), ...line, ...after.map(fill)];
  };
  rows = rows.map((row) => pad(row, g.padding[1], 0));
  return pad(rows, g.padding[0], Array<number>(width + 2 * g.padding[1]).fill(0));
}

describe("equationOf", () => {
  const image = makeImage({ arange: { shape: [1, 2, 4, 4] } });
  // [C, kh, kw] = [2, 2, 2]: 1 2 3 4, then 5 6 7 8.
  const filter = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const g: Geometry = { ...PLAIN, kernel_size: [2, 2] };

  it("a cell of a map: one term per channel, its name, its reading", () => {
    const equation = sumOf(window(5, { i: 0, j: 1 }), g, image, filter);
    expect(equation).toEqual({
      kind: "sum",
      name: "map[5][0, 1]",
      summed: ["C"],
      isResult: true,
      groups: [
        {
          c: 0,
          terms: [{ c: 0, i: 0, j: 1, pixel: [1, 3], padded: false, imageValue: 7, filterValue: 2, product: 14 }],
          count: 1,
          sum: 14,
        },
        {
          c: 1,
          terms: [{ c: 1, i: 0, j: 1, pixel: [1, 3], padded: false, imageValue: 23, filterValue: 6, product: 138 }],
          count: 1,
          sum: 138,
        },
      ],
      count: 2,
      total: 152,
      total32: 152,
      reading: "pixel at row 1, column 3 under tap (0, 1) of window (1, 2); feeds output (1, 2)",
    });
  });

  it("a window: the whole convolution, grouped by channel", () => {
    const equation = sumOf(window(0), g, image, filter, ["C", "kh", "kw"]);
    expect(equation.name).toBe("output[0, 0, 0, 0]");
    expect(equation.isResult).toBe(true);
    expect(equation.groups.map((group) => [group.c, group.count, group.sum])).toEqual([
      [0, 4, 0 + 2 + 12 + 20],
      [1, 4, 16 * 5 + 17 * 6 + 20 * 7 + 21 * 8],
    ]);
    expect(equation.total).toBe(34 + 490);
    expect(equation.reading).toBe("window (0, 0): rows 0 to 1, columns 0 to 1; this is output (0, 0)");
  });

  it.each<[string, Partial<ProductSelection>, string, string]>([
    [
      "a single product",
      { c: 1, i: 0, j: 1 },
      "product[5, 1, 0, 1]",
      "pixel at row 1, column 3 of channel 1 under tap (0, 1) of window (1, 2); feeds output (1, 2)",
    ],
    [
      "depthwise",
      { c: 1 },
      "depthwise[0, 1, 1, 2]",
      "window (1, 2) of channel 1: rows 1 to 2, columns 2 to 3; feeds output (1, 2)",
    ],
    [
      "summed over kh",
      { c: 1, j: 0 },
      "products.sum(2)[5, 1, 0]",
      "tap column 0 of window (1, 2) of channel 1: rows 1 to 2, column 2; feeds output (1, 2)",
    ],
    [
      "summed over kw",
      { c: 0, i: 1 },
      "products.sum(3)[5, 0, 1]",
      "tap row 1 of window (1, 2) of channel 0: row 2, columns 2 to 3; feeds output (1, 2)",
    ],
    [
      "summed over C and kh",
      { j: 1 },
      "products.sum((1, 2))[5, 1]",
      "tap column 1 of window (1, 2): rows 1 to 2, column 3; feeds output (1, 2)",
    ],
    [
      "summed over C and kw",
      { i: 1 },
      "products.sum((1, 3))[5, 1]",
      "tap row 1 of window (1, 2): row 2, columns 2 to 3; feeds output (1, 2)",
    ],
  ])("%s has its name and reading", (_, rest, name, reading) => {
    const equation = sumOf(window(5, rest), g, image, filter);
    expect(equation.name).toBe(name);
    expect(equation.reading).toBe(reading);
    expect(equation.isResult).toBe(false);
  });

  it("is the document's result exactly when it sums the document's axes", () => {
    for (const sumOver of [[], ["C"], ["kh"], ["kw", "C"], ["kw", "kh"], ["C", "kh", "kw"]] as const) {
      const open = sumOver as readonly string[];
      const pick = (axis: string): number | null => (open.includes(axis) ? null : 0);
      const selection = window(3, { c: pick("C"), i: pick("kh"), j: pick("kw") });
      expect(sumOf(selection, g, image, filter, sumOver).isResult).toBe(true);
      expect(sumOf(selection, g, image, filter, open.length === 3 ? ["C"] : SUM_AXES).isResult).toBe(false);
    }
  });

  it("a batch and a dilation are named too", () => {
    const batch = makeImage({ arange: { shape: [2, 1, 5, 5] } });
    const dilated: Geometry = { ...PLAIN, kernel_size: [2, 2], dilation: [2, 3] };
    const equation = sumOf(window(9), dilated, batch, Float32Array.of(1, 1, 1, 1));
    expect(equation.name).toBe("output[1, 0, 1, 1]");
    expect(equation.reading).toBe(
      "window (1, 1) of image 1: rows 1 to 3 in steps of 2, columns 1 to 4 in steps of 3; this is output (1, 1) of image 1",
    );
  });

  it("padding: a zero is no pixel, a copied border names its source", () => {
    const corner = window(0, { c: 0, i: 0, j: 1 });
    const zeros = sumOf(corner, { ...g, padding: [1, 1] }, image, filter);
    expect(zeros.groups[0]?.terms).toEqual([
      { c: 0, i: 0, j: 1, pixel: null, padded: true, imageValue: 0, filterValue: 2, product: 0 },
    ]);
    expect(zeros.reading).toContain("zero of the padding at row -1, column 0 of channel 0 under tap (0, 1)");
    const reflect = sumOf(corner, { ...g, padding: [1, 1], padding_mode: "reflect" }, image, filter);
    expect(reflect.groups[0]?.terms[0]).toMatchObject({ pixel: [1, 0], padded: true, imageValue: 4, product: 8 });
    expect(reflect.reading).toContain("padding at row -1, column 0, a copy of the pixel at row 1, column 0");
  });

  it("agrees with a padded image sliced by hand, for every geometry and every choice of summed axes", () => {
    const maybe = fc.option(fc.nat(), { nil: null });
    fc.assert(
      fc.property(fitting, fc.nat(), maybe, maybe, maybe, ({ g: geometry, image: shape }, pick, pc, pi, pj) => {
        const pixels = makeImage({ random: { seed: pick, shape } });
        const numbers = resolveFilter({ random: { seed: pick, shared: false } }, shape[1], geometry.kernel_size);
        const n = pick % windowCount(geometry, shape);
        const [kh, kw] = geometry.kernel_size;
        const [c, i, j] = [
          pc === null ? null : pc % shape[1],
          pi === null ? null : pi % kh,
          pj === null ? null : pj % kw,
        ];
        const equation = sumOf(window(n, { c, i, j }), geometry, pixels, numbers);

        const columns =
          Math.floor((shape[3] + 2 * geometry.padding[1] - geometry.dilation[1] * (kw - 1) - 1) / geometry.stride[1]) +
          1;
        const perImage = windowCount(geometry, shape) / shape[0];
        const [b, r, s] = [Math.floor(n / perImage), Math.floor((n % perImage) / columns), n % columns];
        let total = 0;
        let count = 0;
        for (let channel = 0; channel < shape[1]; channel += 1) {
          if (c !== null && channel !== c) continue;
          const plane = padded(pixels, geometry, b, channel);
          for (let down = 0; down < kh; down += 1) {
            for (let across = 0; across < kw; across += 1) {
              if ((i !== null && down !== i) || (j !== null && across !== j)) continue;
              const y = r * geometry.stride[0] + down * geometry.dilation[0];
              const x = s * geometry.stride[1] + across * geometry.dilation[1];
              total += (plane[y]?.[x] as number) * (numbers[(channel * kh + down) * kw + across] as number);
              count += 1;
            }
          }
        }
        expect(equation.total).toBeCloseTo(total, 10);
        expect(equation.total32).toBe(Math.fround(equation.total));
        expect(equation.count).toBe(count);
        // The parts make the whole, and each term its own product and pixel.
        const terms = equation.groups.flatMap((group) => group.terms);
        expect(terms.length).toBe(count);
        expect(equation.groups.reduce((sum, group) => sum + group.sum, 0)).toBe(equation.total);
        for (const term of terms) {
          expect(term.product).toBe(term.imageValue * term.filterValue);
          if (term.pixel === null) {
            expect([term.padded, term.imageValue]).toEqual([true, 0]);
          } else {
            const [y, x] = term.pixel;
            expect(pixels.data[((b * shape[1] + term.c) * shape[2] + y) * shape[3] + x]).toBe(term.imageValue);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it("the largest equation lists a part of its terms and sums them all", () => {
    const shape: ImageShape = [1, 64, 31, 31];
    const ones: WorkingImage = { shape, data: new Float32Array(64 * 961).fill(1) };
    const equation = sumOf(window(0), { ...PLAIN, kernel_size: [31, 31] }, ones, new Float32Array(64 * 961).fill(2));
    expect(equation.total).toBe(64 * 961 * 2);
    expect(equation.count).toBe(64 * 961);
    expect(equation.groups.reduce((listed, group) => listed + group.terms.length, 0)).toBe(TERM_CAP);
    expect(equation.groups.every((group) => group.count === 961 && group.sum === 1922)).toBe(true);
  });

  it("a pixel: its values, its name, and what it feeds", () => {
    const of = (y: number, x: number, c: number | null, geometry = g): unknown =>
      equationOf({ kind: "pixel", b: 0, c, y, x }, geometry, image, filter, ["C"]);
    expect(of(1, 2, null)).toEqual({
      kind: "pixel",
      name: "image[0, :, 1, 2]",
      values: [
        { c: 0, value: 6 },
        { c: 1, value: 22 },
      ],
      reading: "pixel at row 1, column 2; feeds 4 windows and their output pixels",
    });
    expect(of(0, 0, 1)).toMatchObject({
      name: "image[0, 1, 0, 0]",
      values: [{ c: 1, value: 16 }],
      reading: "pixel at row 0, column 0 of channel 1; feeds output (0, 0)",
    });
    expect(of(3, 3, 0, { ...g, stride: [3, 3] })).toMatchObject({
      reading: "pixel at row 3, column 3 of channel 0; no window sees it",
    });
    expect(of(-1, 0, 0, { ...g, padding: [1, 1], padding_mode: "circular" })).toMatchObject({
      name: "padded image[0, 0, -1, 0]",
      values: [{ c: 0, value: 12 }],
    });
  });

  it("is null for what does not exist, and refuses data that do not fit their shapes", () => {
    expect(equationOf(window(99), g, image, filter, ["C"])).toBeNull();
    expect(equationOf({ kind: "pixel", b: 0, c: null, y: -1, x: 0 }, g, image, filter, ["C"])).toBeNull();
    expect(() => equationOf(window(0), g, image, filter.subarray(1), ["C"])).toThrow(
      expect.objectContaining({ tag: "filter-shape" }),
    );
    const cut: WorkingImage = { shape: image.shape, data: image.data.slice(1) };
    expect(() => equationOf(window(0), g, cut, filter, ["C"])).toThrow(expect.objectContaining({ tag: "image-shape" }));
  });
});

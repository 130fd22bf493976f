import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FIXTURE_RULES, GEOMETRIES, MAPS_GRADIENTS, STRIDED } from "./fixtures/load";
import { worstDifference } from "./oracle/compare";
import { dense, depthwise, maps, masked, products, summed } from "./oracle/convolution";
import { filterGradient, imageGradient } from "./oracle/gradients";
import { get, grid, patches, walk } from "./oracle/image";
import { inside, kept, mask, windowCount } from "./oracle/region";
import { gather, scatterAdd } from "./oracle/strided";

describe.each(GEOMETRIES)("the oracle and PyTorch on $name", (fixture) => {
  const image = { shape: fixture.image_shape, data: fixture.image };
  const [, , height, width] = fixture.image_shape;

  it("see the same region and keep the same windows", () => {
    const region = mask(fixture.region.shapes, height, width);
    expect(region.join("")).toBe(fixture.region_mask.join(""));
    for (const rule of FIXTURE_RULES) {
      expect(kept(region, fixture, fixture.image_shape, rule).join(""), rule).toBe(fixture.kept[rule].join(""));
    }
  });

  it("get the same numbers", () => {
    expect(worstDifference(maps(image, fixture, fixture.filter), fixture.maps)).toBeLessThan(1e-6);
    expect(worstDifference(depthwise(image, fixture, fixture.filter), fixture.depthwise)).toBeLessThan(1e-6);
    expect(worstDifference(dense(image, fixture, fixture.filter), fixture.dense)).toBeLessThan(1e-6);
    const flags = fixture.kept[fixture.region.keep];
    expect(worstDifference(masked(image, fixture, fixture.filter, flags), fixture.output)).toBeLessThan(1e-6);
  });

  it("agree on the sizes of patches and sums", () => {
    const n = windowCount(fixture, fixture.image_shape);
    const [rows, columns] = grid(fixture, fixture.image_shape);
    expect(n).toBe(fixture.image_shape[0] * rows * columns);
    expect(patches(image, fixture)).toHaveLength(n * fixture.filter.length);
    const [last] = fixture.maps_steps.slice(-1);
    if (last && last.error === undefined) {
      const size = last.shape.reduce((product, each) => product * each, 1);
      expect(summed(image, fixture, fixture.filter, fixture.sum_over)).toHaveLength(size);
    }
  });
});

it("patches, gathered by PyTorch's own strides, are the oracle's", () => {
  let compared = 0;
  for (const fixture of GEOMETRIES) {
    if (fixture.padding[0] + fixture.padding[1] > 0) continue; // with padding the strides run over another storage
    const unfolded = fixture.output_steps.findIndex((step) => step.code.includes("permute"));
    const step = fixture.output_steps[unfolded];
    if (!step || step.error !== undefined) throw new Error("the masked convolution permutes its windows");
    const gathered = gather(fixture.image, step.shape, step.stride, step.offset);
    const image = { shape: fixture.image_shape, data: fixture.image };
    expect(worstDifference(patches(image, fixture), gathered), fixture.name).toBe(0);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(20);
});

it.each(STRIDED)("$name: copy and gradient", (fixture) => {
  const { shape, stride, offset, storage } = fixture;
  expect(worstDifference(gather(storage, shape, stride, offset), fixture.copy)).toBe(0);
  const grad = scatterAdd(storage.length, fixture.weights, shape, stride, offset);
  expect(worstDifference(grad, fixture.grad)).toBeLessThan(1e-6);
});

it.each(MAPS_GRADIENTS)("gradients of the sum of all maps: $name", (fixture) => {
  const image = { shape: fixture.image_shape, data: fixture.image };
  expect(worstDifference(filterGradient(image, fixture), fixture.grad_filter)).toBeLessThan(1e-6);
  expect(worstDifference(imageGradient(image, fixture, fixture.filter), fixture.grad_image)).toBeLessThan(1e-6);
});

/** Rows of pixels as text. */
const draw = (pixels: readonly number[], width: number): string[] =>
  Array.from({ length: pixels.length / width }, (_, y) =>
    Array.from({ length: width }, (_unused, x) => (get(pixels, y * width + x) === 1 ? "#" : ".")).join(""),
  );

describe("the oracle by hand", () => {
  it.each([
    ["zeros", [null, null, 0, 1, 2, 3, null, null]],
    ["replicate", [0, 0, 0, 1, 2, 3, 3, 3]],
    ["reflect", [2, 1, 0, 1, 2, 3, 2, 1]],
    ["circular", [2, 3, 0, 1, 2, 3, 0, 1]],
  ] as const)("%s padding of four pixels by two", (mode, expected) => {
    expect([-2, -1, 0, 1, 2, 3, 4, 5].map((at) => walk(mode, at, 4))).toEqual(expected);
  });

  it("sums products of a 2×2 image over any axes", () => {
    const image = { shape: [1, 2, 2, 2], data: [1, 2, 3, 4, 5, 6, 7, 8] } as const;
    const g = {
      kernel_size: [2, 2],
      stride: [1, 1],
      padding: [0, 0],
      padding_mode: "zeros",
      dilation: [1, 1],
    } as const;
    const filter = [1, 10, 100, 1000, 1, 1, 1, 1];
    expect(products(image, g, filter)).toEqual([1, 20, 300, 4000, 5, 6, 7, 8]);
    expect(summed(image, g, filter, ["C"])).toEqual([6, 26, 307, 4008]);
    expect(summed(image, g, filter, ["kh"])).toEqual([301, 4020, 12, 14]);
    expect(summed(image, g, filter, ["C", "kw"])).toEqual([32, 4315]);
    expect(depthwise(image, g, filter)).toEqual([4321, 26]);
    expect(dense(image, g, filter)).toEqual([4347]);
    expect(masked(image, g, filter, [0])).toEqual([0]);
  });

  it("puts the edge of a rectangle in on the left and out on the right", () => {
    const rect = { rect: [0.5, 0.5, 2, 1] } as const;
    expect([0.5, 1.5, 2.5].map((x) => inside(rect, x, 0.5))).toEqual([true, true, false]);
    expect(inside(rect, 0.5, 1.5)).toBe(false);
  });

  it("draws a polygon with a hole where it crosses itself, a disc, and what order makes of two shapes", () => {
    const twice = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0], [1, 1], [3, 1], [3, 3], [1, 3], [1, 1]] as const; // prettier-ignore
    expect(draw(mask([{ add: { polygon: twice } }], 4, 5), 5)).toEqual(["####.", "#..#.", "#..#.", "####."]);
    const disc = { brush: { points: [[2.5, 1.5]], radius: 1.2 } } as const;
    expect(draw(mask([{ add: disc }], 3, 5), 5)).toEqual(["..#..", ".###.", "..#.."]);
    const square = { rect: [0, 0, 3, 3] } as const;
    expect(draw(mask([{ add: square }, { subtract: disc }], 3, 5), 5)).toEqual(["##...", "#....", "##..."]);
    expect(draw(mask([{ subtract: disc }, { add: square }], 3, 5), 5)).toEqual(["#####", "###.#", "#####"]);
  });

  it("imports only its own files", () => {
    const folder = join(import.meta.dirname, "oracle");
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const imported = [...readFileSync(join(folder, file), "utf8").matchAll(/from "([^"]+)"/g)].map(
        ([, path]) => path,
      );
      expect(imported.filter((path) => !path?.startsWith("./"))).toEqual([]);
    }
  });

  it("tells numbers apart", () => {
    expect(worstDifference([1, 2], [1, 2, 3])).toBe(Infinity);
    expect(worstDifference([1, NaN], [1, 2])).toBe(Infinity);
    expect(worstDifference([1, 2], [1, NaN])).toBe(Infinity);
    expect(worstDifference([NaN, -Infinity], [NaN, -Infinity])).toBe(0);
    expect(worstDifference([NaN, Infinity], [NaN, -Infinity])).toBe(Infinity);
    expect(worstDifference([9, 100], [10, 100])).toBeCloseTo(0.01);
  });
});

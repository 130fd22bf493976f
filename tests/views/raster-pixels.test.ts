import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runsOfFlags } from "../../src/model/runs";
import { paddedSource, PADDING_MODES, type PaddingMode } from "../../src/model/geometry";
import { NOT_FINITE, packPixel, pixelFrom, pixelOf, scaleFor } from "../../src/views/colour";
import {
  fillImage,
  fillPadding,
  fillPlane,
  fillVeil,
  fillVeilReduced,
  isPicture,
  pixelSource,
  type PixelSource,
} from "../../src/views/raster-pixels";

/** A picture whose pixel at (row, column) is 10·row + column + 1. */
const counting = (height: number, width: number): PixelSource => ({
  height,
  width,
  at: (row, column) => 10 * row + column + 1,
});

const rows = (pixels: Uint32Array, width: number): string[] =>
  Array.from({ length: pixels.length / width }, (_, row) => pixels.slice(row * width, (row + 1) * width).join(" "));

describe("pixelSource", () => {
  it("shows three channels of levels as red, green, blue; batch by batch", () => {
    const data = Float32Array.of(0, 0, 0, 1, 0.5, 0);
    const source = pixelSource({ shape: [2, 3, 1, 1], data }, 1);
    expect(source.at(0, 0)).toBe(packPixel(255, 128, 0));
  });

  it("shows one channel as gray", () => {
    const source = pixelSource({ shape: [1, 1, 1, 2], data: Float32Array.of(0.2, 1) }, 0);
    expect([source.at(0, 0), source.at(0, 1)]).toEqual([packPixel(51, 51, 51), packPixel(255, 255, 255)]);
  });

  it("shows one channel of three, or the mean of all, as gray when asked", () => {
    const image = { shape: [1, 3, 1, 1] as const, data: Float32Array.of(0, 0.6, 0.3) };
    expect(pixelSource(image, 0, 1).at(0, 0)).toBe(packPixel(153, 153, 153));
    expect(pixelSource(image, 0, "mean").at(0, 0)).toBe(packPixel(77, 77, 77));
  });

  it("shows values that are no levels on the scale that suits them", () => {
    const signed = pixelSource({ shape: [1, 1, 1, 2], data: Float32Array.of(-4, 2) }, 0);
    const scale = scaleFor([-4, 2]);
    expect([signed.at(0, 0), signed.at(0, 1)]).toEqual([pixelOf(scale, -4), pixelOf(scale, 2)]);
    const counts = pixelSource({ shape: [1, 1, 1, 2], data: Float32Array.of(0, 9) }, 0);
    expect(counts.at(0, 1)).toBe(pixelOf(scaleFor([0, 9]), 9));
  });

  it("shows five channels as their mean", () => {
    const source = pixelSource({ shape: [1, 5, 1, 2], data: Float32Array.of(1, 5, 2, 5, 3, 5, 4, 5, 5, 0) }, 0);
    const scale = scaleFor([3, 4]);
    expect([source.at(0, 0), source.at(0, 1)]).toEqual([pixelOf(scale, 3), pixelOf(scale, 4)]);
  });

  it("takes the scale it is given, even for levels", () => {
    const scale = scaleFor([-1, 1]);
    const source = pixelSource({ shape: [1, 1, 1, 1], data: Float32Array.of(1) }, 0, "all", scale);
    expect(source.at(0, 0)).toBe(pixelOf(scale, 1));
  });

  it("shows a NaN as one", () => {
    const source = pixelSource({ shape: [1, 3, 1, 1], data: Float32Array.of(0.5, Number.NaN, 0.5) }, 0);
    expect(source.at(0, 0)).toBe(pixelFrom(NOT_FINITE));
  });
});

it("isPicture looks at the range it is given", () => {
  const data = Float32Array.of(5, 0, 1, -0.1);
  expect([isPicture(data, 1, 3), isPicture(data, 0, 3), isPicture(data, 1, 4)]).toEqual([true, false, false]);
});

it("fillImage fills every pixel", () => {
  const pixels = new Uint32Array(6);
  fillImage(pixels, counting(2, 3));
  expect(rows(pixels, 3)).toEqual(["1 2 3", "11 12 13"]);
});

/** The border around a 2 × 3 picture, zeros as 99, the picture itself as 0. */
function border(mode: PaddingMode, padding: readonly [number, number]): string[] {
  const width = 3 + 2 * padding[1];
  const pixels = new Uint32Array((2 + 2 * padding[0]) * width);
  fillPadding(pixels, counting(2, 3), padding, mode, 99);
  return rows(pixels, width);
}

describe("fillPadding", () => {
  it("leaves the image itself transparent and marks zeros", () => {
    expect(border("zeros", [1, 1])).toEqual(["99 99 99 99 99", "99 0 0 0 99", "99 0 0 0 99", "99 99 99 99 99"]);
  });
  it("repeats the edge for replicate", () => {
    expect(border("replicate", [1, 2])).toEqual([
      "1 1 1 2 3 3 3",
      "1 1 0 0 0 3 3",
      "11 11 0 0 0 13 13",
      "11 11 11 12 13 13 13",
    ]);
  });
  it("mirrors for reflect, wraps around for circular", () => {
    expect(border("reflect", [1, 2])[0]).toBe("13 12 11 12 13 12 11");
    expect(border("circular", [1, 1])[0]).toBe("13 11 12 13 11");
  });
  it.each(PADDING_MODES)("%s: every pixel of the border is the one PyTorch pads with", (mode) => {
    const pixels = new Uint32Array(4 * 7);
    fillPadding(pixels, counting(2, 3), [1, 2], mode, 99);
    for (const [y, x] of [
      [0, 0],
      [0, 3],
      [1, 1],
      [2, 6],
      [3, 5],
    ] as const) {
      const [row, column] = [paddedSource(mode, y - 1, 2), paddedSource(mode, x - 2, 3)];
      expect(pixels[y * 7 + x]).toBe(row === null || column === null ? 99 : 10 * row + column + 1);
    }
  });
  it("pads rows only, or columns only", () => {
    expect(border("zeros", [1, 0])).toEqual(["99 99 99", "0 0 0", "0 0 0", "99 99 99"]);
    expect(border("zeros", [0, 1])).toEqual(["99 0 0 0 99", "99 0 0 0 99"]);
  });
});

it("fillVeil covers what lies outside the region", () => {
  const pixels = new Uint32Array(4);
  fillVeil(pixels, runsOfFlags(Uint8Array.of(0, 1, 1, 0), 2, 2), 7);
  expect([...pixels]).toEqual([7, 0, 0, 7]);
});

describe("fillPlane", () => {
  const scale = scaleFor([-1, 1]);
  const values = Float32Array.of(-1, 0, Number.NaN, 1);
  it("shows every value on the scale", () => {
    const pixels = new Uint32Array(4);
    fillPlane(pixels, values, scale, undefined, 7);
    expect([...pixels]).toEqual([...values].map((value) => pixelOf(scale, value)));
  });
  it("shows what is not kept as neutral, not as a zero", () => {
    const pixels = new Uint32Array(4);
    fillPlane(pixels, values, scale, Uint8Array.of(1, 0, 0, 1), 7);
    expect([...pixels]).toEqual([pixelOf(scale, -1), 7, 7, pixelOf(scale, 1)]);
  });
});

describe("a raster smaller than the picture", () => {
  it("is veiled as much as lies outside the region", () => {
    const veil = pixelFrom("rgba(20, 18, 14, 0.5)");
    const region = runsOfFlags(Uint8Array.of(1, 1, 0, 1, 0, 0, 1, 0, 0), 3, 3);
    const pixels = new Uint32Array(4);
    fillVeilReduced(pixels, region, 2, veil);
    const bytes = new Uint8Array(pixels.buffer);
    // Outside: 1 of 4, 2 of 2, 1 of 2, 1 of 1.
    expect([3, 7, 11, 15].map((at) => bytes[at])).toEqual([32, 128, 64, 128]);
    expect([...bytes.subarray(0, 3)]).toEqual([20, 18, 14]);
  });

  it("is veiled the same whether runs end in a square or go through many", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.boolean()),
        (height, width, side, stream) => {
          const flags = Uint8Array.from({ length: height * width }, () => Number(stream.next().value));
          const pixels = new Uint32Array(Math.ceil(height / side) * Math.ceil(width / side));
          fillVeilReduced(pixels, runsOfFlags(flags, height, width), side, pixelFrom("#000000"));
          const bytes = new Uint8Array(pixels.buffer);
          for (const k of pixels.keys()) {
            const wide = Math.ceil(width / side);
            const [i, j] = [Math.floor(k / wide), k % wide];
            const inSquare = [...flags].filter(
              (_, at) => Math.floor(at / width / side) === i && Math.floor((at % width) / side) === j,
            );
            const out = inSquare.filter((flag) => flag === 0).length / inSquare.length;
            expect(bytes[4 * k + 3]).toBe(Math.round(255 * out));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

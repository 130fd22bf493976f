import { interpolateRdBu } from "d3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  colourOf,
  contrast,
  cssFrom,
  inkOn,
  NOT_FINITE,
  packPixel,
  pixelFrom,
  pixelOf,
  pixelPicker,
  scaleFor,
  TABLE_SIZE,
} from "../../src/views/colour";

/** The four bytes of a pixel as ImageData would hold them. */
const bytes = (pixel: number): number[] => [...new Uint8Array(new Uint32Array([pixel]).buffer)];

/** Red, green and blue of a CSS colour #rrggbb. */
const rgb = (css: string): number[] => [1, 3, 5].map((at) => Number.parseInt(css.slice(at, at + 2), 16));

describe("pixels", () => {
  it("lie in memory as red, green, blue, alpha", () => {
    expect(bytes(pixelFrom("#0a141e"))).toEqual([10, 20, 30, 255]);
    expect(bytes(pixelFrom("rgba(255, 0, 1, 0.5)"))).toEqual([255, 0, 1, 128]);
    expect(bytes(packPixel(1, 2, 250))).toEqual([1, 2, 250, 255]);
  });

  it("are transparent for what is no colour", () => expect(pixelFrom("var(--ink)")).toBe(0));

  it("cssFrom undoes pixelFrom", () => {
    const level = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(level, level, level, (r, g, b) => {
        expect(rgb(cssFrom(packPixel(r, g, b)))).toEqual([r, g, b]);
        expect(pixelFrom(cssFrom(packPixel(r, g, b)))).toBe(packPixel(r, g, b));
      }),
    );
  });
});

describe("scaleFor", () => {
  it.each([
    ["signed values: symmetric about zero", [-1, 4], "auto", "diverging", [-4, 4]],
    ["values from zero up: as they are", [0, 4], "auto", "sequential", [0, 4]],
    ["positive values: as they are", [2, 4], "auto", "sequential", [2, 4]],
    ["one value: from zero", [3, 3, 3], "auto", "sequential", [0, 3]],
    ["zeros: up to one", [0, 0], "auto", "sequential", [0, 1]],
    ["one negative value", [-3], "auto", "diverging", [-3, 3]],
    ["zeros, diverging: up to one", [0], "diverging", "diverging", [-1, 1]],
    ["positive values, diverging", [1, 2], "diverging", "diverging", [-2, 2]],
    ["one negative value, sequential", [-3], "sequential", "sequential", [-3, 0]],
    ["nothing", [], "auto", "sequential", [0, 1]],
    ["nothing finite", [Number.NaN, Infinity], "auto", "sequential", [0, 1]],
  ] as const)("%s", (_, values, wanted, kind, domain) => {
    const scale = scaleFor(values, wanted);
    expect(scale.kind).toBe(kind);
    expect(scale.domain).toEqual(domain);
    expect(scale.table).toHaveLength(TABLE_SIZE);
  });

  it("takes an extent as well as values", () => expect(scaleFor({ min: -1, max: 2 }).domain).toEqual([-2, 2]));

  it("shares one table among all scales of a kind", () => {
    expect(scaleFor([0, 1]).table).toBe(scaleFor([5, 9]).table);
    expect(scaleFor([0, 1]).table).not.toBe(scaleFor([-1, 1]).table);
  });
});

describe("the diverging colours", () => {
  it("are d3's red to blue, from its blue end", () => {
    const { table } = scaleFor([-1, 1]);
    const entries = Array.from({ length: TABLE_SIZE }, (_, at) =>
      pixelFrom(interpolateRdBu(1 - at / (TABLE_SIZE - 1))),
    );
    expect([...table]).toEqual(entries);
  });

  const scale = scaleFor([-2, 2]);
  it("are blue below zero, near white at zero, red above", () => {
    const [low, middle, high] = [-1.4, 0, 1.4].map((value) => rgb(colourOf(scale, value)));
    expect(low?.[2]).toBeGreaterThan((low?.[0] ?? 0) + 80);
    expect(high?.[0]).toBeGreaterThan((high?.[2] ?? 0) + 80);
    expect(Math.min(...(middle ?? []))).toBeGreaterThan(235);
  });
  it("have zero exactly in the middle of the table", () => {
    expect(pixelOf(scale, 0)).toBe(scale.table[(TABLE_SIZE - 1) / 2]);
  });
});

describe("the sequential colours", () => {
  it("grow steadily lighter, so that they are read without any hue", () => {
    const scale = scaleFor([0, 1]);
    const against = Array.from({ length: 21 }, (_, at) => contrast(colourOf(scale, at / 20), "#000000"));
    for (let at = 1; at < against.length; at += 1) expect(against[at]).toBeGreaterThan(against[at - 1] ?? 0);
    expect(against.at(-1)).toBeGreaterThan(18);
  });
});

describe("any value", () => {
  const scale = scaleFor([-1, 1]);
  it("beyond the domain takes the colour of its end", () => {
    expect(colourOf(scale, 99)).toBe(colourOf(scale, 1));
    expect(colourOf(scale, -1e30)).toBe(colourOf(scale, -1));
  });
  it.each([Number.NaN, Infinity, -Infinity])("%s has a colour of its own", (value) => {
    expect(colourOf(scale, value)).toBe(NOT_FINITE);
    for (const kind of ["diverging", "sequential"] as const) {
      const { table } = scaleFor([-1, 1], kind);
      expect([...table]).not.toContain(pixelFrom(NOT_FINITE));
    }
  });
  it("the yellow of what is not finite differs from every colour of both scales by blueness or lightness", () => {
    const [r = 0, , b = 0] = rgb(NOT_FINITE);
    for (const kind of ["diverging", "sequential"] as const) {
      for (const pixel of scaleFor([-1, 1], kind).table) {
        const [red = 0, , blue = 0] = rgb(cssFrom(pixel));
        expect(Math.abs(red - r) + Math.abs(blue - b)).toBeGreaterThan(60);
      }
    }
  });
  it("gets the same pixel from pixelPicker as from pixelOf, to one entry of the table", () => {
    const pick = pixelPicker(scale);
    fc.assert(
      fc.property(fc.double({ min: -1.2, max: 1.2, noNaN: true }), (value) => {
        const place = (pixel: number): number => scale.table.indexOf(pixel);
        expect(Math.abs(place(pick(value)) - place(pixelOf(scale, value)))).toBeLessThanOrEqual(1);
      }),
    );
    expect([Number.NaN, Infinity].map(pick)).toEqual([Number.NaN, Infinity].map((value) => pixelOf(scale, value)));
  });
});

describe("inkOn", () => {
  it.each(["diverging", "sequential"] as const)("reads well on every %s colour", (kind) => {
    const scale = scaleFor([-1, 1], kind);
    const [low, high] = scale.domain;
    for (let at = 0; at <= 40; at += 1) {
      const value = low + ((high - low) * at) / 40;
      expect(contrast(inkOn(scale, value), colourOf(scale, value))).toBeGreaterThan(4.1);
    }
  });
  it("reads well on what is not finite", () => {
    expect(contrast(inkOn(scaleFor([0, 1]), Number.NaN), NOT_FINITE)).toBeGreaterThan(7);
  });
});

it("contrast is WCAG's: 21 for black on white, 1 for a colour on itself", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#336699", "#336699")).toBe(1);
});

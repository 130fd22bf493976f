import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { axisOf } from "../../src/model/axes";
import { fillOf, hueOf, huesOf, HUES, inkOn, isSoft, textOf } from "../../src/views/axis-hues";

type Rgb = readonly [number, number, number];
const THEMES = ["light", "dark"] as const;
const PAPER = { light: "#fbfaf7", dark: "#171614" };

const css = readFileSync(new URL("../../src/views/axis-hues.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
);
const aliases = new Map(
  [...css.matchAll(/(--[\w-]+): var\((--[\w-]+)\);/g)].map(([, name = "", of = ""]) => [name, of]),
);

/** The colour behind `var(--name)`. */
function colour(reference: string, theme: "light" | "dark"): string {
  const name = /^var\((--[\w-]+)\)$/.exec(reference)?.[1] ?? "";
  const token = tokens.get(aliases.get(name) ?? name);
  if (token === undefined) throw new Error(`no token ${name}`);
  return token[theme];
}

const linear = (hex: string): Rgb => {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

function luminance(hex: string): number {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of WCAG 2. */
function contrast(first: string, second: string): number {
  const [one, two] = [luminance(first), luminance(second)];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}

/** Machado, Oliveira & Fernandes 2009, full severity, on linear RGB. */
const EYES: Record<string, readonly [Rgb, Rgb, Rgb]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Ottosson's OKLab, times 100. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    100 * (0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s),
    100 * (1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s),
    100 * (0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s),
  ];
}

function difference(first: string, second: string, eye: string): number {
  const matrix = EYES[eye];
  if (matrix === undefined) throw new Error(eye);
  const seen = (hex: string) => {
    const [r, g, b] = linear(hex);
    const [red, green, blue] = matrix.map((row) =>
      Math.min(1, Math.max(0, row[0] * r + row[1] * g + row[2] * b)),
    ) as unknown as [number, number, number]; // map forgets that three rows stay three
    return oklab([red, green, blue]);
  };
  const [a, b] = [seen(first), seen(second)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe("hueOf", () => {
  it.each([
    ["B", "B", "b"],
    ["C", "C", "c"],
    ["H", "H", "h"],
    ["h_windows", "H", "h"],
    ["kh", "H", "kh"],
    ["W", "W", "w"],
    ["w_windows", "W", "w"],
    ["kw", "W", "kw"],
    ["kept", "other", "other"],
  ] as const)("%s of family %s is %s", (name, family, hue) => {
    expect(hueOf({ name, family, size: 3 })).toBe(hue);
  });

  it("gives a merged axis every hue once, outermost first", () => {
    const parts = [axisOf("C", "C", 3), axisOf("kh", "H", 3), axisOf("kw", "W", 3)].flatMap(({ parts: own }) => own);
    expect(huesOf({ parts })).toEqual(["c", "kh", "kw"]);
    expect(huesOf({ parts: [...parts, ...parts] })).toEqual(["c", "kh", "kw"]);
  });

  it("knows which hues are soft", () => {
    expect(HUES.filter(isSoft)).toEqual(["b", "kh", "kw"]);
  });
});

describe.each(THEMES)("in the %s theme", (theme) => {
  it.each(HUES)("a number on a bar of %s is legible", (hue) => {
    expect(contrast(colour(fillOf(hue), theme), colour(inkOn(hue), theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(HUES)("the name of %s is legible on the page", (hue) => {
    expect(contrast(colour(textOf(hue), theme), PAPER[theme])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(HUES)("a bar of %s stands out from the page", (hue) => {
    expect(contrast(colour(fillOf(hue), theme), PAPER[theme])).toBeGreaterThanOrEqual(2);
  });

  const strong = ["b", "c", "h", "w"] as const;
  const pairs = [
    ...strong.flatMap((first, at) => strong.slice(at + 1).map((second) => [first, second] as const)),
    ["h", "kh"] as const,
    ["w", "kw"] as const,
  ];
  describe.each(Object.keys(EYES))("for %s eyes", (eye) => {
    it.each(pairs)("%s and %s differ", (first, second) => {
      expect(difference(colour(fillOf(first), theme), colour(fillOf(second), theme), eye)).toBeGreaterThanOrEqual(7);
    });
  });
});

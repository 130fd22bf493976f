import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { axisOf } from "../../src/model/axes";
import { fillOf, hueOf, huesOf, HUES, inkOn, isSoft, textOf } from "../../src/views/axis-hues";
import { contrast, difference, EYES, THEMES, tokensOf } from "./colours";

const PAPER = { light: "#fbfaf7", dark: "#171614" };

const css = readFileSync(new URL("../../src/views/axis-hues.css", import.meta.url), "utf8");
const tokens = tokensOf(css);
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

import { describe, expect, it } from "vitest";
import { axisOf, type Axis } from "../../../src/model/axes";
import { contiguousLayout } from "../../../src/model/layout";
import { barsOf, barWidths, divide } from "../../../src/views/river/bars";
import { done } from "./programs";

const type = { small: 11, strong: 13, line: 14 };
const scale = { least: 16, perBit: 4 };
const merged = (...axes: readonly Axis[]): Axis => ({ parts: axes.flatMap((axis) => axis.parts) });
const step = (...axes: readonly Axis[]) =>
  done({
    op: "view",
    layout: contiguousLayout(axes.map(({ parts }) => parts.reduce((n, { size }) => n * size, 1))),
    axes,
  });
const bars = (...axes: readonly Axis[]) =>
  barsOf(step(...axes), { x: 10, width: 90, bar: 36, form: (name) => name }, 100, scale, type);

describe("divide", () => {
  it.each([
    [[1, 3], [[0, 10], [10, 40]]], // prettier-ignore
    [[0, 0], [[0, 20], [20, 40]]], // prettier-ignore
    [[0, 5], [[0, 0], [0, 40]]], // prettier-ignore
  ] as const)("0–40 by %j", (weights, spans) => expect(divide([0, 40], weights)).toEqual(spans));

  it("shares nothing among none", () => {
    expect(divide([0, 40], [])).toEqual([]);
  });
});

describe("barsOf", () => {
  it("stacks the axes with a gap, from the top", () => {
    const [b, c, h] = bars(axisOf("B", "B", 1), axisOf("C", "C", 4), axisOf("H", "H", 64));
    expect([b?.span, c?.span, h?.span]).toEqual([
      [100, 116],
      [122, 146],
      [152, 192],
    ]);
    expect(h?.number).toEqual({ text: "64", centre: 172, hue: "h" });
  });

  it("shows every meaning of a merged axis, by the logarithm of its size", () => {
    const [n] = bars(merged(axisOf("B", "B", 1), axisOf("h_windows", "H", 4), axisOf("w_windows", "W", 16)));
    expect(n?.name).toBe("N");
    expect(n?.span).toEqual([100, 140]);
    const spans = n?.segments.map(({ hue, span }) => [hue, ...span.map(Math.round)]);
    expect(spans).toEqual([
      ["b", 100, 100],
      ["h", 100, 113],
      ["w", 113, 140],
    ]);
    expect(n?.number).toEqual({ text: "64", centre: 120, hue: "h" });
  });

  it("puts the number where one ink is legible: not across a strong and a soft hue", () => {
    const [flat] = bars(merged(axisOf("C", "C", 4), axisOf("kh", "H", 16), axisOf("kw", "W", 16)));
    expect(flat?.name).toBe("C·kh·kw");
    const soft = flat?.segments.slice(1).flatMap(({ span }) => span) ?? [];
    expect(flat?.number.hue).toBe("kh");
    expect(flat?.number.centre).toBeCloseTo((Math.min(...soft) + Math.max(...soft)) / 2);
  });

  it("keeps the number inside a low bar", () => {
    const [flat] = bars(merged(axisOf("C", "C", 2), axisOf("kh", "H", 1), axisOf("kw", "W", 2)));
    const [from = 0, to = 0] = flat?.span ?? [];
    expect(flat?.number.centre).toBeGreaterThanOrEqual(from + 6);
    expect(flat?.number.centre).toBeLessThanOrEqual(to - 6);
  });

  it("gives equal names different keys", () => {
    expect(bars(axisOf("C", "C", 2), axisOf("C", "C", 3)).map(({ key }) => key)).toEqual(["C", "C#1"]);
  });

  it("shortens a name that does not fit, and keeps the full one", () => {
    const [axis] = bars(axisOf("a_very_long_name_of_an_axis", "other", 3));
    expect(axis?.label).toMatch(/^a_.*…$/u);
    expect(axis?.name).toBe("a_very_long_name_of_an_axis");
  });

  it("draws an axis without elements", () => {
    const [none] = bars(axisOf("kept", "other", 0));
    expect(none?.span).toEqual([100, 116]);
    expect(none?.number.text).toBe("0");
  });
});

describe("barWidths", () => {
  const short = step(axisOf("B", "B", 1), axisOf("C", "C", 3));
  const windows = step(axisOf("h_windows", "H", 32), axisOf("w_windows", "W", 48));
  const many = step(merged(axisOf("h_windows", "H", 298), axisOf("w_windows", "W", 449)));

  it("names axes in full where there is room, all bars equally wide", () => {
    const { widths, form } = barWidths([short, windows], [150, 150], type);
    expect(form("h_windows")).toBe("h_windows");
    expect(widths[0]).toBe(widths[1]);
  });

  it("names them short where there is not", () => {
    expect(barWidths([short, windows], [90, 90], type).form("h_windows")).toBe("h_win");
  });

  it("gives each step its own width before a number or a name is lost", () => {
    const { widths } = barWidths([windows, many], [66, 66], type);
    const [narrow = 0, wide = 0] = widths;
    expect(narrow).toBeLessThan(wide);
    expect(narrow).toBeGreaterThanOrEqual(28);
    expect(wide).toBeGreaterThanOrEqual(45);
  });

  it("takes no steps at all", () => {
    expect(barWidths([], [], type).widths).toEqual([]);
  });
});

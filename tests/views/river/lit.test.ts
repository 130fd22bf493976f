import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/views/river/bars";
import { layoutRiver } from "../../../src/views/river/layout";
import { heightOf, lightOf, type Lit, type Tick } from "../../../src/views/river/lit";
import { sansWidth } from "../../../src/views/river/text";
import { patchMaps } from "./programs";

const steps = patchMaps([1, 3, 96, 144], 3, 3);
const light = (lit: Lit, width = 1200) => lightOf(layoutRiver(steps, { width, height: 340 }), steps, lit);
const imageBars = (): readonly Bar[] => {
  const [image] = layoutRiver(steps, { width: 1200, height: 340 }).columns;
  if (image?.kind !== "done") throw new Error("an image is never refused");
  return image.bars;
};
const windowLabel = (width: number) => light([null, null, [0, 1, 15, 19, 0, 2]], width).ticks[2]?.label;
const printed = (ticks: readonly Tick[]) => ticks.map(({ label }) => label?.index.text ?? null);

describe("ticks", () => {
  it("stand in the middle of the index's cell, within the bar", () => {
    const { ticks } = light([[0, 2, 45, 143]]);
    const bars = imageBars();
    ticks.forEach(({ span: [y], axis }, at) => {
      const bar = bars[axis];
      const index = [0, 2, 45, 143][at] ?? 0;
      const [from = 0, to = 0] = bar?.span ?? [];
      expect(y).toBeCloseTo(from + ((index + 0.5) / (bar?.size ?? 1)) * (to - from));
    });
    expect(printed(ticks)).toEqual(["0", "2", "45", "143"]);
  });

  it("cover the bar of an axis that the selection runs over", () => {
    const { ticks } = light([[0, null, 1, 1]]);
    expect(ticks[1]).toMatchObject({ span: imageBars()[1]?.span, label: null });
  });

  it("leave out what is of another program: wrong ranks, indices outside", () => {
    expect(light([[0, 0]]).ticks).toEqual([]);
    expect(light([[0, 3, 96, -1]]).ticks.map(({ axis }) => axis)).toEqual([0]);
    expect(light([null]).ticks).toEqual([]);
    expect(light([]).ticks).toEqual([]);
  });

  it("rise with the index, for every index", () => {
    const bar = imageBars()[2];
    if (bar === undefined) throw new Error("an image has four axes");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 94 }), (at) => {
        expect(heightOf(bar, at) ?? 0).toBeLessThan(heightOf(bar, at + 1) ?? 0);
      }),
    );
    expect(heightOf(bar, 96)).toBeNull();
    expect(heightOf(bar, Number.NaN)).toBeNull();
  });

  it("print the index under the name where the column is narrow, and beside it where it is wide", () => {
    const [narrow, wide] = [windowLabel(700), windowLabel(2400)];
    expect(narrow?.index.y).toBeGreaterThan(narrow?.name.y ?? Infinity);
    expect(narrow?.index.x).toBe(narrow?.name.x);
    expect(wide?.index.y).toBe(wide?.name.y);
    expect(wide?.index.x).toBeGreaterThan(wide?.name.x ?? Infinity);
  });
});

it.each([744, 900, 1066, 1200, 1440])("at %d px the long indices of the last column lie inside the river", (width) => {
  const photograph = patchMaps([1, 3, 3000, 4000], 3, 3);
  const layout = layoutRiver(photograph, { width, height: 340 });
  const { ticks } = lightOf(layout, photograph, [...photograph.slice(1).map(() => null), [1_332_999, 2, 2]]);
  expect(ticks.length).toBe(3);
  for (const { label } of ticks) {
    const { x = 0, text = "" } = label?.index ?? {};
    expect(x + sansWidth(text, layout.type.small)).toBeLessThanOrEqual(layout.width);
  }
});

describe("threads", () => {
  it("follow the links between steps that are both lit", () => {
    const { threads } = light([[0, 1, 45, 59], [0, 1, 15, 59, 0], null, [0, 1, 15, 19, 0, 2]]);
    expect(threads.map(({ key }) => key)).toEqual([
      "image 1/B>unfold 1/B",
      "image 1/C>unfold 1/C",
      "image 1/H>unfold 1/h_windows",
      "image 1/H>unfold 1/kh",
      "image 1/W>unfold 1/W",
    ]);
  });

  it("skip an axis that the selection runs over", () => {
    const { threads } = light([
      [0, null, 45, 59],
      [0, null, 15, 59, 0],
    ]);
    expect(threads.some(({ key }) => key.includes("/C"))).toBe(false);
    expect(threads).toHaveLength(4);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scaleFor } from "../../src/views/colour";
import { barHeights, histogramOf, histogramText } from "../../src/views/histogram";

const of = (values: number[], bins?: number) => histogramOf(values, scaleFor(values), bins);

describe("histogramOf", () => {
  it("counts values into equal bins between the ends of the scale, the last one closed", () => {
    expect([...of([0, 1, 2, 3, 4], 4).counts]).toEqual([1, 1, 1, 2]);
    expect([...of([-2, -1, 0, 0, 1, 2], 4).counts]).toEqual([1, 1, 2, 2]);
  });

  it("counts what is not finite apart", () => {
    const histogram = of([0, Number.NaN, 1, Infinity], 2);
    expect(histogram).toMatchObject({ total: 4, notFinite: 2, min: 0, max: 1, low: 0, high: 1 });
    expect([...histogram.counts]).toEqual([1, 1]);
  });

  it("counts values beyond the scale into the outer bins", () => {
    expect([...histogramOf([-9, 0, 9], scaleFor([-1, 1]), 3).counts]).toEqual([1, 1, 1]);
  });

  it("loses no finite value", () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { maxLength: 60 }), (values) => {
        const { counts, notFinite } = of(values);
        expect(counts.reduce((a, b) => a + b, 0) + notFinite).toBe(values.length);
      }),
    );
  });

  it("has zero in the middle of its middle bin on a diverging scale", () => {
    const { counts } = of([-3, 0, 3]);
    expect(counts[(counts.length - 1) / 2]).toBe(1);
  });
});

describe("histogramText", () => {
  it.each([
    [[-2.1, 2, 0], "3 values, min −2.1, max 2"],
    [[1], "1 value, min 1, max 1"],
    [[], "no values"],
    [[1, Number.NaN], "2 values, min 1, max 1, 1 nan or inf"],
    [[Number.NaN, Infinity], "2 values, 2 nan or inf"],
  ])("%j", (values, text) => expect(histogramText(of(values))).toBe(text));
});

describe("barHeights", () => {
  it("goes with the square root of the count, and a rare value is never lost", () => {
    const values = [...Array<number>(10_000).fill(0), ...Array<number>(2500).fill(1), 2];
    expect(barHeights(of(values, 3), 20)).toEqual([20, 10, 1]);
  });
  it("is nothing where there is nothing", () => expect(barHeights(of([], 3), 20)).toEqual([0, 0, 0]));
});

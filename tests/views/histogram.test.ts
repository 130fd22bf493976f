import { describe, expect, it } from "vitest";
import { summarise } from "../../src/model/summary";
import { barHeights, histogramText } from "../../src/views/histogram";

const of = (values: number[], bins?: number) => summarise(values, bins);

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

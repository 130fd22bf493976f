import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { domainOf, extentOf, kindFor, summarise } from "../../src/model/summary";

describe("extentOf", () => {
  it("looks at finite values only and counts the others", () => {
    expect(extentOf([3, Number.NaN, -2, Infinity, 7, -Infinity])).toEqual({ min: -2, max: 7, notFinite: 3 });
  });
  it("is zero where there is no finite value", () => {
    expect(extentOf([])).toEqual({ min: 0, max: 0, notFinite: 0 });
    expect(extentOf([Number.NaN])).toEqual({ min: 0, max: 0, notFinite: 1 });
  });
});

describe("summarise", () => {
  it("counts values into equal bins between the ends of the scale, the last one closed", () => {
    expect([...summarise([0, 1, 2, 3, 4], 4).counts]).toEqual([1, 1, 1, 2]);
    expect([...summarise([-2, -1, 0, 0, 1, 2], 4).counts]).toEqual([1, 1, 2, 2]);
  });

  it("counts what is not finite apart", () => {
    const histogram = summarise([0, Number.NaN, 1, Infinity], 2);
    expect(histogram).toMatchObject({ total: 4, notFinite: 2, min: 0, max: 1, low: 0, high: 1 });
    expect([...histogram.counts]).toEqual([1, 1]);
  });

  it("loses no finite value", () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { maxLength: 60 }), (values) => {
        const { counts, notFinite } = summarise(values);
        expect(counts.reduce((a, b) => a + b, 0) + notFinite).toBe(values.length);
      }),
    );
  });

  it("has zero in the middle of its middle bin on a diverging scale", () => {
    const { counts } = summarise([-3, 0, 3]);
    expect(counts[(counts.length - 1) / 2]).toBe(1);
  });
});

describe("the scale that suits the values", () => {
  it.each([
    [[0, 1, 4], "sequential", [0, 4]],
    [[-1, 3], "diverging", [-3, 3]],
    [[-5, -2], "diverging", [-5, 5]],
    [[7, 7], "sequential", [0, 7]],
    [[0, 0], "sequential", [0, 1]],
  ] as const)("%j: %s over %j", (values, kind, domain) => {
    const extent = extentOf(values);
    expect(kindFor(extent)).toBe(kind);
    expect(domainOf(extent, kindFor(extent))).toEqual(domain);
  });
});

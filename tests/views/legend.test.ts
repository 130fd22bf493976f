import { describe, expect, it } from "vitest";
import { scaleFor } from "../../src/views/colour";
import { legendHeight, legendLabel, legendTicks } from "../../src/views/legend";

describe("legendTicks", () => {
  it("are round numbers, zero among them on a diverging scale", () => {
    expect(legendTicks(scaleFor([-4.49, 2]), 260)).toEqual([-4, -2, 0, 2, 4]);
  });
  it("are fewer where there is little room, never less than two apart", () => {
    expect(legendTicks(scaleFor([0, 1]), 60).length).toBeLessThan(legendTicks(scaleFor([0, 1]), 600).length);
    expect(legendTicks(scaleFor([0, 1]), 10).length).toBeGreaterThanOrEqual(2);
  });
  it("keep apart where their numbers are long", () => {
    const ticks = legendTicks(scaleFor([-0.000162, 0.00016]), 272);
    expect(ticks).toEqual([-0.0001, 0, 0.0001]);
  });
  it("lie within the domain, however small or large it is", () => {
    for (const high of [1e-9, 3, 7e12]) {
      const ticks = legendTicks(scaleFor([0, high]), 260);
      expect(Math.min(...ticks)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...ticks)).toBeLessThanOrEqual(high);
      expect(ticks.length).toBeGreaterThan(2);
    }
  });
});

it("legendLabel says the ends and the colours in words", () => {
  expect(legendLabel(scaleFor([-4, 2]), 0)).toBe("Colours from −4 to 4: blue below zero, white at zero, red above");
  expect(legendLabel(scaleFor([0, 1]), 3)).toBe(
    "Colours from 0 to 1: dark to light; yellow where the value is nan or inf",
  );
});

it("legendHeight leaves room for the numbers", () => expect(legendHeight(14) - legendHeight(10)).toBe(4));

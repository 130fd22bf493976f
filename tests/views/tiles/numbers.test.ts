import { describe, expect, it } from "vitest";
import { NUMBERS_FROM, numberStyle } from "../../../src/views/tiles/numbers";

/** Width of a text in the mono font, in CSS pixels. */
const widthOf = (text: string, size: number): number => text.length * 0.6 * size;

describe("numberStyle", () => {
  const values = [
    0,
    1,
    -1,
    0.5,
    -0.286,
    -2.698_039_3,
    12.5,
    -999,
    12_345.6,
    -9.87e8,
    1e-7,
    -3e-20,
    Number.NaN,
    -Infinity,
  ];

  it("fits every number into every size of cell", () => {
    for (let k = NUMBERS_FROM; k <= 200; k += 1) {
      const { size, text } = numberStyle(k);
      for (const value of values) {
        const shown = text(value);
        expect({ k, value, shown, fits: widthOf(shown, size) <= k }).toMatchObject({ fits: true });
      }
    }
  });

  it("is never too small to be read nor larger than headings", () => {
    for (let k = NUMBERS_FROM; k <= 300; k += 1) {
      expect(numberStyle(k).size).toBeGreaterThan(7.5);
      expect(numberStyle(k).size).toBeLessThanOrEqual(20);
    }
  });

  it("prints more digits as cells grow", () => {
    expect([26, 36, 72, 140].map((k) => numberStyle(k).text(-2.698_039_3))).toEqual([
      "−2.7",
      "−2.70",
      "−2.69804",
      "−2.698039",
    ]);
  });

  it("leaves room for the index in large cells only", () => {
    expect(numberStyle(71).indexSize).toBe(0);
    expect(numberStyle(90).indexSize).toBeGreaterThan(8);
  });
});

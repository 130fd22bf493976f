import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, cell, count, MINUS, significant, tuple } from "../../src/views/format";

/** The tests read better with plain spaces and hyphens. */
const plain = (text: string) => text.replaceAll(/[\u00A0\u202F]/g, " ").replaceAll(MINUS, "-");

describe("count", () => {
  it.each([
    [0, "0"],
    [3, "3"],
    [144, "144"],
    [1536, "1 536"],
    [13824, "13 824"],
    [133802, "133 802"],
    [12_345_678, "12 345 678"],
    [-1234, "-1 234"],
    [Number.NaN, "nan"],
    [Infinity, "inf"],
  ])("%d → %s", (number, text) => expect(plain(count(number))).toBe(text));

  it("uses the narrow space that never breaks, and no other", () => {
    expect(count(1_000_000)).toBe("1\u202F000\u202F000");
  });

  it("is undone by taking the spaces away", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(Number(plain(count(number)).replaceAll(" ", ""))).toBe(number);
      }),
    );
  });
});

describe("bytes, 1 KB = 1000 B", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 KB"],
    [1536, "1.54 KB"],
    [55_296, "55.3 KB"],
    [165_888, "166 KB"],
    [999_499, "999 KB"],
    [999_500, "1 MB"],
    [14_400_000, "14.4 MB"],
    [9_996_000, "10 MB"],
    [100_000_000, "100 MB"],
    [1_203_000_000, "1.2 GB"],
    [5e15, "5000 TB"],
  ])("%d → %s", (number, text) => expect(plain(bytes(number))).toBe(text));
});

describe("cell", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [-2, "-2"],
    [0.157, "0.16"],
    [-0.286, "-0.29"],
    [1.5, "1.50"],
    [9.994, "9.99"],
    [9.996, "10.0"],
    [-12.34, "-12.3"],
    [99.96, "100"],
    [123.4, "123"],
    [999.7, "1000"],
    [1234, "1234"],
    [9999.6, "10k"],
    [12345, "12k"],
    [-123456, "-123k"],
    [999_600, "1.0M"],
    [1_234_567, "1.2M"],
    [9_960_000, "10M"],
    [123_456_789, "123M"],
    [1e9, "1e9"],
    [-3.4e38, "-3e38"],
    [0.0049, "5e-3"],
    [-0.0005, "-5e-4"],
    [1e-10, "0.00"],
    [-1e-30, "-0.00"],
    [Number.NaN, "nan"],
    [-Infinity, "-inf"],
  ])("%d → %s", (number, text) => expect(plain(cell(number))).toBe(text));

  it.each([
    [0.157, "0.2"],
    [-2.14, "-2.1"],
    [0.04, "0.0"],
    [3, "3"],
    [0, "0"],
    [9.96, "10.0"],
    [12.34, "12.3"],
  ])("with one decimal: %d → %s", (number, text) => expect(plain(cell(number, 1))).toBe(text));

  it("never takes more than four characters and a minus sign", () => {
    fc.assert(
      fc.property(fc.float(), fc.constantFrom(1 as const, 2 as const), (number, decimals) => {
        expect(cell(number, decimals)).toMatch(/^−?[^−].{0,3}$/u);
      }),
      { numRuns: 2000 },
    );
  });

  it("never writes a hyphen for a minus", () => {
    fc.assert(
      fc.property(fc.float(), (number) => {
        expect(cell(number)).not.toContain("-");
      }),
    );
  });
});

describe("significant", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [-0.28627, "-0.2863"],
    [1, "1"],
    [0.5, "0.5"],
    [123.456, "123.5"],
    [123456.7, "123457"],
    [0.00012346, "0.0001235"],
    [0.00001, "1e-5"],
    [1.23456e-7, "1.235e-7"],
    [-3.4e38, "-3.4e38"],
    [Number.NaN, "nan"],
  ])("%d → %s", (number, text) => expect(plain(significant(number))).toBe(text));

  it("gives as many significant digits as asked", () => {
    expect(plain(significant(-1 / 3, 2))).toBe("-0.33");
    expect(significant(Math.PI, 7)).toBe("3.141593");
  });
});

describe("tuple", () => {
  it("is PyTorch's form, without spaces between thousands", () => {
    expect(tuple([129600, 43200, 432, 1])).toBe("[129600, 43200, 432, 1]");
    expect(tuple([])).toBe("[]");
  });
});

import { describe, expect, it } from "vitest";
import { compareCases } from "../../tools/compare-fixtures.mjs";

const floats = (...numbers: number[]): string => Buffer.from(Float32Array.from(numbers).buffer).toString("base64");

const base = {
  name: "#0",
  maps: floats(1, -200, NaN, Infinity),
  steps: [{ code: "image", shape: [2, 2], copies: false }],
  kept: { any: "0110" },
};

describe("comparing fixtures written anew with the committed ones", () => {
  it.each([
    ["nothing changed", base],
    ["a number moved by its last bits", { ...base, maps: floats(1 + 1e-7, -200.0001, NaN, Infinity) }],
  ])("passes when %s", (_why, fresh) => {
    expect(compareCases([base], [fresh])).toEqual({ passed: 1, failures: [] });
  });

  it.each([
    ["a number moved", { ...base, maps: floats(1.001, -200, NaN, Infinity) }, /maps: number 0 was 1 and is now 1\.00/],
    ["a NaN is gone", { ...base, maps: floats(1, -200, 3, Infinity) }, /maps: number 2 was NaN and is now 3/],
    ["a number became NaN", { ...base, maps: floats(NaN, -200, NaN, Infinity) }, /maps: number 0 was 1 and is now NaN/],
    ["an infinity is gone", { ...base, maps: floats(1, -200, NaN, 1e38) }, /maps: number 3 was Infinity/],
    ["numbers are missing", { ...base, maps: floats(1) }, /maps: 4 numbers became 1/],
    [
      "a shape changed",
      { ...base, steps: [{ ...base.steps[0], shape: [2, 3] }] },
      /steps\.0\.shape\.1: was 2 and is now 3/,
    ],
    ["a step was added", { ...base, steps: [...base.steps, { code: "x" }] }, /steps\.1: was undefined/],
    ["a field vanished", { name: "#0", maps: base.maps, steps: base.steps }, /kept: was \{.*\} and is now undefined/],
    ["a window is kept", { ...base, kept: { any: "1110" } }, /kept\.any: was "0110" and is now "1110"/],
  ])("fails when %s", (_why, fresh, words) => {
    const { passed, failures } = compareCases([base], [fresh]);
    expect(passed).toBe(0);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(words);
  });

  it("counts cases that are gone and cases that are new", () => {
    expect(compareCases([base, base], [base])).toEqual({ passed: 1, failures: ["#0: is no longer written"] });
    expect(compareCases([], [base])).toEqual({ passed: 0, failures: ["#0: is not among the committed cases"] });
  });
});

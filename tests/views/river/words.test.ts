import { describe, expect, it } from "vitest";
import { memoryOf, shortName, stepInWords, sums } from "../../../src/views/river/words";
import type { DoneStep, Step } from "../../../src/model/program";
import { maskedConvolution, patchMaps } from "./programs";

const steps = patchMaps([1, 3, 96, 144], 3, 3);
const at = (index: number): Step => steps[index] as Step; // the program is written out by hand

describe("stepInWords", () => {
  it.each([
    [0, "step 0, image: shape 1, 3, 96, 144; input, 166 KB; contiguous"],
    [1, "step 1, unfold (2, 3, 3): shape 1, 3, 32, 144, 3; view; strided 41472, 13824, 432, 1, 144"],
    [3, "step 3, contiguous: shape 1, 3, 32, 48, 3, 3; copy, 166 KB; contiguous"],
    [9, "step 9, sum (1): shape 1536, 3, 3; copy, 55.3 KB; contiguous"],
  ])("%d", (index, text) => expect(stepInWords(at(index), index)).toBe(text));

  it("says an offset", () => {
    const permute = maskedConvolution(1, 8, 8, 3, 4)[5] as Step;
    expect(stepInWords(permute, 5)).toContain("; offset 3");
  });

  it("says PyTorch's own words", () => {
    const refused = patchMaps([2, 3, 6, 6], 3, 3, "thread").at(-1) as Step;
    expect(stepInWords(refused, 6)).toMatch(
      /^step 6, view \(-1, C, 3, 3\): refused by PyTorch: view size is not compatible/u,
    );
  });

  it("has a word for a scalar", () => {
    const scalar: DoneStep = { ...(at(9) as DoneStep), layout: { shape: [], stride: [], offset: 0 } };
    expect(stepInWords(scalar, 9)).toContain("shape of a scalar");
  });
});

describe("memoryOf", () => {
  it("tells input, view and copy apart", () => {
    expect([0, 1, 3].map((index) => memoryOf(at(index) as DoneStep, index).holding)).toEqual(["input", "view", "copy"]);
    expect(memoryOf(at(1) as DoneStep, 1).size).toBeNull();
  });
});

const named = (name: string): Step => ({ ...at(9), heading: { name, args: "" } });

describe("names", () => {
  it.each([
    ["h_windows", "h_win"],
    ["kh", "kh"],
    ["N", "N"],
    ["C·kh·kw", "C·k·k"],
    ["B·h_windows", "B·h_win"],
  ])("%s in short: %s", (name, short) => expect(shortName(name)).toBe(short));

  it("knows what sums", () => {
    expect(["sum", "matmul", "@ filter", "einsum"].every((name) => sums(named(name)))).toBe(true);
    expect(["view", "index_select", "summary"].some((name) => sums(named(name)))).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { columnAfterKey, presses } from "../../../src/views/river/keys";

describe("columnAfterKey among 10 columns", () => {
  it.each([
    ["ArrowRight", 3, 4],
    ["ArrowLeft", 3, 2],
    ["ArrowRight", 9, 9],
    ["ArrowLeft", 0, 0],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["a", 5, null],
    ["Tab", 5, null],
  ])("%s from %d → %s", (key, at, next) => expect(columnAfterKey(key, at, 10)).toBe(next));

  it("Enter and Space press", () => {
    expect(["Enter", " ", "x"].map(presses)).toEqual([true, true, false]);
  });
});

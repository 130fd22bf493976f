import { describe, expect, it } from "vitest";
import { windowNamed } from "../../src/model/window-place";
import { PLAIN } from "./geometries";

describe("windowNamed: k 3 on [2, 1, 6, 7], 4 × 5 windows of each image", () => {
  const named = (text: string) => windowNamed(text, PLAIN, [2, 1, 6, 7]);
  it.each([
    ["0", 0],
    [" 39 ", 39],
    ["3, 4", 19],
    ["1,0,0", 20],
    ["1 3 4", 39],
  ])("%s is window %i", (text, n) => expect(named(text)).toBe(n));

  it.each(["40", "", "-1", "1.5", "4, 0", "0, 5", "2, 0, 0", "0, 0, 0, 0", "x"])("%s is none", (text) =>
    expect(named(text)).toBe(
      "a window is n from 0 to 39, or row 0 to 3, column 0 to 4, with its image 0 to 1 before them",
    ),
  );
});

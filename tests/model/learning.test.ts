import { describe, expect, it } from "vitest";
import { compared } from "../../src/model/learning";

describe("gradients against finite differences", () => {
  it("the largest difference, and its share of the largest gradient", () => {
    expect(compared([1, -4, 2], [1, -3.5, 2.25], 9)).toEqual({ checked: 3, of: 9, absolute: 0.5, relative: 0.125 });
    expect(compared([0, 0], [0, 0], 2)).toEqual({ checked: 2, of: 2, absolute: 0, relative: 0 });
    expect(compared([1], [NaN], 1).absolute).toBe(Infinity);
  });
});

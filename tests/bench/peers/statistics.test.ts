import { describe, expect, it } from "vitest";
import { quantile, rate, ratio, ratioOf, spread } from "./statistics.mjs";

describe("quantile", () => {
  it.each([
    [0, 1],
    [0.25, 1.75],
    [0.5, 2.5],
    [1, 4],
  ])("of 4 3 1 2 at %s is %s, as numpy has it", (share, value) => expect(quantile([4, 3, 1, 2], share)).toBe(value));

  it("of one value is that value", () => expect(quantile([7], 0.75)).toBe(7));
});

describe("ratio", () => {
  it("is taken within a round, so that a round in which everything is slower does not count", () => {
    expect(ratio([10, 100, 1000], [1, 10, 100])).toEqual({ median: 10, lower: 10, upper: 10 });
  });

  it("of two methods is null when one of them was not timed", () => {
    const timed = { status: "timed", name: "a", samples: [2, 4], work: null, difference: null } as const;
    const slow = { status: "too slow", name: "b", why: "one run takes 4 s" } as const;
    const each = {
      id: "",
      kind: "full",
      size: 1,
      channels: 1,
      kernel: 1,
      stride: 1,
      dilation: 1,
      macs: 1,
      bytes: 8,
    } as const;
    const result = { case: each, methods: [timed, slow] };
    expect(ratioOf(result, "a", "a")?.median).toBe(1);
    expect(ratioOf(result, "a", "b")).toBeNull();
    expect(ratioOf(result, "c", "a")).toBeNull();
  });
});

describe("rate", () => {
  it("is in thousands of millions a second", () => expect(rate(2e9, [1000, 1000]).median).toBe(2));
  it("has its quartiles the right way round", () => {
    const { lower, upper } = rate(1e6, [1, 2, 4]);
    expect(lower).toBeLessThan(upper);
  });
});

it("spread: median and quartiles", () => expect(spread([1, 2, 3])).toEqual({ median: 2, lower: 1.5, upper: 2.5 }));

import { describe, expect, it } from "vitest";
import { lossCurveLayout } from "../../src/views/loss-curve";

const SIZE = { width: 400, height: 170 };
const placesOf = (path: string): number[][] =>
  path
    .split(/[ML]/)
    .filter((each) => each !== "")
    .map((each) => each.split(",").map(Number));

describe("the loss curve", () => {
  it("is nothing without a step, a point after one", () => {
    expect(lossCurveLayout([], SIZE)).toBeNull();
    const one = lossCurveLayout([3], SIZE)!;
    expect(one.scale).toBe("linear");
    expect(one.last.x).toBeLessThan(SIZE.width);
  });

  it("goes down from left to right as the loss does, within its room", () => {
    const losses = [4, 3, 2, 1.5, 1.25];
    const { path, scale, last } = lossCurveLayout(losses, SIZE)!;
    const places = placesOf(path);
    expect([scale, places.length]).toEqual(["linear", 5]);
    for (const [k, [x = 0, y = 0]] of places.entries()) {
      const [before = -1, above = -1] = places[k - 1] ?? [];
      expect([x > before, y > above]).toEqual([true, true]);
      expect([x >= 0 && x <= SIZE.width, y >= 0 && y <= SIZE.height]).toEqual([true, true]);
    }
    expect(places.at(-1)!.map(Math.round)).toEqual([last.x, last.y].map(Math.round));
  });

  it("is logarithmic when it spans decades: equal ratios are equal steps", () => {
    const { path, scale, y } = lossCurveLayout([100, 10, 1, 0.1], SIZE)!;
    const heights = placesOf(path).map(([, at = 0]) => at);
    const steps = heights.slice(1).map((each, k) => each - heights[k]!);
    expect(scale).toBe("log");
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 1);
    expect(y.map(({ text }) => text)).toEqual(["0.1", "1", "10", "100"]);
    expect(lossCurveLayout([100, 0], SIZE)!.scale, "zero has no logarithm").toBe("linear");
  });

  it("draws no more points than can be seen, keeps the peaks and the end, and leaves out what is no number", () => {
    const losses = Array.from({ length: 10_001 }, (_, k) => (k === 5005 ? 50 : 1));
    const places = placesOf(lossCurveLayout(losses, SIZE)!.path);
    expect(places.length).toBeLessThan(700);
    const heights = places.map(([, at = 0]) => at);
    expect(Math.min(...heights)).toBeLessThan(20);
    expect(lossCurveLayout([2, 1, Infinity], SIZE)!.last.x).toBeLessThan(lossCurveLayout([2, 1, 1], SIZE)!.last.x);
  });
});

import { describe, expect, it } from "vitest";
import { largestDifference } from "./check";
import { LEAST_SAMPLE_MS, measure } from "./measure";
import type { NamedMethod } from "./method";

/** Keeps the processor busy for so many milliseconds. */
function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const values = Float32Array.of(1, -2, 3);
const expected = (): Float32Array => values;

describe("measure", () => {
  it("times each method once a round, checks it first and disposes of it", async () => {
    const log: string[] = [];
    const methods: NamedMethod[] = [
      {
        name: "slow",
        make: () => ({ run: () => spin(2 * LEAST_SAMPLE_MS), dispose: () => void log.push("slow") }),
      },
      {
        name: "quick",
        make: () => ({
          run: () => spin(0.5),
          read: async () => Float32Array.of(1, -2, 3.0001),
          expected,
          dispose: () => void log.push("quick"),
        }),
      },
    ];
    const [slow, quick] = await measure(methods, 3);
    if (slow?.status !== "timed" || quick?.status !== "timed") throw new Error("both are to be timed");
    expect(slow.samples).toHaveLength(3);
    expect(slow.difference).toBeNull();
    expect(Math.min(...slow.samples)).toBeGreaterThanOrEqual(2 * LEAST_SAMPLE_MS);
    expect(Math.min(...quick.samples)).toBeGreaterThanOrEqual(0.5);
    expect(quick.difference).toBeCloseTo(0.0001 / 3, 6);
    expect(log).toEqual(["slow", "quick"]);
  });

  it("does not time what disagrees, takes too long or throws, and goes on with the rest", async () => {
    const results = await measure(
      [
        {
          name: "wrong",
          make: () => ({ run: () => undefined, read: async () => Float32Array.of(1, -2, 4), expected }),
        },
        { name: "endless", make: () => ({ run: () => undefined, estimate: () => 60_000 }) },
        { name: "broken", make: () => Promise.reject(new Error("no such op")) },
        { name: "waiting", make: () => ({ run: () => new Promise((resolve) => setTimeout(resolve, 10)) }) },
      ],
      1,
    );
    expect(results.map(({ status }) => status)).toEqual(["disagrees", "too slow", "failed", "timed"]);
    expect(results[1]).toMatchObject({ why: "one run takes 60.0 s by a part of it" });
    expect(results[2]).toMatchObject({ why: "no such op" });
  });
});

describe("largestDifference", () => {
  it("is relative to the value, or to the typical value where that is larger", () => {
    expect(largestDifference(Float32Array.of(100, 1.5), Float32Array.of(100, 1))).toBeCloseTo(
      0.5 / Math.sqrt(5000.5),
      6,
    );
    expect(largestDifference(Float32Array.of(110), Float32Array.of(100))).toBeCloseTo(0.1, 6);
  });

  it.each([
    ["a NaN", Float32Array.of(1, NaN, 3)],
    ["another length", Float32Array.of(1, -2)],
  ])("is infinite for %s", (_what, found) => expect(largestDifference(found, values)).toBe(Infinity));
});

import { describe, expect, it } from "vitest";
import { rasterise } from "../../../../src/model/region/rasterise";
import { cellCount, flagsOf, type Runs, runCount } from "../../../../src/model/runs";
import { brushStroke, checkerboardRuns, compactRuns, keptOnly, lasso, scatteredRuns } from "./regions";

/** One line for each row: # for a window that is kept. */
function draw(runs: Runs): string[] {
  const flags = flagsOf(runs);
  return Array.from({ length: runs.rows }, (_, r) =>
    Array.from(flags.subarray(r * runs.columns, (r + 1) * runs.columns), (flag) => (flag ? "#" : ".")).join(" "),
  );
}

it("a compact quarter of 6 × 6 is a square in the middle", () => {
  expect(draw(compactRuns(6, 6, 0.25))).toEqual([
    ". . . . . .",
    ". # # # . .",
    ". # # # . .",
    ". # # # . .",
    ". . . . . .",
    ". . . . . .",
  ]);
});

it("a checkerboard of 3 × 4 has no run longer than one", () => {
  expect(draw(checkerboardRuns(3, 4))).toEqual(["# . # .", ". # . #", "# . # ."]);
});

describe("coverage", () => {
  it.each([0.5, 0.25, 0.1, 0.01])("is %s, compact and scattered", (share) => {
    expect(cellCount(compactRuns(1022, 1022, share)) / 1022 ** 2).toBeCloseTo(share, 3);
    expect(cellCount(scatteredRuns(1022, 1022, share)) / 1022 ** 2).toBeCloseTo(share, 2);
  });

  it("scattered windows are in many runs", () => {
    const half = scatteredRuns(256, 256, 0.5);
    expect(runCount(half)).toBeGreaterThan(cellCount(half) / 2.5);
  });
});

it("keptOnly leaves zeros where no window is kept", () => {
  expect([...keptOnly(Float32Array.of(1, 2, 3, 4), checkerboardRuns(2, 2))]).toEqual([1, 0, 0, 4]);
});

it.each([
  ["lasso", lasso(256), 0.25, 0.5],
  ["brush stroke", brushStroke(256), 0.02, 0.3],
])("the %s covers a part of the image that a hand would draw", (_name, shapes, least, most) => {
  const share = rasterise(shapes, 256, 256).reduce((sum, flag) => sum + flag, 0) / 256 ** 2;
  expect(share).toBeGreaterThan(least);
  expect(share).toBeLessThan(most);
});

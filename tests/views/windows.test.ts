import { describe, expect, it } from "vitest";
import type { Geometry } from "../../src/model/geometry";
import { windowRuns } from "../../src/views/windows";

const geometry: Geometry = {
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
};
// Two images of 5 × 6 pixels: 3 × 4 windows each.
const shape = [2, 1, 5, 6] as const;

describe("windowRuns", () => {
  it("is one run per row of windows when all are kept", () => {
    expect(windowRuns(geometry, shape, { b: 0 })).toEqual([
      { row: 0, from: 0, to: 3 },
      { row: 1, from: 0, to: 3 },
      { row: 2, from: 0, to: 3 },
    ]);
  });

  it("breaks runs where windows are not kept, image by image", () => {
    const kept = Uint8Array.from("011010110000000000011111", Number);
    expect(windowRuns(geometry, shape, { b: 0, kept })).toEqual([
      { row: 0, from: 1, to: 2 },
      { row: 1, from: 0, to: 0 },
      { row: 1, from: 2, to: 3 },
    ]);
    expect(windowRuns(geometry, shape, { b: 1, kept })).toEqual([
      { row: 1, from: 3, to: 3 },
      { row: 2, from: 0, to: 3 },
    ]);
  });

  it("is empty when nothing is kept or no window fits", () => {
    expect(windowRuns(geometry, shape, { b: 0, kept: new Uint8Array(24) })).toEqual([]);
    expect(windowRuns({ ...geometry, kernel_size: [9, 9] }, shape, { b: 0 })).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { ribbonPath, segmentPath, taperPath, threadPath, tornPath } from "../../../src/views/river/paths";

describe("paths", () => {
  it("a ribbon leaves and arrives level", () => {
    expect(ribbonPath(10, [0, 20], 50, [30, 40])).toBe("M10,0C30,0 30,30 50,30L50,40C30,40 30,20 10,20Z");
  });

  it("a thread follows the same curve", () => {
    expect(threadPath(10, 5, 50, 35)).toBe("M10,5C30,5 30,35 50,35");
  });

  it("a taper ends in a point", () => {
    expect(taperPath(0, [0, 20], 10, 10)).toBe("M0,0C5,0 5,10 10,10C5,10 5,20 0,20Z");
  });

  it("a torn ribbon has teeth between its edges", () => {
    expect(tornPath(0, [0, 20], 30, 10)).toBe("M0,0L30,0L23,5L30,10L23,15L30,20L0,20Z");
    expect(tornPath(0, [0, 2], 30, 10)).toBe("M0,0L30,0L23,1L30,2L0,2Z");
  });

  it("numbers are rounded to hundredths of a pixel", () => {
    expect(threadPath(1 / 3, 0, 2 / 3, 0)).toBe("M0.33,0C0.5,0 0.5,0 0.67,0");
  });

  it("a segment is round only at its bar's own ends", () => {
    expect(segmentPath(0, 30, [0, 20], [4, 0])).toContain("M0,4Q0,0 4,0L26,0Q30,0 30,4L30,20Q30,20 30,20L0,20");
    expect(segmentPath(0, 30, [0, 4], [4, 4])).toContain("M0,2Q0,0 2,0");
    expect(segmentPath(0, 30, [5, 5], [4, 0])).not.toContain("NaN");
  });
});

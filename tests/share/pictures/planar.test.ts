import { describe, expect, it } from "vitest";
import type { Pixels } from "../../../src/share/pictures/pixels";
import { LUMA, levelPlanes, plane, planeRows } from "../../../src/share/pictures/planar";

const rgb: Pixels = { size: [1, 3], channels: 3, most: 255, data: Uint8Array.of(255, 0, 0, 0, 128, 0, 10, 20, 51) };

describe("plane", () => {
  it("takes channels apart: pixel / 255 in float32", () => {
    expect([...plane(rgb, 0)]).toEqual([1, 0, Math.fround(10 / 255)]);
    expect([...plane(rgb, 1)]).toEqual([0, Math.fround(128 / 255), Math.fround(20 / 255)]);
    expect([...plane(rgb, 2)]).toEqual([0, 0, Math.fround(0.2)]);
  });

  it("divides 16 bits by 65535", () => {
    const deep: Pixels = { size: [1, 3], channels: 1, most: 65_535, data: Uint16Array.of(0, 257, 65_535) };
    expect([...plane(deep, 0)]).toEqual([0, Math.fround(1 / 255), 1]);
  });

  it("makes gray by Rec. 601: 0.299 R + 0.587 G + 0.114 B", () => {
    const [red, green, blue] = LUMA;
    expect(red + green + blue).toBeCloseTo(1, 12);
    expect([...plane(rgb, "luma")]).toEqual([
      Math.fround(0.299),
      Math.fround((0.587 * 128) / 255),
      Math.fround((0.299 * 10 + 0.587 * 20 + 0.114 * 51) / 255),
    ]);
  });

  it("equal colours are that gray, whichever way", () => {
    for (let value = 0; value < 256; value += 1) {
      const data = Uint8Array.of(value, value, value);
      const fromColours = plane({ size: [1, 1], channels: 3, most: 255, data }, "luma")[0];
      const fromGray = plane({ size: [1, 1], channels: 1, most: 255, data: data.slice(0, 1) }, "luma")[0];
      expect(fromColours).toBe(fromGray);
      expect(fromGray).toBe(Math.fround(value / 255));
    }
  });

  it("gray pictures give the same plane for red, green and blue", () => {
    const gray: Pixels = { size: [1, 2], channels: 1, most: 255, data: Uint8Array.of(51, 255) };
    for (const which of [0, 1, 2, "luma"] as const) expect([...plane(gray, which)]).toEqual([Math.fround(0.2), 1]);
  });

  it("lays transparency on white: v·a + (1 − a)", () => {
    const data = Uint8Array.of(0, 0, 100, 255, 0, 51, 255, 102);
    const gray: Pixels = { size: [1, 4], channels: 2, most: 255, data };
    expect([...plane(gray, 0)]).toEqual([1, Math.fround(100 / 255), Math.fround(0.8), 1]);
    const colour: Pixels = { size: [1, 1], channels: 4, most: 255, data: Uint8Array.of(255, 0, 51, 127) };
    const alpha = 127 / 255;
    expect(plane(colour, 0)[0]).toBe(1);
    expect(plane(colour, 1)[0]).toBe(Math.fround(1 - alpha));
    expect(plane(colour, 2)[0]).toBeCloseTo(0.2 * alpha + 1 - alpha, 7);
    const luma = 0.299 + 0.114 * 0.2;
    expect(plane(colour, "luma")[0]).toBeCloseTo(luma * alpha + 1 - alpha, 7);
  });
});

describe("levelPlanes", () => {
  it.each<[string, 1 | 3, 1 | 3, (plane: number, k: number) => number]>([
    ["of colours", 3, 3, (which, k) => (3 * k + which) % 251],
    ["of gray in each of three", 1, 3, (_, k) => k % 251],
    ["of gray", 1, 1, (_, k) => k % 251],
  ])("plane by plane, bytes %s, each part told once it is made", (_, channels, planes, expected) => {
    const size = [1025, 1100] as const;
    const area = size[0] * size[1];
    const data = Uint8Array.from({ length: channels * area }, (__, k) => k % 251);
    const heard: { readonly at: number; readonly part: Uint8Array }[] = [];
    const result = levelPlanes({ size, channels, most: 255, data }, planes, (part, at) =>
      heard.push({ at, part: part.slice() }),
    );
    expect(result).toHaveLength(planes * area);
    for (let k = 0; k < result.length; k += 997) expect(result[k]).toBe(expected(Math.floor(k / area), k % area));
    let next = 0;
    for (const { at, part } of heard) {
      expect(at).toBe(next);
      // One by one they would take a minute.
      expect(Buffer.compare(part, result.subarray(at, at + part.length))).toBe(0);
      next += part.length;
    }
    expect(next).toBe(result.length);
    expect(heard.length).toBeGreaterThan(planes);
  });
});

describe("planeRows", () => {
  it.each([1, 2, 3, 4] as const)("are the rows of the plane, of a picture of %i channels, in bands", (channels) => {
    const size: Pixels["size"] = [700, 401];
    const data = Uint8Array.from({ length: channels * 700 * 401 }, (_, k) => (k * 31) % 251);
    const pixels: Pixels = { size, channels, most: 255, data };
    for (const which of [0, 2, "luma"] as const) {
      const whole = plane(pixels, which);
      const rowOf = planeRows(pixels, which);
      for (let y = 0; y < 700; y += 1) expect(rowOf(y)).toEqual(whole.subarray(y * 401, (y + 1) * 401));
    }
  });
});

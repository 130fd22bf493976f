import { describe, expect, it } from "vitest";
import { fromRgba, type Pixels, upright, withoutOpaqueAlpha } from "../../../src/share/pictures/pixels";
import type { Orientation } from "../../../src/share/pictures/headers/header";

/** A picture drawn in letters, one per pixel. */
const drawn = (rows: readonly string[]): Pixels => ({
  size: [rows.length, rows[0]?.length ?? 0],
  channels: 1,
  most: 255,
  data: Uint8Array.from(rows.join(""), (letter) => letter.codePointAt(0) ?? 0),
});
const draw = ({ size: [height, width], data }: Pixels): string[] =>
  Array.from({ length: height }, (_, y) => String.fromCharCode(...data.slice(y * width, (y + 1) * width)));

describe("upright", () => {
  // How an F lies in the file under each orientation, and how it is to be seen.
  const seen = ["###", "#..", "##.", "#.."];
  it.each<[Orientation, string[]]>([
    [1, ["###", "#..", "##.", "#.."]],
    [2, ["###", "..#", ".##", "..#"]],
    [3, ["..#", ".##", "..#", "###"]],
    [4, ["#..", "##.", "#..", "###"]],
    [5, ["####", "#.#.", "#..."]],
    [6, ["#...", "#.#.", "####"]],
    [7, ["...#", ".#.#", "####"]],
    [8, ["####", ".#.#", "...#"]],
  ])("orientation %i: an F stands upright", (orientation, stored) => {
    expect(draw(upright(drawn(stored), orientation))).toEqual(seen);
  });

  it("keeps the channels of a pixel together and 16 bits as 16", () => {
    const data = Uint16Array.of(1, 2, 3, 40_001, 40_002, 40_003);
    const pixels = upright({ size: [1, 2], channels: 3, most: 65_535, data }, 6);
    expect(pixels).toEqual({ size: [2, 1], channels: 3, most: 65_535, data });
    const mirrored = upright({ size: [1, 2], channels: 3, most: 65_535, data }, 2);
    expect([...mirrored.data]).toEqual([40_001, 40_002, 40_003, 1, 2, 3]);
  });
});

describe("fromRgba keeps only the channels that say something", () => {
  it.each([
    ["opaque colours", [1, 2, 3, 255, 4, 5, 6, 255], 3, [1, 2, 3, 4, 5, 6]],
    ["opaque gray", [7, 7, 7, 255, 9, 9, 9, 255], 1, [7, 9]],
    ["gray and alpha", [7, 7, 7, 0, 9, 9, 9, 255], 2, [7, 0, 9, 255]],
    ["colours and alpha", [1, 2, 3, 255, 4, 5, 6, 0], 4, [1, 2, 3, 255, 4, 5, 6, 0]],
    ["blue alone makes a colour", [7, 7, 7, 255, 7, 7, 8, 255], 3, [7, 7, 7, 7, 7, 8]],
  ] as const)("%s", (_, rgba, channels, data) => {
    const pixels = fromRgba(Uint8ClampedArray.from(rgba), [1, 2]);
    expect(pixels).toEqual({ size: [1, 2], channels, most: 255, data: Uint8Array.from(data) });
  });
});

describe("withoutOpaqueAlpha", () => {
  it("drops alpha only where every pixel is opaque", () => {
    const gray: Pixels = { size: [1, 2], channels: 2, most: 65_535, data: Uint16Array.of(5, 65_535, 6, 65_535) };
    expect(withoutOpaqueAlpha(gray)).toEqual({ size: [1, 2], channels: 1, most: 65_535, data: Uint16Array.of(5, 6) });
    const clear: Pixels = { ...gray, data: Uint16Array.of(5, 65_535, 6, 65_534) };
    expect(withoutOpaqueAlpha(clear)).toBe(clear);
    const rgb: Pixels = { size: [1, 1], channels: 3, most: 255, data: Uint8Array.of(1, 2, 255) };
    expect(withoutOpaqueAlpha(rgb)).toBe(rgb);
  });
});

import { describe, expect, it } from "vitest";
import {
  canWorkAt,
  checkFileSize,
  checkPixelSize,
  checkWorkingSize,
  roomFor,
} from "../../../src/share/pictures/limits";
import { failure } from "./files";

const KIB = 1024;
const ROOM = roomFor(2 ** 20, 8);

describe("checkPixelSize", () => {
  it.each([
    [1, 1],
    [10_000, 10_000],
    [65_535, 1],
    [1, 65_535],
  ])("%i rows of %i are taken", (height, width) => {
    expect(() => checkPixelSize([height, width], ROOM)).not.toThrow();
  });

  it.each<[number, number, string, string]>([
    [
      60_000,
      60_000,
      "picture-too-large",
      "the header claims 60000 × 60000 pixels (3600 megapixels); up to 100 megapixels can be loaded",
    ],
    [
      10_000,
      10_001,
      "picture-too-large",
      "the header claims 10001 × 10000 pixels (100.01 megapixels); up to 100 megapixels can be loaded",
    ],
    [
      8001,
      12_499,
      "picture-too-large",
      "the header claims 12499 × 8001 pixels (100.005 megapixels); up to 100 megapixels can be loaded",
    ],
    [1, 65_536, "picture-too-large", "the header claims 65536 × 1 pixels; a side may have up to 65535 pixels"],
    [0, 5, "picture-corrupt", "the header claims 5 × 0 pixels; a picture has at least 1 × 1"],
    [
      2 ** 32 - 1,
      2 ** 32 - 1,
      "picture-too-large",
      "the header claims 4294967295 × 4294967295 pixels (18446744065119.617 megapixels); up to 100 megapixels can be loaded",
    ],
  ])("%i rows of %i are refused with the numbers", async (height, width, tag, message) => {
    expect(await failure(() => checkPixelSize([height, width], ROOM))).toEqual({ tag, message });
  });

  it("takes half as many of 16 bits", async () => {
    const room = roomFor(2 ** 20, 16);
    expect(() => checkPixelSize([5000, 10_000], room)).not.toThrow();
    expect((await failure(() => checkPixelSize([5001, 10_000], room))).message).toBe(
      "the header claims 10000 × 5001 pixels (50.01 megapixels); up to 50 megapixels of 16 bits can be loaded",
    );
  });

  it("takes no more than is worked on whole from what a link can carry", async () => {
    expect(() => checkPixelSize([4000, 6000], roomFor(64 * KIB, 1))).not.toThrow();
    expect((await failure(() => checkPixelSize([4001, 6000], roomFor(64 * KIB, 1)))).message).toBe(
      "the header claims 6000 × 4001 pixels (24.006 megapixels); up to 24 megapixels from a file of up to 64 KiB can be loaded",
    );
    expect(() => checkPixelSize([4001, 6000], roomFor(64 * KIB + 1, 1))).not.toThrow();
  });
});

describe("checkFileSize", () => {
  it("takes 128 MiB and not a byte more", async () => {
    expect(() => checkFileSize(128 * 2 ** 20)).not.toThrow();
    expect(await failure(() => checkFileSize(200.5 * 2 ** 20))).toEqual({
      tag: "picture-file-too-large",
      message: "the file has 200.5 MiB; up to 128 MiB can be loaded",
    });
    expect((await failure(() => checkFileSize(128 * 2 ** 20 + 1))).tag).toBe("picture-file-too-large");
  });
});

describe("canWorkAt", () => {
  it.each<[[number, number], boolean]>([
    [[4000, 6000], true],
    [[6000, 4000], true],
    [[4000, 6001], false],
    [[1, 16_384], true],
    [[1, 16_385], false],
    [[16_385, 1], false],
  ])("%j: %s", (size, expected) => expect(canWorkAt(size)).toBe(expected));
});

describe("checkWorkingSize", () => {
  it.each<[number, [number, number], string]>([
    [
      3,
      [4000, 6001],
      "3 × 4000 × 6001 (C × H × W) would be 72,012,000 numbers; up to 72,000,000 can be worked on: choose a smaller working size",
    ],
    [
      1,
      [4000, 6001],
      "1 × 4000 × 6001 (C × H × W) would be 24.004 megapixels; up to 24 megapixels can be worked on: choose a smaller working size",
    ],
    [
      3,
      [10, 20_000],
      "3 × 10 × 20000 (C × H × W) would be 20,000 pixels long; up to 16,384 can be worked on: choose a smaller working size",
    ],
  ])("%i channels of %j are refused with the numbers", async (channels, size, message) => {
    expect(await failure(() => checkWorkingSize(channels, size))).toEqual({ tag: "picture-working-size", message });
  });

  it("takes 72,000,000 numbers", () => expect(() => checkWorkingSize(3, [4000, 6000])).not.toThrow());
});

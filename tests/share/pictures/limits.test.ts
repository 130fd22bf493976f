import { describe, expect, it } from "vitest";
import { checkFileSize, checkPixelSize, checkWorkingSize } from "../../../src/share/pictures/limits";
import { failure } from "./files";

describe("checkPixelSize", () => {
  it.each([
    [1, 1],
    [4000, 6000],
    [16_384, 1],
    [1, 16_384],
  ])("%i rows of %i are taken", (height, width) => {
    expect(() => checkPixelSize([height, width])).not.toThrow();
  });

  it.each<[number, number, string, string]>([
    [
      60_000,
      60_000,
      "picture-too-large",
      "the header claims 60000 × 60000 pixels (3600 megapixels); up to 24 megapixels can be loaded",
    ],
    [
      4001,
      6000,
      "picture-too-large",
      "the header claims 6000 × 4001 pixels (24.01 megapixels); up to 24 megapixels can be loaded",
    ],
    [1, 16_385, "picture-too-large", "the header claims 16385 × 1 pixels; a side may have up to 16384 pixels"],
    [0, 5, "picture-corrupt", "the header claims 5 × 0 pixels; a picture has at least 1 × 1"],
    [
      2 ** 32 - 1,
      2 ** 32 - 1,
      "picture-too-large",
      "the header claims 4294967295 × 4294967295 pixels (18450000000000 megapixels); up to 24 megapixels can be loaded",
    ],
  ])("%i rows of %i are refused with the numbers", async (height, width, tag, message) => {
    expect(await failure(() => checkPixelSize([height, width]))).toEqual({ tag, message });
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

describe("checkWorkingSize", () => {
  it("takes 72,000,000 numbers and not one more", async () => {
    expect(() => checkWorkingSize(3, [4000, 6000])).not.toThrow();
    expect(await failure(() => checkWorkingSize(3, [4000, 6001]))).toEqual({
      tag: "picture-working-size",
      message:
        "3 × 4000 × 6001 (C × H × W) would be 72,012,000 numbers; up to 72,000,000 can be worked on: choose a smaller working size",
    });
  });
});

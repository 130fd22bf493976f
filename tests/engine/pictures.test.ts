import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { numbersOf } from "../../src/model/levels";
import type { WorkingImage } from "../../src/model/runner";
import { createPictures } from "../../src/share/pictures/client";
import {
  decodeRaster,
  NOISED_NOTE,
  offscreen,
  type MakeReadback,
  readbackIsExact,
} from "../../src/share/pictures/raster";
import { failure, gif, jpegSkeleton, latin1, png } from "../share/pictures/files";

const FILES = import.meta.glob<string>("../files/*.{jpg,webp,avif,gif}", {
  query: "?url",
  import: "default",
  eager: true,
});

async function fileNamed(name: string): Promise<Blob> {
  const url = FILES[`../files/${name}`];
  if (url === undefined) throw new Error(`there is no tests/files/${name}`);
  return (await fetch(url)).blob();
}

const pictures = createPictures();
afterAll(() => pictures.dispose());
afterEach(() => vi.unstubAllGlobals());

async function rgb(blob: Blob, name = "picture"): Promise<{ image: WorkingImage; notes: readonly string[] }> {
  const { id, notes } = await pictures.open(blob, name);
  const { image } = await pictures.working(id, { color: "rgb", resize: null });
  pictures.forget(id);
  return { image: { shape: image.shape, data: numbersOf(image.data) }, notes };
}

/** Letter of the colour at (y, x): red, green, blue, white, black, or ? when it is none of them within 6 %. */
function letter({ shape: [, , h, w], data }: WorkingImage, y: number, x: number): string {
  const parts = [0, 1, 2].map((c) => data[(c * h + y) * w + x] ?? Number.NaN);
  const bits = parts.map((value) => (value > 0.94 ? "1" : value < 0.06 ? "0" : "?")).join("");
  return { "100": "R", "010": "G", "001": "B", "111": "W", "000": "K" }[bits] ?? "?";
}

/** The colours in the middle of the four quadrants, row by row. */
function quadrants(image: WorkingImage): string {
  const [, , h, w] = image.shape;
  const rows = [h / 4, (3 * h) / 4].map(Math.floor);
  const columns = [w / 4, (3 * w) / 4].map(Math.floor);
  return rows.flatMap((y) => columns.map((x) => letter(image, y, x))).join("");
}

describe("the picture worker decodes by the browser", () => {
  it.each([
    ["quadrants.webp", [16, 24], "RGBW", []],
    ["quadrants.avif", [16, 24], "RGBW", []],
    ["ten-bit.avif", [16, 24], "RGBW", ["10 bits per channel were read as 8"]],
    ["two-frames.gif", [16, 24], "RGBW", ["only the first frame of the animation is used"]],
    // Stored as RGBW in 16 × 24, to be turned by 90°: what lies left below comes left above.
    ["exif-6.jpg", [24, 16], "BRWG", []],
    // Left half transparent: above wholly, so white; below by half, so light blue.
    ["alpha.webp", [16, 24], "WG?W", ["transparent pixels were laid on white"]],
  ] as const)("%s: size %j, quadrants %s", async (name, size, colours, notes) => {
    const { image, notes: said } = await rgb(await fileNamed(name), name);
    expect(image.shape).toEqual([1, 3, ...size]);
    expect(quadrants(image)).toBe(colours);
    expect(said).toEqual(notes);
  });

  it("lossless files hold exact numbers", async () => {
    for (const name of ["quadrants.webp", "quadrants.avif"]) {
      const { image } = await rgb(await fileNamed(name));
      expect(new Set(image.data)).toEqual(new Set([0, 1]));
    }
  });

  it("half-transparent blue on white is v·a + (1 − a)", async () => {
    const { image } = await rgb(await fileNamed("alpha.webp"));
    const at = 12 * 24 + 3;
    const [red, , blue] = [0, 1, 2].map((c) => image.data[c * 16 * 24 + at]);
    expect(red).toBeCloseTo(127 / 255, 2);
    expect(blue).toBe(1);
  });

  it("CMYK JPEG: the browser converts it, and the page can say so", async () => {
    const { image, notes } = await rgb(await fileNamed("cmyk.jpg"));
    expect(image.shape).toEqual([1, 3, 16, 24]);
    expect(letter(image, 12, 18)).toBe("W");
    expect(notes).toEqual(["CMYK colours were converted to RGB by the browser"]);
  });

  it("photo.jpg, photo.webp, photo.avif and progressive.jpg are the same photograph", async () => {
    const [first, ...others] = await Promise.all(
      ["photo.jpg", "photo.webp", "photo.avif", "progressive.jpg"].map(async (name) => rgb(await fileNamed(name))),
    );
    if (!first) throw new Error("no photograph");
    for (const { image } of others) {
      expect(image.shape).toEqual([1, 3, 64, 96]);
      const apart = image.data.reduce((sum, value, k) => sum + Math.abs(value - (first.image.data[k] ?? 0)), 0);
      expect(apart / image.data.length).toBeLessThan(0.04);
    }
  });

  it("a gray JPEG has one plane in three copies", async () => {
    const info = await pictures.open(await fileNamed("gray.jpg"), "gray.jpg");
    expect(info).toMatchObject({ kind: "jpeg", natural: [32, 48], gray: true, bits: 8 });
    const { image } = await pictures.working(info.id, { color: "rgb", resize: [16, 24] });
    const plane = 16 * 24;
    expect(image.shape).toEqual([1, 3, 16, 24]);
    expect(Array.from(image.data.subarray(plane, 2 * plane))).toEqual(Array.from(image.data.subarray(0, plane)));
    expect(Array.from(image.data.subarray(2 * plane))).toEqual(Array.from(image.data.subarray(0, plane)));
  });

  it("a picture wider than what is read back at once, block by block, is exact to its ends", async () => {
    const [height, width] = [150, 20_000];
    const pixel = (x: number, y: number): number[] => [x & 255, (x >> 8) + y, y];
    const { pixels } = await decodeRaster(new Blob([png({ width, height, colourType: 2, bits: 8, pixel })]), "PNG");
    const expected = new Uint8Array(3 * height * width);
    for (let at = 0; at < height * width; at += 1) expected.set(pixel(at % width, Math.floor(at / width)), 3 * at);
    expect(pixels.size).toEqual([height, width]);
    expect(pixels.data).toEqual(expected);
  });

  it("the smallest GIF there is", async () => {
    expect((await rgb(new Blob([gif()]))).image.shape).toEqual([1, 3, 1, 1]);
  });
});

describe("the picture worker decodes PNG itself", () => {
  it("a sample of this site agrees with the browser's own decoder, number by number", async () => {
    const { id, natural, kind, notes } = await pictures.sample("/samples/chelsea.png");
    expect([natural, kind, notes]).toEqual([[300, 451], "png", []]);
    const { image } = await pictures.working(id, { color: "rgb", resize: null });
    const { pixels } = await decodeRaster(await (await fetch("/samples/chelsea.png")).blob(), "PNG");
    expect(pixels.channels).toBe(3);
    const plane = 300 * 451;
    const theirs = Float32Array.from(
      image.data,
      (_, at) => (pixels.data[(at % plane) * 3 + Math.floor(at / plane)] ?? 0) / 255,
    );
    expect(image.data).toEqual(theirs);
  });

  it.each([1, 2, 4] as const)("interlaced gray of %i bits goes through the browser, exactly", async (bits) => {
    const most = 2 ** bits - 1;
    const pixel = (x: number, y: number): number[] => [(x * 3 + y * 5) & most];
    const { image } = await rgb(
      new Blob([png({ width: 11, height: 10, colourType: 0, bits, interlaced: true, pixel })]),
    );
    const expected = Array.from({ length: 110 }, (_, k) =>
      Math.fround((pixel(k % 11, Math.floor(k / 11))[0] ?? 0) / most),
    );
    expect(Array.from(image.data.subarray(0, 110))).toEqual(expected);
  });

  it("interlaced palette of 4 bits with a transparent entry", async () => {
    const palette = [255, 0, 0, 0, 0, 255, 9, 9, 9];
    const plan = {
      width: 6,
      height: 6,
      colourType: 3,
      bits: 4,
      interlaced: true,
      palette,
      transparency: [255, 255, 0],
    } as const;
    const { image, notes } = await rgb(new Blob([png({ ...plan, pixel: (x, y) => [x < 3 ? 0 : y < 3 ? 1 : 2] })]));
    expect(quadrants(image)).toBe("RBRW");
    expect(notes).toEqual(["transparent pixels were laid on white"]);
  });

  it("16 bits are 16 bits", async () => {
    const file = png({ width: 2, height: 1, colourType: 0, bits: 16, pixel: (x) => [x === 0 ? 1 : 65_534] });
    const { image } = await rgb(new Blob([file]));
    expect(Array.from(image.data.subarray(0, 2))).toEqual([1 / 65_535, 65_534 / 65_535].map(Math.fround));
  });
});

describe("the picture worker refuses, and goes on working", () => {
  it.each<[string, () => Promise<Blob>, string, RegExp]>([
    [
      "text named photo.png",
      async () => new Blob([latin1("hello")]),
      "picture-kind",
      /named photo\.png, but it holds text/,
    ],
    ["an empty file", async () => new Blob([]), "picture-empty", /0 bytes/],
    [
      "a JPEG cut in half",
      async () => {
        const whole = await (await fetch("/samples/rocket.jpg")).blob();
        return whole.slice(0, whole.size / 2);
      },
      "picture-truncated",
      /^the file ends before the picture does \(truncated JPEG\)$/,
    ],
    ["an AVIF cut", async () => (await fileNamed("photo.avif")).slice(0, 3000), "picture-truncated", /AVIF/],
    ["a WebP cut", async () => (await fileNamed("photo.webp")).slice(0, 900), "picture-truncated", /WebP/],
    ["a GIF cut", async () => (await fileNamed("two-frames.gif")).slice(0, 80), "picture-truncated", /GIF/],
    [
      "a JPEG that is only a skeleton",
      async () => new Blob([jpegSkeleton({ width: 8, height: 8 })]),
      "picture-unsupported",
      /could not decode the JPEG picture/,
    ],
  ])("%s", async (_, make, tag, message) => {
    const refused = await failure(async () => pictures.open(await make(), "photo.png"));
    expect(refused.tag).toBe(tag);
    expect(refused.message).toMatch(message);
    expect((await rgb(new Blob([gif()]))).image.shape).toEqual([1, 3, 1, 1]);
  });
});

/** A canvas that flips the lowest bit of one number, as some browsers do against tracking. */
const dishonest: MakeReadback = (size) => {
  const honest = offscreen(size);
  return {
    clearRect: (x, y, width, height) => honest.clearRect(x, y, width, height),
    drawImage: (image, x, y) => honest.drawImage(image, x, y),
    putImageData: (image, x, y) => honest.putImageData(image, x, y),
    getImageData(x, y, width, height) {
      const image = honest.getImageData(x, y, width, height);
      image.data[1] = (image.data[1] ?? 0) ^ 1;
      return image;
    },
  };
};

describe("reading pixels back from a canvas", () => {
  it("is exact here", () => {
    expect(readbackIsExact()).toBe(true);
  });

  it("is found out where it is altered, and the picture says so", async () => {
    expect(readbackIsExact(dishonest)).toBe(false);
    const { notes } = await decodeRaster(await fileNamed("quadrants.webp"), "WebP", undefined, undefined, dishonest);
    expect(notes).toEqual([NOISED_NOTE]);
  });

  it("is refused in words where the browser has no decoder or no canvas off the page", async () => {
    const file = await fileNamed("quadrants.webp");
    vi.stubGlobal("createImageBitmap", undefined);
    expect((await failure(() => decodeRaster(file, "WebP"))).tag).toBe("picture-browser");
    vi.unstubAllGlobals();
    vi.stubGlobal("OffscreenCanvas", undefined);
    expect((await failure(() => decodeRaster(file, "WebP"))).message).toContain("PNG files can still be loaded");
  });
});

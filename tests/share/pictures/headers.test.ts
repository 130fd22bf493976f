import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlaygroundError } from "../../../src/model/errors";
import { exifOrientation } from "../../../src/share/pictures/headers/exif";
import { FIRST_FRAME_NOTE } from "../../../src/share/pictures/headers/header";
import { readHeader } from "../../../src/share/pictures/headers/index";
import { PICTURE_KINDS, type PictureKind } from "../../../src/share/pictures/sniff";
import {
  avifSkeleton,
  big,
  box,
  claimedPng,
  exif,
  failure,
  gif,
  jpegSkeleton,
  join,
  latin1,
  segment,
  webpSkeleton,
} from "./files";

const real = (name: string): Uint8Array => new Uint8Array(readFileSync(name));
const app1 = (block: Uint8Array): Uint8Array => segment(0xe1, join(latin1("Exif\0\0"), block));

describe("readHeader reads sizes before anything is decoded", () => {
  it.each<[string, PictureKind, Uint8Array, [number, number]]>([
    ["PNG", "png", claimedPng(60000, 50000), [50000, 60000]],
    ["JPEG", "jpeg", jpegSkeleton({ width: 640, height: 427 }), [427, 640]],
    ["progressive JPEG", "jpeg", jpegSkeleton({ width: 65535, height: 3, frame: 0xc2 }), [3, 65535]],
    ["GIF", "gif", gif(300, 200), [200, 300]],
    ["GIF with a frame larger than its screen", "gif", gif(0, 0), [1, 1]],
    ["WebP, lossy", "webp", webpSkeleton({ lossy: [450, 300] }), [300, 450]],
    ["WebP, lossless", "webp", webpSkeleton({ lossless: [16384, 9000] }), [9000, 16384]],
    ["WebP, extended", "webp", webpSkeleton({ extended: [100_000, 70_000] }), [70_000, 100_000]],
    [
      "AVIF, largest item",
      "avif",
      avifSkeleton([
        [64, 64],
        [4000, 3000],
        [160, 120],
      ]),
      [3000, 4000],
    ],
    ["samples/rocket.jpg", "jpeg", real("public/samples/rocket.jpg"), [427, 640]],
    ["samples/chelsea.png", "png", real("public/samples/chelsea.png"), [300, 451]],
    ["files/photo.webp", "webp", real("tests/files/photo.webp"), [64, 96]],
    ["files/quadrants.webp", "webp", real("tests/files/quadrants.webp"), [16, 24]],
    ["files/alpha.webp", "webp", real("tests/files/alpha.webp"), [16, 24]],
    ["files/photo.avif", "avif", real("tests/files/photo.avif"), [64, 96]],
    ["files/two-frames.gif", "gif", real("tests/files/two-frames.gif"), [16, 24]],
  ])("%s", (_, kind, data, size) => {
    const header = readHeader(data, kind);
    expect(header.size).toEqual(size);
    expect(header.complete).toBe(true);
  });

  it("no AVIF size is null, not a guess", () => {
    expect(readHeader(avifSkeleton([]), "avif").size).toBeNull();
  });
});

describe("readHeader tells what is special", () => {
  it("one component is gray, four are CMYK", () => {
    expect(readHeader(jpegSkeleton({ width: 2, height: 2, components: 1 }), "jpeg").gray).toBe(true);
    expect(readHeader(jpegSkeleton({ width: 2, height: 2 }), "jpeg").gray).toBe(false);
    expect(readHeader(jpegSkeleton({ width: 2, height: 2, components: 4 }), "jpeg").notes).toEqual([
      expect.stringContaining("CMYK"),
    ]);
    expect(readHeader(real("tests/files/cmyk.jpg"), "jpeg").notes).toHaveLength(1);
    expect(readHeader(real("tests/files/gray.jpg"), "jpeg").gray).toBe(true);
  });

  it("animations say that only their first frame is used", () => {
    expect(readHeader(gif(1, 1, 2), "gif").notes).toEqual([FIRST_FRAME_NOTE]);
    expect(readHeader(gif(1, 1, 1), "gif").notes).toEqual([]);
    expect(readHeader(webpSkeleton({ extended: [5, 5], animated: true }), "webp").notes).toEqual([FIRST_FRAME_NOTE]);
    expect(readHeader(webpSkeleton({ extended: [5, 5] }), "webp").notes).toEqual([]);
    expect(readHeader(avifSkeleton([[5, 5]], 0, "avis"), "avif").notes).toEqual([FIRST_FRAME_NOTE]);
  });

  it.each([
    [0x00, 8, false],
    [0x40, 10, false],
    [0x60, 12, false],
    [0x10, 8, true],
  ])("AVIF flags %i: %i bits, monochrome %s", (flags, bits, gray) => {
    expect(readHeader(avifSkeleton([[5, 5]], flags), "avif")).toMatchObject({ bits, gray });
  });

  it("10-bit AVIF is said to be read as 8", () => {
    expect(readHeader(real("tests/files/ten-bit.avif"), "avif").notes).toEqual(["10 bits per channel were read as 8"]);
  });
});

describe("EXIF orientation", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("%i is found in both byte orders", (orientation) => {
    expect(exifOrientation(exif(orientation, "MM"))).toBe(orientation);
    expect(exifOrientation(exif(orientation, "II"))).toBe(orientation);
    const data = jpegSkeleton({ width: 3, height: 2, before: [app1(exif(orientation))] });
    expect(readHeader(data, "jpeg").orientation).toBe(orientation);
  });

  it("is 6 in files/exif-6.jpg", () => {
    expect(readHeader(real("tests/files/exif-6.jpg"), "jpeg")).toMatchObject({ orientation: 6, size: [16, 24] });
  });

  it("is 1 when the block is damaged, cut or absurd", () => {
    const whole = exif(6);
    expect(exifOrientation(exif(0))).toBe(1);
    expect(exifOrientation(exif(9))).toBe(1);
    expect(exifOrientation(latin1("no TIFF here"))).toBe(1);
    for (let length = 0; length < 32; length += 1) expect(exifOrientation(whole.slice(0, length))).toBe(1);
    expect(exifOrientation(join(latin1("MM"), big(42, 2), big(0xffffffff, 4)))).toBe(1);
  });

  it("another APP1 (XMP, say) is not taken for EXIF", () => {
    const data = jpegSkeleton({
      width: 3,
      height: 2,
      before: [segment(0xe1, latin1("http://ns.adobe.com/xap/1.0/\0"))],
    });
    expect(readHeader(data, "jpeg").orientation).toBe(1);
  });
});

describe("the end of a JPEG", () => {
  it("a file without its end-of-image marker is not complete", () => {
    expect(readHeader(jpegSkeleton({ width: 3, height: 2, end: false }), "jpeg").complete).toBe(false);
  });

  it.each([0.02, 0.2, 0.5, 0.9, 0.999])("rocket.jpg cut to %d of its length is not complete", (part) => {
    const whole = real("public/samples/rocket.jpg");
    const header = readHeader(whole.slice(0, Math.floor(whole.length * part)), "jpeg");
    expect(header.complete).toBe(false);
  });

  it("the end of a thumbnail inside a segment is not the end of the picture", () => {
    const thumbnail = segment(0xe2, jpegSkeleton({ width: 1, height: 1 }));
    const data = jpegSkeleton({ width: 30, height: 20, before: [thumbnail], end: false });
    expect(readHeader(data, "jpeg")).toMatchObject({ complete: false, size: [20, 30] });
  });

  it("bytes behind the end do not matter, nor do restart markers and padding inside", () => {
    const whole = jpegSkeleton({ width: 3, height: 2, data: [7, 0xff, 0xd0, 9, 0xff, 0x00, 0xff] });
    expect(readHeader(join(whole, latin1("appended")), "jpeg").complete).toBe(true);
  });
});

describe("readHeader refuses", () => {
  it.each<[string, PictureKind, Uint8Array, string, RegExp]>([
    ["colour type 5", "png", claimedPng(1, 1, { colourType: 5 }), "picture-corrupt", /colour type 5 with 8 bits/],
    ["RGB of 4 bits", "png", claimedPng(1, 1, { bits: 4 }), "picture-corrupt", /colour type 2 with 4 bits/],
    [
      "PNG without IHDR",
      "png",
      join(claimedPng(1, 1).slice(0, 8), new Array<number>(40).fill(65)),
      "picture-corrupt",
      /header/,
    ],
    ["a JPEG without frame", "jpeg", join([0xff, 0xd8], [0xff, 0xd9]), "picture-corrupt", /no header/],
    [
      "two frames",
      "jpeg",
      jpegSkeleton({ width: 1, height: 1, before: [jpegSkeleton({ width: 9, height: 9 }).slice(20, 39)] }),
      "picture-corrupt",
      /two headers/,
    ],
    ["12-bit JPEG", "jpeg", jpegSkeleton({ width: 1, height: 1, precision: 12 }), "picture-unsupported", /12 bits/],
    [
      "lossless JPEG",
      "jpeg",
      jpegSkeleton({ width: 1, height: 1, frame: 0xc3 }),
      "picture-unsupported",
      /frame type 3/,
    ],
    [
      "arithmetic coding",
      "jpeg",
      jpegSkeleton({ width: 1, height: 1, frame: 0xc9 }),
      "picture-unsupported",
      /frame type 9/,
    ],
    [
      "a segment of length 1",
      "jpeg",
      join([0xff, 0xd8, 0xff, 0xe0, 0, 1], new Array<number>(9).fill(0)),
      "picture-corrupt",
      /length/,
    ],
    ["a GIF without frames", "gif", gif(1, 1, 0), "picture-corrupt", /no frame/],
    ["a GIF of rubbish", "gif", join(gif().slice(0, 19), [9, 9, 9, 9]), "picture-corrupt", /block 9/],
    [
      "a WebP of rubbish",
      "webp",
      join(latin1("RIFF"), [4, 0, 0, 0], latin1("WEBPABCD"), new Array<number>(20).fill(0)),
      "picture-corrupt",
      /picture data/,
    ],
    [
      "lossy WebP without start code",
      "webp",
      webpSkeleton({ lossy: [1, 1] }).map((byte) => (byte === 0x9d ? 0 : byte)),
      "picture-corrupt",
      /start code/,
    ],
    [
      "boxes nested without end",
      "avif",
      Array.from({ length: 40 }).reduce<Uint8Array<ArrayBuffer>>((inner) => box("iprp", inner), box("ispe")),
      "picture-corrupt",
      /nested/,
    ],
  ])("%s", async (_, kind, data, tag, message) => {
    const refused = await failure(() => readHeader(data, kind));
    expect(refused.tag).toBe(tag);
    expect(refused.message).toMatch(message);
  });

  const wholes: Record<PictureKind, Uint8Array> = {
    png: claimedPng(3, 2),
    jpeg: jpegSkeleton({ width: 3, height: 2 }),
    webp: webpSkeleton({ lossy: [3, 2] }),
    gif: gif(3, 2),
    avif: avifSkeleton([[3, 2]]),
  };

  it.each(PICTURE_KINDS)("%s cut anywhere: truncated, or seen to be incomplete", (kind) => {
    // A PNG's own end is looked for chunk by chunk, see png.test.ts: its header is whole after 29 bytes.
    const whole = kind === "png" ? wholes.png.slice(0, 29) : wholes[kind];
    const needed = kind === "gif" ? whole.length - 1 : whole.length;
    for (let length = 16; length < needed; length += 1) {
      let complete = false;
      try {
        complete = readHeader(whole.slice(0, length), kind).complete;
      } catch (thrown) {
        expect(thrown).toMatchObject({ tag: "picture-truncated" });
      }
      expect([kind, length, complete]).toEqual([kind, length, false]);
    }
  });

  it.each(PICTURE_KINDS)("random damage to a %s ends in an answer or a PlaygroundError", (kind) => {
    const whole = wholes[kind];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (damages) => {
          const data = whole.slice();
          for (const [place, value] of damages) data[place] = value;
          try {
            readHeader(data, kind);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(PlaygroundError);
          }
        },
      ),
    );
  });
});

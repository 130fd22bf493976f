import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { zlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import { FIRST_FRAME_NOTE } from "../../../src/share/pictures/headers/header";
import { pngHeader } from "../../../src/share/pictures/headers/png";
import type { Pixels } from "../../../src/share/pictures/pixels";
import { decodePng, scanlineBytes } from "../../../src/share/pictures/png";
import {
  big,
  chunk,
  claimedPng,
  exif,
  failure,
  join,
  latin1,
  png,
  pngScanlines,
  type PngPlan,
  SIGNATURE,
} from "./files";

const noFallback = (): Promise<Pixels> => Promise.reject(new Error("the fallback was called"));
const decoded = async (file: Uint8Array): Promise<Pixels> => (await decodePng(file, noFallback)).pixels;

/** Some number below 2^bits that differs from pixel to pixel and channel to channel. */
const some = (x: number, y: number, channel: number, bits: number): number =>
  (x * 2671 + y * 977 + channel * 5381 + x * y * 13) % 2 ** bits;

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const PALETTE = Array.from({ length: 256 * 3 }, (_, k) => (k * 89) % 256);

function plan(colourType: PngPlan["colourType"], bits: PngPlan["bits"], more: Partial<PngPlan> = {}): PngPlan {
  const count = CHANNELS[colourType];
  return {
    width: 13,
    height: 11,
    colourType,
    bits,
    pixel: (x, y) => Array.from({ length: count }, (_, c) => some(x, y, c, bits)),
    ...(colourType === 3 ? { palette: PALETTE.slice(0, 3 * 2 ** bits) } : {}),
    ...more,
  };
}

/** What the plan's pixels are after decoding: 1, 2 and 4 bits spread over 255, palette looked up. */
function expected(made: PngPlan): number[] {
  const factor = made.bits < 8 ? 255 / (2 ** made.bits - 1) : 1;
  const values: number[] = [];
  for (let y = 0; y < made.height; y += 1) {
    for (let x = 0; x < made.width; x += 1) {
      const pixel = made.pixel(x, y);
      if (made.palette) values.push(...made.palette.slice((pixel[0] ?? 0) * 3, (pixel[0] ?? 0) * 3 + 3));
      else values.push(...pixel.map((value) => value * factor));
    }
  }
  return values;
}

const KINDS = [
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [2, 8],
  [2, 16],
  [3, 1],
  [3, 2],
  [3, 4],
  [3, 8],
  [4, 8],
  [4, 16],
  [6, 8],
  [6, 16],
] as const;

describe("decodePng gives every number as it was written", () => {
  it.each(KINDS)("colour type %i, %i bits", async (colourType, bits) => {
    const made = plan(colourType, bits);
    const pixels = await decoded(png(made));
    expect(pixels.size).toEqual([11, 13]);
    expect(pixels.most).toBe(bits === 16 ? 65_535 : 255);
    expect(pixels.channels).toBe(colourType === 3 ? 3 : CHANNELS[colourType]);
    expect([...pixels.data]).toEqual(expected(made));
  });

  it.each(KINDS.filter(([, bits]) => bits >= 8))("interlaced: colour type %i, %i bits", async (colourType, bits) => {
    const made = plan(colourType, bits, { interlaced: true });
    expect([...(await decoded(png(made))).data]).toEqual(expected(made));
  });

  it.each([
    [1, 1],
    [1, 9],
    [4, 5],
    [5, 4],
    [8, 1],
  ])("interlaced %i × %i, where passes are empty", async (width, height) => {
    const made = plan(6, 8, { interlaced: true, width, height, pixel: (x, y) => [x, y, 7, some(x, y, 0, 8)] });
    expect([...(await decoded(png(made))).data]).toEqual(expected(made));
  });

  it("data in seven chunks, some empty, among text, time and profile chunks nobody reads", async () => {
    const bomb = chunk("iCCP", join(latin1("x\0\0"), zlibSync(new Uint8Array(1000))));
    const made = plan(2, 8, {
      pieces: 7,
      before: [chunk("tEXt", latin1("__proto__\0polluted")), bomb, chunk("pHYs", [1])],
      after: [chunk("IDAT"), chunk("tIME", [1, 2, 3])],
    });
    expect([...(await decoded(png(made))).data]).toEqual(expected(made));
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("interlaced files of less than 8 bits go to the browser, clean, with palette and transparency", async () => {
    const made = plan(3, 4, { interlaced: true, transparency: [0, 128], before: [chunk("tEXt", latin1("a\0b"))] });
    const answer: Pixels = { size: [11, 13], channels: 1, most: 255, data: new Uint8Array(143).fill(9) };
    const given: Uint8Array[] = [];
    const { pixels } = await decodePng(png(made), async (blob) => {
      given.push(new Uint8Array(await blob.arrayBuffer()));
      return answer;
    });
    expect(pixels).toEqual(answer);
    const { before: _, ...clean } = made;
    expect(given.map((file) => [...file])).toEqual([[...png(clean)]]);
  });

  it("chelsea.png: size, channels and first pixel", async () => {
    const pixels = await decoded(readFileSync("public/samples/chelsea.png"));
    expect([pixels.size, pixels.channels, pixels.data.length]).toEqual([[300, 451], 3, 300 * 451 * 3]);
    expect(Array.from(pixels.data.subarray(0, 3))).toEqual([143, 120, 104]);
  });
});

describe("transparency", () => {
  it("an alpha channel that is opaque everywhere is dropped", async () => {
    const pixels = await decoded(png(plan(6, 16, { pixel: (x, y) => [x, y, 3, 65_535] })));
    expect(pixels.channels).toBe(3);
    expect(Array.from(pixels.data.subarray(0, 6))).toEqual([0, 0, 3, 1, 0, 3]);
  });

  it("a palette with transparent entries becomes RGBA, entries past tRNS are opaque", async () => {
    const file = png(plan(3, 2, { width: 4, height: 1, pixel: (x) => [x], transparency: [0, 128] }));
    const pixels = await decoded(file);
    expect(pixels.channels).toBe(4);
    expect([0, 1, 2, 3].map((k) => pixels.data[k * 4 + 3])).toEqual([0, 128, 255, 255]);
    expect(Array.from(pixels.data.subarray(4, 7))).toEqual(PALETTE.slice(3, 6));
  });

  it.each([1, 2, 4, 8, 16] as const)("gray of %i bits with one transparent value", async (bits) => {
    const file = png(plan(0, bits, { width: 2, height: 1, pixel: (x) => [x], transparency: [0, 1] }));
    const most = bits === 16 ? 65_535 : 255;
    const one = bits < 8 ? 255 / (2 ** bits - 1) : 1;
    expect([...(await decoded(file)).data]).toEqual([0, most, one, 0]);
  });

  it("RGB of 16 bits with one transparent colour: all three numbers must match", async () => {
    const key = [1, 0, 2, 0, 3, 0];
    const file = png(plan(2, 16, { width: 2, height: 1, pixel: (x) => [256, 512, 768 + x], transparency: key }));
    expect([...(await decoded(file)).data]).toEqual([256, 512, 768, 0, 256, 512, 769, 65_535]);
  });
});

describe("what else a PNG says", () => {
  it("orientation 6 in eXIf turns the picture upright", async () => {
    const made = plan(0, 8, { width: 3, height: 2, pixel: (x, y) => [10 * y + x], before: [chunk("eXIf", exif(6))] });
    const pixels = await decoded(png(made));
    expect(pixels.size).toEqual([3, 2]);
    expect([...pixels.data]).toEqual([10, 0, 11, 1, 12, 2]);
  });

  it("an animated PNG says that only its first frame is used", async () => {
    const { notes } = await decodePng(
      png(plan(0, 8, { before: [chunk("acTL", [...big(2, 4), ...big(0, 4)])] })),
      noFallback,
    );
    expect(notes).toEqual([FIRST_FRAME_NOTE]);
  });
});

describe("decodePng refuses", () => {
  const whole = png(plan(2, 8));

  it("a file cut anywhere", async () => {
    for (let length = 8; length < whole.length; length += 1) {
      const { tag } = await failure(() => decodePng(whole.slice(0, length), noFallback));
      expect([length, tag]).toEqual([length, "picture-truncated"]);
    }
  });

  it("a cut file, in words", async () => {
    const { message } = await failure(() => decodePng(whole.slice(0, 200), noFallback));
    expect(message).toBe("the file ends before the picture does (truncated PNG)");
  });

  it("a bit flipped in header, data or palette (CRC)", async () => {
    const file = png(plan(3, 8));
    for (const [place, type] of [
      [30, "IHDR"],
      [50, "PLTE"],
      [file.length - 30, "IDAT"],
    ] as const) {
      const flipped = file.slice();
      flipped[place] = (flipped[place] ?? 0) ^ 1;
      const { tag, message } = await failure(() => decodePng(flipped, noFallback));
      expect(tag).toBe("picture-corrupt");
      expect(message).toContain(`(CRC) of its ${type} chunk`);
    }
  });

  const before = (...chunks: Uint8Array[]): Uint8Array => png(plan(2, 8, { before: chunks }));
  it.each<[string, Uint8Array, string, RegExp]>([
    ["two headers", before(whole.slice(8, 33)), "picture-corrupt", /two IHDR/],
    [
      "a palette after the data",
      png(plan(2, 8, { after: [chunk("PLTE", [1, 2, 3])] })),
      "picture-corrupt",
      /after the picture data/,
    ],
    ["a critical chunk of no known kind", before(chunk("CgBI", [0, 0])), "picture-unsupported", /CgBI/],
    ["no picture data", join(SIGNATURE, whole.slice(8, 33), chunk("IEND")), "picture-corrupt", /no picture data/],
    ["a pixel outside the palette", png(plan(3, 8, { palette: [1, 2, 3] })), "picture-corrupt", /palette has 1$/],
    ["a palette of 4 bytes", png(plan(3, 8, { palette: [1, 2, 3, 4] })), "picture-corrupt", /4 bytes/],
    ["a palette picture without palette", png(plan(3, 8, { palette: [] })), "picture-corrupt", /0 bytes/],
    ["a transparent colour cut short", png(plan(2, 8, { transparency: [0, 1] })), "picture-corrupt", /tRNS/],
    [
      "too few scan lines",
      claimedPng(4, 4, { stream: zlibSync(new Uint8Array(51)) }),
      "picture-corrupt",
      /52 bytes.*only 51/,
    ],
    [
      "too many scan lines",
      claimedPng(4, 4, { stream: zlibSync(new Uint8Array(53)) }),
      "picture-corrupt",
      /more than 52/,
    ],
    [
      "rubbish for data",
      claimedPng(4, 4, { stream: join(new Array<number>(60).fill(170)) }),
      "picture-corrupt",
      /compressed data/,
    ],
    [
      "a stream that breaks off",
      claimedPng(4, 4, { stream: zlibSync(pngScanlines(plan(2, 8))).slice(0, 40) }),
      "picture-corrupt",
      /breaks off|scan lines/,
    ],
    [
      "scan-line filter 9",
      claimedPng(1, 1, { stream: zlibSync(Uint8Array.of(9, 1, 2, 3)) }),
      "picture-corrupt",
      /filter/,
    ],
  ])("%s", async (_, file, tag, message) => {
    const refused = await failure(() => decodePng(file, noFallback));
    expect(refused.message).toMatch(message);
    expect(refused.tag).toBe(tag);
  });

  it("a bomb: 64 MiB behind a header of 4 × 4 is given up as soon as it is too long", async () => {
    const bomb = claimedPng(4, 4, { stream: new Uint8Array(deflateSync(new Uint8Array(64 * 1024 * 1024))) });
    expect(bomb.length).toBeLessThan(80_000);
    expect((await failure(() => decodePng(bomb, noFallback))).message).toMatch(/more than 52/);
  });

  it("bytes behind a whole picture, in the data chunk or in the file, do no harm", async () => {
    const made = plan(2, 8);
    const stream = join(zlibSync(pngScanlines(made)), latin1("behind the stream"));
    const file = join(claimedPng(13, 11, { stream }), latin1("behind the file"));
    expect([...(await decoded(file)).data]).toEqual(expected(made));
  });
});

describe("scanlineBytes counts what the encoder writes", () => {
  it.each(KINDS.flatMap(([type, bits]) => [false, true].map((interlaced) => [type, bits, interlaced] as const)))(
    "colour type %i, %i bits, interlaced %s",
    (colourType, bits, interlaced) => {
      for (const [width, height] of [
        [1, 1],
        [13, 11],
        [8, 3],
        [2, 17],
      ] as const) {
        const made = plan(colourType, bits, { interlaced, width, height });
        expect(scanlineBytes(pngHeader(png(made)))).toBe(pngScanlines(made).length);
      }
    },
  );
});

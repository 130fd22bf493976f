import { zlibSync } from "fflate";

/** Bytes of ASCII or Latin-1 text. */
export const latin1 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);

export function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

/** `count` bytes of a whole number, most significant first. */
export const big = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => Math.floor(value / 256 ** (count - 1 - k)) % 256);
export const little = (value: number, count: number): number[] => big(value, count).toReversed();

/** CRC-32, bit by bit, so that it shares no table with what it checks. */
export function slowCrc(data: Iterable<number>): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

export const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function chunk(type: string, body: ArrayLike<number> = []): Uint8Array<ArrayBuffer> {
  const typed = join(latin1(type), Array.from(body));
  return join(big(body.length, 4), typed, big(slowCrc(typed), 4));
}

export interface PngPlan {
  readonly width: number;
  readonly height: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha. */
  readonly colourType: 0 | 2 | 3 | 4 | 6;
  readonly bits: 1 | 2 | 4 | 8 | 16;
  readonly interlaced?: boolean;
  /** The numbers of pixel (x, y), one per channel, at the file's own depth. */
  readonly pixel: (x: number, y: number) => readonly number[];
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
  /** Whole chunks to stand before the picture data. */
  readonly before?: readonly Uint8Array[];
  /** Whole chunks to stand between picture data and IEND. */
  readonly after?: readonly Uint8Array[];
  /** Into how many IDAT chunks the data is cut. */
  readonly pieces?: number;
}

const ihdr = (width: number, height: number, bits: number, colourType: number, interlace = 0): number[] => [
  ...big(width, 4),
  ...big(height, 4),
  bits,
  colourType,
  0,
  0,
  interlace,
];

/** One scan line filtered by `type` (PNG specification, 9.2). */
function filtered(type: number, line: readonly number[], above: readonly number[], distance: number): number[] {
  return [
    type,
    ...line.map((value, k) => {
      const left = k >= distance ? (line[k - distance] ?? 0) : 0;
      const up = above[k] ?? 0;
      const corner = k >= distance ? (above[k - distance] ?? 0) : 0;
      const estimate = left + up - corner;
      const [toLeft, toUp, toCorner] = [left, up, corner].map((one) => Math.abs(estimate - one)) as [
        number,
        number,
        number,
      ];
      const paeth = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
      const predicted = [0, left, up, Math.floor((left + up) / 2), paeth][type] ?? 0;
      return (value - predicted) & 255;
    }),
  ];
}

/** The scan lines of a whole picture, or of one pass of Adam7; the five filters take turns. */
function scanlines(plan: PngPlan, [x0, y0, dx, dy]: readonly [number, number, number, number]): number[] {
  const bytes: number[] = [];
  const columns = Math.ceil((plan.width - x0) / dx);
  if (columns <= 0) return bytes;
  let above: number[] = [];
  for (let y = y0, turn = 0; y < plan.height; y += dy, turn += 1) {
    const bits: string[] = [];
    for (let x = x0; x < plan.width; x += dx) {
      for (const value of plan.pixel(x, y)) bits.push(value.toString(2).padStart(plan.bits, "0"));
    }
    const text = bits.join("");
    const line: number[] = [];
    for (let at = 0; at < text.length; at += 8) line.push(Number.parseInt(text.slice(at, at + 8).padEnd(8, "0"), 2));
    const distance = Math.max(1, (plan.bits * plan.pixel(0, 0).length) / 8);
    bytes.push(...filtered(turn % 5, line, above, distance));
    above = line;
  }
  return bytes;
}

export const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The scan lines of a plan before compression. */
export const pngScanlines = (plan: PngPlan): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(plan.interlaced ? ADAM7.flatMap((pass) => scanlines(plan, pass)) : scanlines(plan, [0, 0, 1, 1]));

/** A PNG file as planned; written from the specification, sharing nothing with the decoder under test. */
export function png(plan: PngPlan): Uint8Array<ArrayBuffer> {
  const stream = zlibSync(pngScanlines(plan));
  const pieces = plan.pieces ?? 1;
  const size = Math.ceil(stream.length / pieces);
  const data = Array.from({ length: pieces }, (_, k) => chunk("IDAT", stream.slice(k * size, (k + 1) * size)));
  return join(
    SIGNATURE,
    chunk("IHDR", ihdr(plan.width, plan.height, plan.bits, plan.colourType, plan.interlaced ? 1 : 0)),
    ...(plan.before ?? []),
    ...(plan.palette ? [chunk("PLTE", plan.palette)] : []),
    ...(plan.transparency ? [chunk("tRNS", plan.transparency)] : []),
    ...data,
    ...(plan.after ?? []),
    chunk("IEND"),
  );
}

/** A PNG whose header claims any size, with compressed data of one's own. */
export const claimedPng = (
  width: number,
  height: number,
  { bits = 8, colourType = 2, stream = zlibSync(new Uint8Array(16)) } = {},
): Uint8Array<ArrayBuffer> =>
  join(SIGNATURE, chunk("IHDR", ihdr(width, height, bits, colourType)), chunk("IDAT", stream), chunk("IEND"));

/** An EXIF block (without the "Exif\0\0" of JPEG) that holds an orientation behind one other entry. */
export function exif(orientation: number, order: "II" | "MM" = "MM"): Uint8Array<ArrayBuffer> {
  const number = order === "II" ? little : big;
  const entry = (tag: number, value: number): number[] => [
    ...number(tag, 2),
    ...number(3, 2),
    ...number(1, 4),
    ...number(value, 2),
    0,
    0,
  ];
  return join(
    latin1(order),
    number(42, 2),
    number(8, 4),
    number(2, 2),
    entry(0x0100, 7),
    entry(0x0112, orientation),
    [0, 0, 0, 0],
  );
}

/** A JPEG segment with its length. */
export const segment = (marker: number, body: readonly number[] | Uint8Array): Uint8Array<ArrayBuffer> =>
  join([0xff, marker], big(body.length + 2, 2), body);

export interface JpegPlan {
  readonly width: number;
  readonly height: number;
  readonly components?: number;
  readonly precision?: number;
  /** Frame marker: C0 baseline, C2 progressive, … */
  readonly frame?: number;
  readonly before?: readonly Uint8Array[];
  /** Entropy-coded bytes. */
  readonly data?: readonly number[];
  readonly end?: boolean;
}

/** The skeleton of a JPEG file: enough for a header, not for a picture. */
export function jpegSkeleton(plan: JpegPlan): Uint8Array<ArrayBuffer> {
  const {
    width,
    height,
    components = 3,
    precision = 8,
    frame = 0xc0,
    before = [],
    data = [1, 2, 0xff, 0x00, 3],
    end = true,
  } = plan;
  const table = Array.from({ length: components }, (_, k) => [k + 1, 0x11, 0]).flat();
  return join(
    [0xff, 0xd8],
    segment(0xe0, [...latin1("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...before,
    segment(frame, [precision, ...big(height, 2), ...big(width, 2), components, ...table]),
    segment(0xda, [components, ...Array.from({ length: components }, (_, k) => [k + 1, 0]).flat(), 0, 63, 0]),
    data,
    end ? [0xff, 0xd9] : [],
  );
}

/** One pixel of a GIF (GIF89a, appendix D), `frames` times, on a screen of any size. */
export function gif(width = 1, height = 1, frames = 1): Uint8Array<ArrayBuffer> {
  const frame = join([0x2c, 0, 0, 0, 0], little(1, 2), little(1, 2), [0], [2, 2, 0x4c, 0x01, 0]);
  return join(
    latin1("GIF89a"),
    little(width, 2),
    little(height, 2),
    [0x80, 0, 0],
    [255, 0, 0, 0, 0, 255],
    [0x21, 0xf9, 4, 0, 0, 0, 0, 0],
    ...Array.from({ length: frames }, () => frame),
    [0x3b],
  );
}

/** A box of an ISO media file. */
export const box = (type: string, ...bodies: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> => {
  const body = join(...bodies);
  return join(big(body.length + 8, 4), latin1(type), body);
};

/** The skeleton of an AVIF file of [width, height] items. */
export function avifSkeleton(
  items: readonly (readonly [number, number])[],
  flags = 0x00,
  brand = "avif",
): Uint8Array<ArrayBuffer> {
  const extents = items.map(([width, height]) => box("ispe", [0, 0, 0, 0], big(width, 4), big(height, 4)));
  return join(
    box("ftyp", latin1(brand), [0, 0, 0, 0], latin1("mif1miaf")),
    box("meta", [0, 0, 0, 0], box("iprp", box("ipco", ...extents, box("av1C", [0x81, 0, flags, 0])))),
    box("mdat", [1, 2, 3, 4]),
  );
}

export type WebpPlan =
  | { readonly lossy: readonly [number, number] }
  | { readonly lossless: readonly [number, number] }
  | { readonly extended: readonly [number, number]; readonly animated?: boolean };

/** The skeleton of a WebP file: header and a few bytes. */
export function webpSkeleton(plan: WebpPlan): Uint8Array<ArrayBuffer> {
  const body =
    "lossy" in plan
      ? join(
          latin1("VP8 "),
          little(10, 4),
          [0x30, 1, 0, 0x9d, 0x01, 0x2a],
          little(plan.lossy[0], 2),
          little(plan.lossy[1], 2),
        )
      : "lossless" in plan
        ? join(
            latin1("VP8L"),
            little(6, 4),
            [0x2f],
            little((plan.lossless[1] - 1) * 2 ** 14 + plan.lossless[0] - 1, 4),
            [0],
          )
        : join(
            latin1("VP8X"),
            little(10, 4),
            [plan.animated ? 2 : 0, 0, 0, 0],
            little(plan.extended[0] - 1, 3),
            little(plan.extended[1] - 1, 3),
          );
  return join(latin1("RIFF"), little(body.length + 4, 4), latin1("WEBP"), body);
}

/** The tag a call rejects or throws with; fails when it does neither. */
export async function failure(call: () => unknown): Promise<{ tag: string; message: string }> {
  try {
    await call();
  } catch (thrown) {
    if (thrown instanceof Error && "tag" in thrown && typeof thrown.tag === "string") {
      return { tag: thrown.tag, message: thrown.message };
    }
    throw thrown;
  }
  throw new Error("nothing was refused");
}

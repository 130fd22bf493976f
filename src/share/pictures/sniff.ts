import { PlaygroundError } from "../../model/errors";

/** Pictures the playground loads. */
export const PICTURE_KINDS = ["png", "jpeg", "webp", "gif", "avif"] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

/** How each kind is written in a sentence. */
export const KIND_NAMES: Readonly<Record<PictureKind, string>> = {
  png: "PNG",
  jpeg: "JPEG",
  webp: "WebP",
  gif: "GIF",
  avif: "AVIF",
};

/** What else a file may turn out to be, as the refusal says it. */
const REFUSED = {
  empty: "nothing at all (0 bytes)",
  svg: "an SVG drawing, which is made of shapes and not of pixels",
  tiff: "a TIFF picture, which browsers cannot decode",
  bmp: "a BMP picture",
  heic: "a HEIC picture, which most browsers cannot decode",
  jxl: "a JPEG XL picture, which most browsers cannot decode",
  video: "a video",
  pdf: "a PDF document",
  npy: "a NumPy array, not a picture",
  zip: "a zip archive, not a picture",
  text: "text, not a picture",
  unknown: "bytes of no known kind, not a picture",
} as const;
export type RefusedKind = keyof typeof REFUSED;

/** The file extensions under which a refused kind is no surprise. */
const USUAL_EXTENSIONS: Readonly<Partial<Record<RefusedKind, readonly string[]>>> = {
  svg: ["svg"],
  tiff: ["tif", "tiff"],
  bmp: ["bmp"],
  heic: ["heic", "heif"],
  jxl: ["jxl"],
  video: ["mp4", "mov", "m4v"],
  pdf: ["pdf"],
  npy: ["npy"],
  zip: ["zip", "npz"],
  text: ["txt", "md", "csv", "json", "html", "xml"],
};

/** How many bytes from the start of a file tell its kind. */
export const SNIFF_BYTES = 4096;

type Magic = readonly [kind: PictureKind | RefusedKind, place: number, magic: string];

/** In order: the first row that fits decides. Each character is one byte. */
const MAGICS: readonly Magic[] = [
  ["png", 0, "\x89PNG\r\n\x1a\n"],
  ["jpeg", 0, "\xff\xd8\xff"],
  ["gif", 0, "GIF87a"],
  ["gif", 0, "GIF89a"],
  ["tiff", 0, "II*\0"],
  ["tiff", 0, "MM\0*"],
  ["tiff", 0, "II+\0"],
  ["tiff", 0, "MM\0+"],
  ["jxl", 0, "\xff\x0a"],
  ["jxl", 0, "\0\0\0\x0cJXL \r\n"],
  ["pdf", 0, "%PDF-"],
  ["npy", 0, "\x93NUMPY"],
  ["zip", 0, "PK\x03\x04"],
  ["zip", 0, "PK\x05\x06"],
  // A BMP begins with its file size, then four zero bytes, so that a text beginning "BM" is none.
  ["bmp", 6, "\0\0\0\0"],
];

const matches = (head: Uint8Array, place: number, magic: string): boolean =>
  head.length >= place + magic.length &&
  Array.from(magic, (character) => character.codePointAt(0)).every((byte, k) => head[place + k] === byte);

/** Kind of an ISO media file (ISO/IEC 14496-12) by its brands: AVIF when any brand says so. */
function isoMediaKind(head: Uint8Array): PictureKind | RefusedKind {
  const size = ((head[0] ?? 0) << 24) | ((head[1] ?? 0) << 16) | ((head[2] ?? 0) << 8) | (head[3] ?? 0);
  const brands: string[] = [];
  for (let place = 8; place + 4 <= Math.min(size, head.length); place += 4) {
    if (place !== 12) brands.push(String.fromCharCode(...head.subarray(place, place + 4)));
  }
  if (brands.some((brand) => brand === "avif" || brand === "avis")) return "avif";
  return brands.some((brand) => /^(hei[cxms]|hev[cx]|mif1|msf1)$/.test(brand)) ? "heic" : "video";
}

/** True for UTF-8 (or, with its mark, UTF-16) without control characters. The head may cut a character in two. */
function readText(head: Uint8Array): string | null {
  const wide = matches(head, 0, "\xff\xfe") ? "utf-16le" : matches(head, 0, "\xfe\xff") ? "utf-16be" : null;
  try {
    const text = new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(head, { stream: true });
    // oxlint-disable-next-line no-control-regex -- control characters are what tells bytes from text
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** The kind of a file by its first bytes (`SNIFF_BYTES` are enough), never by its name. */
export function sniff(head: Uint8Array): PictureKind | RefusedKind {
  if (head.length === 0) return "empty";
  if (matches(head, 0, "RIFF") && matches(head, 8, "WEBP")) return "webp";
  if (matches(head, 4, "ftyp")) return isoMediaKind(head);
  for (const [kind, place, magic] of MAGICS) {
    if (matches(head, place, magic) && (kind !== "bmp" || matches(head, 0, "BM"))) return kind;
  }
  const text = readText(head);
  if (text === null) return "unknown";
  return /<svg[\s/>]/i.test(text) && /^\uFEFF?\s*</.test(text) ? "svg" : "text";
}

const isPicture = (kind: PictureKind | RefusedKind): kind is PictureKind =>
  (PICTURE_KINDS as readonly string[]).includes(kind);

const shortened = (name: string): string => (name.length <= 60 ? name : `${name.slice(0, 40)}…${name.slice(-15)}`);

/** The kind of a loadable picture; any other content is refused with a sentence that says what it is. */
export function pictureKind(head: Uint8Array, name: string): PictureKind {
  const kind = sniff(head);
  if (isPicture(kind)) return kind;
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  const expected = extension !== undefined && USUAL_EXTENSIONS[kind]?.includes(extension);
  const holds = expected
    ? `${shortened(name)} holds ${REFUSED[kind]}`
    : `this file is named ${shortened(name)}, but it holds ${REFUSED[kind]}`;
  throw new PlaygroundError(
    kind === "empty" ? "picture-empty" : "picture-kind",
    `${holds}; PNG, JPEG, WebP, GIF or AVIF can be loaded`,
    { name, kind },
  );
}

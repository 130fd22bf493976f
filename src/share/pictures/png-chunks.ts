import { PlaygroundError } from "../../model/errors";
import { Bytes, corrupt, truncated } from "./bytes";
import { crc32 } from "../crc32";
import { exifOrientation } from "./headers/exif";
import { FIRST_FRAME_NOTE, type Orientation } from "./headers/header";

/** What the chunks of a PNG file hold, as far as the picture needs it. */
export interface PngChunks {
  /** IHDR's 13 bytes. */
  readonly header: Uint8Array;
  /** [r, g, b] per entry, flat; empty without a palette. */
  readonly palette: Uint8Array;
  /** tRNS as it lies in the file, or null. */
  readonly transparency: Uint8Array | null;
  /** The zlib stream, all IDAT chunks joined. */
  readonly stream: Uint8Array<ArrayBuffer>;
  readonly orientation: Orientation;
  readonly notes: readonly string[];
}

const USED = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "eXIf"]);

/**
 * Walks the chunks of a PNG file up to IEND and checks order and CRC of all it uses; text, profiles and other
 * ancillary chunks are passed over unread. Throws "picture-truncated" when IEND is missing, "picture-corrupt" when a
 * rule is broken.
 */
export function pngChunks(data: Uint8Array): PngChunks {
  const bytes = new Bytes(data, "PNG");
  const pieces: Uint8Array[] = [];
  const found = new Map<string, Uint8Array>();
  const notes: string[] = [];
  for (let place = 8; ;) {
    const length = bytes.u32(place);
    const type = bytes.name(place + 4);
    const body = bytes.slice(place + 8, length);
    const expected = bytes.u32(place + 8 + length);
    if (USED.has(type)) {
      if (crc32(bytes.slice(place + 4, length + 4)) !== expected) {
        throw corrupt("PNG", `the check sum (CRC) of its ${type} chunk is wrong`);
      }
      if (type === "IEND") break;
      if (type === "IDAT") {
        pieces.push(body);
      } else if (found.has(type)) {
        throw corrupt("PNG", `it has two ${type} chunks`);
      } else if (pieces.length > 0 && type !== "eXIf") {
        throw corrupt("PNG", `its ${type} chunk comes after the picture data`);
      } else {
        found.set(type, body);
      }
    } else if (type === "acTL") {
      notes.push(FIRST_FRAME_NOTE);
    } else if (/^[A-Z]/.test(type)) {
      // An upper-case initial marks a chunk without which the picture cannot be read (PNG specification, 5.4).
      throw new PlaygroundError(
        "picture-unsupported",
        `this PNG file needs its ${type} chunk, which is not known here`,
        {
          chunk: type,
        },
      );
    }
    place += length + 12;
  }
  const header = found.get("IHDR");
  if (!header) throw truncated("PNG");
  if (pieces.length === 0) throw corrupt("PNG", "it holds no picture data");
  const exif = found.get("eXIf");
  return {
    header,
    palette: found.get("PLTE") ?? new Uint8Array(0),
    transparency: found.get("tRNS") ?? null,
    stream: joined(pieces),
    orientation: exif ? exifOrientation(exif) : 1,
    notes,
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A PNG file of nothing but these chunks: what decoders are handed, free of everything else that was in the file. */
export function pngFile(chunks: readonly (readonly [type: string, body: Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)];
  for (const [type, body] of chunks) {
    const chunk = new Uint8Array(body.length + 12);
    const view = new DataView(chunk.buffer);
    view.setUint32(0, body.length);
    for (let k = 0; k < 4; k += 1) chunk[4 + k] = type.codePointAt(k) ?? 0;
    chunk.set(body, 8);
    view.setUint32(8 + body.length, crc32(chunk.subarray(4, 8 + body.length)));
    pieces.push(chunk);
  }
  return joined(pieces);
}

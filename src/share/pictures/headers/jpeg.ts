import { PlaygroundError } from "../../../model/errors";
import { Bytes, corrupt } from "../bytes";
import { exifOrientation } from "./exif";
import type { Orientation, PictureHeader } from "./header";

const SOS = 0xda;
const EOI = 0xd9;
const APP1 = 0xe1;

/** Markers without a length: TEM, the restarts and SOI. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** Start of a frame, all kinds; C4, C8 and CC are tables and an extension. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
/** Kinds that browsers decode: baseline, extended and progressive, all with Huffman codes. */
const isCommonFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xc2;

/** One marker segment: its body lies from `start` to `end`. */
interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The marker segments of a JPEG stream from SOI to EOI (ITU T.81, annex B), entropy-coded data skipped. A generator
 * that returns without having yielded EOI means that the file ends too early.
 */
function* segments(bytes: Bytes): Generator<Segment> {
  const { data } = bytes;
  let place = 2;
  while (place < data.length) {
    place = data.indexOf(0xff, place);
    if (place < 0 || place + 1 >= data.length) return;
    const marker = data[place + 1] ?? 0;
    // FF FF is padding before a marker, FF 00 a stuffed byte of the entropy-coded data.
    if (marker === 0xff) {
      place += 1;
      continue;
    }
    place += 2;
    if (marker === 0x00 || isBare(marker)) continue;
    if (marker === EOI) {
      yield { marker, start: place, end: place };
      return;
    }
    if (place + 2 > data.length) return;
    const end = place + bytes.u16(place);
    if (end < place + 2) throw corrupt("JPEG", "a segment is shorter than its own length field");
    if (end > data.length) return;
    yield { marker, start: place + 2, end };
    place = end;
  }
}

/** EXIF lies in APP1 behind "Exif\0\0". */
function orientationIn(bytes: Bytes, { start, end }: Segment): Orientation | null {
  if (end - start < 14 || bytes.name(start, 6) !== "Exif\0\0") return null;
  return exifOrientation(bytes.slice(start + 6, end - start - 6));
}

/** The header of a JPEG file, and whether its end-of-image marker is there. Throws when there is no frame or one no browser knows. */
export function jpegHeader(data: Uint8Array): PictureHeader {
  const bytes = new Bytes(data, "JPEG");
  let orientation: Orientation = 1;
  let frame: { size: readonly [number, number]; components: number } | null = null;
  let scans = 0;
  let complete = false;
  for (const segment of segments(bytes)) {
    if (segment.marker === APP1) orientation = orientationIn(bytes, segment) ?? orientation;
    else if (segment.marker === SOS) scans += 1;
    else if (segment.marker === EOI) complete = true;
    else if (isFrame(segment.marker)) {
      if (frame) throw corrupt("JPEG", "it has two headers");
      if (segment.end - segment.start < 6) throw corrupt("JPEG", "its header is too short");
      const precision = bytes.u8(segment.start);
      if (!isCommonFrame(segment.marker) || precision !== 8) {
        throw new PlaygroundError(
          "picture-unsupported",
          `this JPEG file is of a rare kind (${precision} bits, frame type ${segment.marker - 0xc0}); ` +
            "8-bit baseline and progressive JPEG can be loaded",
          { precision, frameType: segment.marker - 0xc0 },
        );
      }
      frame = {
        size: [bytes.u16(segment.start + 1), bytes.u16(segment.start + 3)],
        components: bytes.u8(segment.start + 5),
      };
    }
  }
  if (!frame) {
    if (complete) throw corrupt("JPEG", "it has no header");
    return { size: null, bits: 8, gray: null, orientation, complete: false, notes: [] };
  }
  if (complete && scans === 0) throw corrupt("JPEG", "it has a header but no picture data");
  return {
    size: frame.size,
    bits: 8,
    gray: frame.components === 1,
    orientation,
    complete,
    notes: frame.components === 4 ? ["CMYK colours were converted to RGB by the browser"] : [],
  };
}

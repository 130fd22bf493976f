import { Bytes, corrupt } from "../bytes";
import { FIRST_FRAME_NOTE, type PictureHeader } from "./header";

/** One box of an ISO media file (ISO/IEC 14496-12): its body lies from `start` to `end`. */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** False when the box reaches past the place it lies in. */
  readonly whole: boolean;
}

function* boxes(bytes: Bytes, from: number, to: number): Generator<Box> {
  let place = from;
  while (place + 8 <= to) {
    let size = bytes.u32(place);
    let head = 8;
    if (size === 1 && place + 16 <= to) {
      size = bytes.u32(place + 8) * 2 ** 32 + bytes.u32(place + 12);
      head = 16;
    } else if (size === 0) {
      size = to - place;
    }
    if (size < head) return;
    const end = place + size;
    yield { type: bytes.name(place + 4), start: place + head, end: Math.min(end, to), whole: end <= to };
    place = end;
  }
}

/** Boxes that hold boxes on the way to the picture's properties, and the bytes of their own before them. */
const CONTAINERS: ReadonlyMap<string, number> = new Map([
  ["meta", 4],
  ["iprp", 0],
  ["ipco", 0],
]);

/** meta, iprp, ipco: a well-formed file needs three levels. */
const DEEPEST = 8;

/** The header of an AVIF file: the largest extents any of its items has (a grid's tiles and thumbnails are smaller). */
export function avifHeader(data: Uint8Array): PictureHeader {
  const bytes = new Bytes(data, "AVIF");
  let size: readonly [number, number] | null = null;
  let bits: number | null = null;
  let gray: boolean | null = null;
  let whole = true;
  let hasData = false;

  const visit = (from: number, to: number, depth: number): void => {
    if (depth > DEEPEST) throw corrupt("AVIF", "its boxes are nested too deeply");
    for (const box of boxes(bytes, from, to)) {
      if (!box.whole) whole = false;
      if (box.type === "mdat" || box.type === "idat") hasData = true;
      const own = CONTAINERS.get(box.type);
      if (own !== undefined) {
        visit(box.start + own, box.end, depth + 1);
      } else if (box.type === "ispe" && box.end - box.start >= 12) {
        const [width, height] = [bytes.u32(box.start + 4), bytes.u32(box.start + 8)];
        if (!size || width * height > size[0] * size[1]) size = [height, width];
      } else if (box.type === "av1C" && box.end - box.start >= 4) {
        // AV1 in ISOBMFF, 2.3.3: seq_tier_0, high_bitdepth, twelve_bit, monochrome, …
        const flags = bytes.u8(box.start + 2);
        bits = Math.max(bits ?? 8, flags & 0x40 ? (flags & 0x20 ? 12 : 10) : 8);
        // The alpha plane is an item of its own and always monochrome: one item in colour makes the picture coloured.
        gray = (gray ?? true) && (flags & 0x10) !== 0;
      }
    }
  };
  visit(0, bytes.length, 0);

  const notes: string[] = [];
  if (bytes.name(8) === "avis") notes.push(FIRST_FRAME_NOTE);
  if ((bits ?? 8) > 8) notes.push(`${bits} bits per channel were read as 8`);
  return { size, bits, gray, orientation: 1, complete: whole && hasData, notes };
}

import { Bytes, corrupt } from "../bytes";
import { FIRST_FRAME_NOTE, type PictureHeader } from "./header";

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Bytes of the colour table that `flags` announces. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0);

/** The place after a run of sub-blocks and the empty one that ends it, or null when the file stops before. */
function afterSubBlocks(data: Uint8Array, place: number): number | null {
  let at = place;
  while (at < data.length) {
    const size = data[at] ?? 0;
    at += 1 + size;
    if (size === 0) return at;
  }
  return null;
}

/** The header of a GIF file (GIF89a): the screen, enlarged to the frames it holds, as browsers do. */
export function gifHeader(data: Uint8Array): PictureHeader {
  const bytes = new Bytes(data, "GIF");
  let [width, height] = [bytes.u16(6, true), bytes.u16(8, true)];
  let place: number | null = 13 + tableBytes(bytes.u8(10));
  let frames = 0;
  let wholeFrames = 0;
  while (place !== null && place < data.length && frames < 2) {
    const block = bytes.u8(place);
    if (block === TRAILER) break;
    if (block === EXTENSION) {
      place = afterSubBlocks(data, place + 2);
    } else if (block === IMAGE && place + 10 < data.length) {
      frames += 1;
      width = Math.max(width, bytes.u16(place + 1, true) + bytes.u16(place + 5, true));
      height = Math.max(height, bytes.u16(place + 3, true) + bytes.u16(place + 7, true));
      // Descriptor, local colour table, one byte of code size, then the data.
      place = afterSubBlocks(data, place + 10 + tableBytes(bytes.u8(place + 9)) + 1);
      if (place !== null) wholeFrames += 1;
    } else if (block === IMAGE) {
      place = null;
    } else if (wholeFrames > 0) {
      break; // Bytes behind the first frame do not matter.
    } else {
      throw corrupt("GIF", `an unknown block ${block} stands where a frame should`);
    }
  }
  if (frames === 0 && place !== null && data[place] === TRAILER) throw corrupt("GIF", "it holds no frame");
  return {
    size: [height, width],
    bits: 8,
    gray: null,
    orientation: 1,
    complete: wholeFrames > 0,
    notes: frames > 1 ? [FIRST_FRAME_NOTE] : [],
  };
}

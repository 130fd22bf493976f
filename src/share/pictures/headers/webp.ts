import { Bytes, corrupt } from "../bytes";
import { FIRST_FRAME_NOTE, type PictureHeader } from "./header";

/** The header of a WebP file (RFC 9649): simple lossy, simple lossless, or extended. */
export function webpHeader(data: Uint8Array): PictureHeader {
  const bytes = new Bytes(data, "WebP");
  const common = {
    bits: 8,
    gray: null,
    orientation: 1,
    complete: bytes.u32(4, true) + 8 <= bytes.length,
    notes: [],
  } as const;
  const chunk = bytes.name(12);
  switch (chunk) {
    case "VP8 ": {
      if (bytes.u24le(23) !== 0x2a019d) throw corrupt("WebP", "its picture data has no start code");
      return { ...common, size: [bytes.u16(28, true) & 0x3fff, bytes.u16(26, true) & 0x3fff] };
    }
    case "VP8L": {
      if (bytes.u8(20) !== 0x2f) throw corrupt("WebP", "its picture data has no signature");
      const packed = bytes.u32(21, true);
      return { ...common, size: [((packed >>> 14) & 0x3fff) + 1, (packed & 0x3fff) + 1] };
    }
    case "VP8X": {
      const animated = (bytes.u8(20) & 0x02) !== 0;
      const notes = animated ? [FIRST_FRAME_NOTE] : [];
      return { ...common, size: [bytes.u24le(27) + 1, bytes.u24le(24) + 1], notes };
    }
    default:
      throw corrupt("WebP", "it does not begin with picture data");
  }
}

import { Bytes } from "../bytes";
import type { Orientation } from "./header";

const ORIENTATION_TAG = 0x0112;
const MOST_ENTRIES = 512;

/** The orientation in a block of EXIF data (a TIFF header and its first directory); 1 when there is none or it is damaged. */
export function exifOrientation(block: Uint8Array): Orientation {
  const bytes = new Bytes(block, "EXIF");
  try {
    const order = bytes.name(0, 2);
    if (order !== "II" && order !== "MM") return 1;
    const little = order === "II";
    const directory = bytes.u32(4, little);
    const entries = Math.min(bytes.u16(directory, little), MOST_ENTRIES);
    for (let entry = 0; entry < entries; entry += 1) {
      const place = directory + 2 + entry * 12;
      if (bytes.u16(place, little) !== ORIENTATION_TAG) continue;
      const value = bytes.u16(place + 8, little);
      // Only the eight values of the standard; anything else means "as it lies".
      return value >= 1 && value <= 8 ? (value as Orientation) : 1;
    }
  } catch {
    // Metadata that ends early says nothing; the picture itself may still be whole.
  }
  return 1;
}

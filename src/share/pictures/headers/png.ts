import { PlaygroundError } from "../../../model/errors";
import { Bytes, corrupt } from "../bytes";
import type { PictureHeader } from "./header";

/** The colour types of PNG and the bit depths each may have (PNG specification, table 11.1). */
const DEPTHS: ReadonlyMap<number, readonly number[]> = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);

/** IHDR, checked. */
export interface PngHeader extends PictureHeader {
  readonly size: readonly [number, number];
  readonly bits: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha. */
  readonly colourType: number;
  readonly interlaced: boolean;
}

/** The header of a PNG file; `complete` is left to the walk over its chunks. Throws when IHDR is missing or breaks a rule. */
export function pngHeader(data: Uint8Array): PngHeader {
  const bytes = new Bytes(data, "PNG");
  if (bytes.name(12) !== "IHDR" || bytes.u32(8) !== 13) throw corrupt("PNG", "it does not begin with its header");
  const [width, height] = [bytes.u32(16), bytes.u32(20)];
  const [bits, colourType] = [bytes.u8(24), bytes.u8(25)];
  const [compression, filter, interlace] = [bytes.u8(26), bytes.u8(27), bytes.u8(28)];
  if (!DEPTHS.get(colourType)?.includes(bits)) {
    throw corrupt("PNG", `colour type ${colourType} with ${bits} bits does not exist`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw new PlaygroundError(
      "picture-unsupported",
      `this PNG file uses compression ${compression}, filter method ${filter} and interlace method ${interlace}; ` +
        "only 0, 0 and 0 or 1 are known",
      { compression, filter, interlace },
    );
  }
  return {
    size: [height, width],
    bits,
    gray: colourType === 0 || colourType === 4,
    orientation: 1,
    complete: true,
    notes: [],
    colourType,
    interlaced: interlace === 1,
  };
}

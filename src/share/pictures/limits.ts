import { PlaygroundError } from "../../model/errors";
import type { Pair } from "../../model/geometry";
import { MOST_SIDE } from "../../model/limits";
import { DOCUMENT_LIMITS } from "../document/limits";

/** What the playground takes in, checked before anything of that size is allocated. */
export const PICTURE_LIMITS = {
  /** Largest side, in pixels, of a picture that is worked on at its own size. */
  side: MOST_SIDE,
  /** Most pixels of such a picture: 6000 × 4000. */
  pixels: 24_000_000,
  /** Largest side of a picture that is read, to be reduced: what JPEG goes up to. */
  readSide: DOCUMENT_LIMITS.absentSide,
  /** Most pixels of such a picture, of up to 8 bits per channel; half as many of 16. */
  readPixels: 100_000_000,
  /** Largest file, in bytes: 128 MiB. */
  fileBytes: 128 * 1024 * 1024,
  /** Most numbers C·H·W of a working image: all of the largest picture that is worked on whole, in colour. */
  workingElements: 72_000_000,
} as const;

const mebibytes = (count: number): string => (count / 2 ** 20).toFixed(count % 2 ** 20 === 0 ? 0 : 1);
const grouped = (count: number): string => count.toLocaleString("en-US");
/** Never less than there are: what is over a limit must look it. */
const megapixels = (pixels: number): string => String(Math.ceil(pixels / 1000) / 1000);

/** How many pixels a file may hold, and of which files that is said. */
export interface Room {
  readonly pixels: number;
  readonly of: string;
}

/**
 * The room for a file of so many bytes and bits per channel. Whoever sends a link sends a file of few bytes, and few bytes
 * of nothing unpack to many pixels: such a file may hold no more than is worked on at its own size.
 */
export function roomFor(bytes: number, bits: number | null): Room {
  const { pixels, readPixels } = PICTURE_LIMITS;
  const small = DOCUMENT_LIMITS.fileBytes;
  if (bytes <= small) return { pixels, of: ` from a file of up to ${small / 1024} KiB` };
  return bits === 16 ? { pixels: readPixels / 2, of: " of 16 bits" } : { pixels: readPixels, of: "" };
}

/** Refuses a picture of [H, W] pixels that is empty, longer than a side may be, or of too many pixels. `claimant` begins the sentence: "the header". */
export function checkPixelSize([height, width]: Pair, room: Room, claimant = "the header"): void {
  const claim = `${claimant} claims ${width} × ${height} pixels`;
  if (height < 1 || width < 1) {
    throw new PlaygroundError("picture-corrupt", `${claim}; a picture has at least 1 × 1`, { width, height });
  }
  if (height * width > room.pixels) {
    throw new PlaygroundError(
      "picture-too-large",
      `${claim} (${megapixels(height * width)} megapixels); up to ${megapixels(room.pixels)} megapixels${room.of} can be loaded`,
      { width, height, limit: room.pixels },
    );
  }
  const side = PICTURE_LIMITS.readSide;
  if (height > side || width > side) {
    throw new PlaygroundError("picture-too-large", `${claim}; a side may have up to ${side} pixels`, {
      width,
      height,
      limit: side,
    });
  }
}

/** Refuses a file of more bytes than can be loaded. */
export function checkFileSize(bytes: number): void {
  const limit = PICTURE_LIMITS.fileBytes;
  if (bytes > limit) {
    throw new PlaygroundError(
      "picture-file-too-large",
      `the file has ${mebibytes(bytes)} MiB; up to ${mebibytes(limit)} MiB can be loaded`,
      { bytes, limit },
    );
  }
}

/** True when an image of [H, W] may be worked on: up to 24,000,000 pixels, 16,384 a side. */
export const canWorkAt = ([height, width]: Pair): boolean =>
  height * width <= PICTURE_LIMITS.pixels && Math.max(height, width) <= PICTURE_LIMITS.side;

/** Refuses a working image of more than 72,000,000 numbers, C·H·W, of more than 24,000,000 pixels, or more than 16,384 a side. */
export function checkWorkingSize(channels: number, [height, width]: Pair): void {
  const elements = channels * height * width;
  const { pixels, side, workingElements } = PICTURE_LIMITS;
  const refuse = (what: string, goesTo: string, limit: number): PlaygroundError =>
    new PlaygroundError(
      "picture-working-size",
      `${channels} × ${height} × ${width} (C × H × W) would be ${what}; up to ${goesTo} can be worked on: choose a smaller working size`,
      { channels, height, width, elements, limit },
    );
  if (elements > workingElements) {
    throw refuse(`${grouped(elements)} numbers`, grouped(workingElements), workingElements);
  }
  if (height * width > pixels) {
    throw refuse(`${megapixels(height * width)} megapixels`, `${megapixels(pixels)} megapixels`, pixels);
  }
  const longest = Math.max(height, width);
  if (longest > side) throw refuse(`${grouped(longest)} pixels long`, grouped(side), side);
}

import { PlaygroundError } from "../../model/errors";
import type { Pair } from "../../model/geometry";
import { MOST_SIDE } from "../../model/limits";

/** What the playground takes in, checked before anything of that size is allocated. */
export const PICTURE_LIMITS = {
  /** Largest side, in pixels. */
  side: MOST_SIDE,
  /** Most pixels of a picture before it is reduced: 6000 × 4000. */
  pixels: 24_000_000,
  /** Largest file, in bytes: 128 MiB. */
  fileBytes: 128 * 1024 * 1024,
  /** Most numbers C·H·W of a working image: all of the largest picture in colour. */
  workingElements: 72_000_000,
} as const;

const mebibytes = (count: number): string => (count / 2 ** 20).toFixed(count % 2 ** 20 === 0 ? 0 : 1);
const grouped = (count: number): string => count.toLocaleString("en-US");
const megapixels = (pixels: number): string => String(Number((pixels / 1e6).toPrecision(4)));

/** Refuses a picture of [H, W] pixels that is empty, longer than a side may be, or of too many pixels. `claimant` begins the sentence: "the header". */
export function checkPixelSize([height, width]: Pair, claimant = "the header"): void {
  const claim = `${claimant} claims ${width} × ${height} pixels`;
  if (height < 1 || width < 1) {
    throw new PlaygroundError("picture-corrupt", `${claim}; a picture has at least 1 × 1`, { width, height });
  }
  const { side, pixels } = PICTURE_LIMITS;
  if (height * width > pixels) {
    throw new PlaygroundError(
      "picture-too-large",
      `${claim} (${megapixels(height * width)} megapixels); up to ${megapixels(pixels)} megapixels can be loaded`,
      { width, height, limit: pixels },
    );
  }
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

/** Refuses a working image of more than 72,000,000 numbers, C·H·W. */
export function checkWorkingSize(channels: number, [height, width]: Pair): void {
  const elements = channels * height * width;
  const limit = PICTURE_LIMITS.workingElements;
  if (elements > limit) {
    throw new PlaygroundError(
      "picture-working-size",
      `${channels} × ${height} × ${width} (C × H × W) would be ${grouped(elements)} numbers; ` +
        `up to ${grouped(limit)} can be worked on: choose a smaller working size`,
      { channels, height, width, elements, limit },
    );
  }
}

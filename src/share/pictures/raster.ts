import { PlaygroundError } from "../../model/errors";
import type { Pair } from "../../model/geometry";
import { checkPixelSize, type Room, roomFor } from "./limits";
import { PixelCollector, type Pixels } from "./pixels";

/** The part of the browser's canvas that is needed to read pixels back; tests hand in a dishonest one. */
export interface Readback {
  clearRect(x: number, y: number, width: number, height: number): void;
  drawImage(image: ImageBitmap, x: number, y: number): void;
  putImageData(image: ImageData, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): ImageData;
}

/** Makes a canvas of [H, W]; throws "picture-browser" where the browser has none. */
export type MakeReadback = (size: Pair) => Readback;

/** An OffscreenCanvas kept in memory, not on the graphics card. */
export const offscreen: MakeReadback = ([height, width]) => {
  const context =
    typeof OffscreenCanvas === "undefined"
      ? null
      : new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true, colorSpace: "srgb" });
  if (!context) {
    throw new PlaygroundError(
      "picture-browser",
      "this browser has no canvas off the page; PNG files can still be loaded",
    );
  }
  return context;
};

/** Two pixels whose bytes no rounding could swap by chance. */
const PATTERN = Uint8ClampedArray.of(12, 23, 34, 255, 201, 130, 77, 255);

/** True when a known 2 × 1 pattern comes back as it was put: some browsers alter what is read from a canvas, to hinder tracking. */
export function readbackIsExact(make: MakeReadback = offscreen): boolean {
  const context = make([1, 2]);
  const pattern = new ImageData(PATTERN.slice(), 2, 1);
  // Alterations are random in place and time: once is not enough.
  for (let round = 0; round < 16; round += 1) {
    context.putImageData(pattern, 0, 0);
    const back = context.getImageData(0, 0, 2, 1).data;
    if (PATTERN.some((value, k) => back[k] !== value)) return false;
  }
  return true;
}

export const NOISED_NOTE =
  "this browser alters pixels that a page reads (a protection against tracking): values may be slightly off; PNG files are read exactly";

/** Pixels that are read back at once, and how many of them lie side by side: every browser's canvas is as wide. */
const BLOCK_PIXELS = 2 ** 20;
const BLOCK_WIDTH = 2 ** 13;

/**
 * The pixels of a bitmap, read block by block from a canvas of their size: no second copy of the picture is held, and the
 * picture may be larger than a canvas.
 */
export function readBack(
  bitmap: ImageBitmap,
  size: Pair,
  make: MakeReadback,
  onDone: (done: number) => void = () => undefined,
): Pixels {
  const [height, width] = size;
  const columns = Math.min(width, BLOCK_WIDTH);
  const rows = Math.min(height, Math.max(1, Math.floor(BLOCK_PIXELS / columns)));
  const context = make([rows, columns]);
  const collected = new PixelCollector(size);
  for (let top = 0; top < height; top += rows) {
    const high = Math.min(rows, height - top);
    for (let left = 0; left < width; left += columns) {
      const wide = Math.min(columns, width - left);
      // What a transparent pixel lies upon must not shine through from the block before.
      context.clearRect(0, 0, columns, rows);
      context.drawImage(bitmap, -left, -top);
      const { data } = context.getImageData(0, 0, wide, high);
      // The rows of a block as wide as the picture follow one another.
      const [runs, length] = wide === width ? [1, high * wide] : [high, wide];
      for (let y = 0; y < runs; y += 1) {
        collected.add(data.subarray(4 * y * length, 4 * (y + 1) * length), (top + y) * width + left);
      }
    }
    onDone((top + high) / height);
  }
  return collected.pixels();
}

/** A picture decoded by the browser, and what a person should know about it. */
export interface RasterPicture {
  readonly pixels: Pixels;
  readonly notes: readonly string[];
}

/**
 * Decodes by the browser's own decoder: first frame, EXIF orientation applied, colour profile not (a pixel is what the
 * file says), 8 bits. Throws "picture-unsupported" when the browser cannot decode it, "picture-too-large" when there is no
 * room for the decoded picture, whatever its header said. How far the browser has come it does not tell: `onDone` hears of
 * the second half of the work, reading the pixels.
 */
export async function decodeRaster(
  blob: Blob,
  format: string,
  onDone: (done: number) => void = () => undefined,
  room: Room = roomFor(blob.size, null),
  make: MakeReadback = offscreen,
): Promise<RasterPicture> {
  if (typeof createImageBitmap === "undefined") {
    throw new PlaygroundError(
      "picture-browser",
      `this browser cannot decode ${format} pictures off the page; PNG files can still be loaded`,
    );
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, {
      colorSpaceConversion: "none",
      imageOrientation: "from-image",
      premultiplyAlpha: "none",
    });
  } catch {
    throw new PlaygroundError(
      "picture-unsupported",
      `this browser could not decode the ${format} picture: the file is damaged, or of a kind the browser does not know`,
      { format },
    );
  }
  try {
    const size: Pair = [bitmap.height, bitmap.width];
    checkPixelSize(size, room, "the decoded picture");
    const pixels = readBack(bitmap, size, make, (done) => onDone(0.5 + done / 2));
    return { pixels, notes: readbackIsExact(make) ? [] : [NOISED_NOTE] };
  } finally {
    bitmap.close();
  }
}

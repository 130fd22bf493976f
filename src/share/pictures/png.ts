import { corrupt } from "./bytes";
import { pngHeader, type PngHeader } from "./headers/png";
import { upright, withoutOpaqueAlpha, type Pixels } from "./pixels";
import { pngChunks, pngFile, type PngChunks } from "./png-chunks";
import { inflateExactly, pngRows } from "./png-rows";

/** Decodes a file that the browser, but not fast-png, can read; gets a clean PNG without metadata. */
export type Fallback = (png: Blob) => Promise<Pixels>;

/** A decoded PNG, upright, and what a person should know about it. */
export interface DecodedPng {
  readonly pixels: Pixels;
  readonly notes: readonly string[];
}

const CHANNELS: Readonly<Record<number, 1 | 2 | 3 | 4>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Bytes of the scan lines, filter bytes included, that a PNG of this header inflates to (PNG specification, 7 and 8). */
export function scanlineBytes({ size: [height, width], bits, colourType, interlaced }: PngHeader): number {
  const bitsPerPixel = bits * (CHANNELS[colourType] ?? 0);
  const bytesOf = (rows: number, columns: number): number =>
    rows === 0 || columns === 0 ? 0 : rows * (1 + Math.ceil((columns * bitsPerPixel) / 8));
  if (!interlaced) return bytesOf(height, width);
  // Adam7: first column, first row, column step, row step of each pass.
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  return passes.reduce(
    (sum, [x, y, stepX, stepY]) => sum + bytesOf(Math.ceil((height - y) / stepY), Math.ceil((width - x) / stepX)),
    0,
  );
}

/** Packed pixels of 1, 2 or 4 bits, each row beginning on a byte, as one number per pixel. */
function unpacked(packed: ArrayLike<number>, bits: number, [height, width]: readonly [number, number]): Uint8Array {
  const result = new Uint8Array(height * width);
  const rowBytes = Math.ceil((width * bits) / 8);
  const mask = 2 ** bits - 1;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const bit = x * bits;
      const byte = packed[y * rowBytes + (bit >> 3)] ?? 0;
      result[at] = (byte >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return result;
}

/** Indices into the palette as RGB, or RGBA when the palette has transparent entries. */
function fromPalette(
  indices: Uint8Array | Uint16Array,
  size: Pixels["size"],
  { palette, transparency }: PngChunks,
): Pixels {
  const entries = palette.length / 3;
  if (entries < 1 || entries > 256 || !Number.isInteger(entries)) {
    throw corrupt("PNG", `its palette has ${palette.length} bytes; 3 to 768 in threes are allowed`);
  }
  const channels = transparency ? 4 : 3;
  const data = new Uint8Array(indices.length * channels);
  for (let k = 0, at = 0; k < indices.length; k += 1, at += channels) {
    const index = indices[k] ?? 0;
    if (index >= entries) throw corrupt("PNG", `a pixel uses palette entry ${index}, the palette has ${entries}`);
    for (let c = 0; c < 3; c += 1) data[at + c] = palette[index * 3 + c] ?? 0;
    if (transparency) data[at + 3] = transparency[index] ?? 255;
  }
  return { size, channels, most: 255, data };
}

/** Adds alpha to gray or RGB where tRNS names one transparent colour: 16 bits per channel, of which `bits` count. */
function withColourKey(pixels: Pixels, bits: number, transparency: Uint8Array): Pixels {
  const { channels: colours, data, most, size } = pixels;
  if (transparency.length < colours * 2) throw corrupt("PNG", "its tRNS chunk is too short");
  const mask = 2 ** bits - 1;
  const key = Array.from(
    { length: colours },
    (_, c) => (((transparency[2 * c] ?? 0) << 8) | (transparency[2 * c + 1] ?? 0)) & mask,
  );
  const pixelCount = size[0] * size[1];
  const channels = colours === 1 ? 2 : 4;
  const into = most === 255 ? new Uint8Array(pixelCount * channels) : new Uint16Array(pixelCount * channels);
  for (let k = 0; k < pixelCount; k += 1) {
    let same = true;
    for (let c = 0; c < colours; c += 1) {
      const value = data[k * colours + c] ?? 0;
      into[k * channels + c] = value;
      if (value !== key[c]) same = false;
    }
    into[k * channels + channels - 1] = same ? 0 : most;
  }
  return { size, channels, most, data: into };
}

/** Gray of 1, 2 or 4 bits spread over 0 … 255: times 255, 85 or 17. */
function spread(pixels: Pixels, bits: number): Pixels {
  if (bits >= 8) return pixels;
  const factor = 255 / (2 ** bits - 1);
  const stride = pixels.channels;
  const data = pixels.data.slice();
  for (let at = 0; at < data.length; at += stride) data[at] = (data[at] ?? 0) * factor;
  return { ...pixels, data };
}

/** Values of a picture that is not interlaced, packed where they have less than 8 bits. */
async function plainValues(
  { stream }: PngChunks,
  { size: [height, width], bits, colourType }: PngHeader,
  onDone: (done: number) => void,
): Promise<Uint8Array | Uint16Array> {
  const bitsPerPixel = bits * (CHANNELS[colourType] ?? 0);
  const rowBytes = Math.ceil((width * bitsPerPixel) / 8);
  const bytes = await pngRows(stream, height, rowBytes, Math.max(1, bitsPerPixel / 8), onDone);
  if (bits < 16) return bytes;
  // The file has the high byte first, whatever the machine has.
  const values = new Uint16Array(bytes.length / 2);
  for (let k = 0; k < values.length; k += 1) values[k] = ((bytes[2 * k] as number) << 8) | (bytes[2 * k + 1] as number);
  return values;
}

/**
 * Values of an interlaced picture of 8 or 16 bits: fast-png, fetched with the first of them, is handed the header and one
 * data chunk, both checked.
 */
async function interlacedValues({ header, stream }: PngChunks): Promise<Uint8Array | Uint16Array> {
  const clean = pngFile([
    ["IHDR", header],
    ["IDAT", stream],
    ["IEND", new Uint8Array(0)],
  ]);
  const { decode } = await import("fast-png");
  try {
    const { data } = decode(clean);
    return data instanceof Uint8ClampedArray ? new Uint8Array(data.buffer) : data;
  } catch (thrown) {
    throw corrupt("PNG", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/**
 * Decodes a PNG file exactly: 1 to 16 bits, gray, RGB, palette, with alpha or a transparent colour, interlaced or not.
 * The size its header claims must have been checked. Interlaced files of less than 8 bits, which fast-png unpacks
 * wrongly, go to `fallback`. Throws "picture-truncated", "picture-corrupt" or "picture-unsupported".
 */
export async function decodePng(
  file: Uint8Array,
  fallback: Fallback,
  onDone: (done: number) => void = () => undefined,
): Promise<DecodedPng> {
  const header = pngHeader(file);
  const { colourType, bits, size, interlaced } = header;
  const chunks = pngChunks(file);
  // What fast-png inflates once more is known to fit.
  if (interlaced) await inflateExactly(chunks.stream, scanlineBytes(header));
  const turned = (pixels: Pixels): DecodedPng => ({
    pixels: upright(withoutOpaqueAlpha(pixels), chunks.orientation),
    notes: chunks.notes,
  });

  if (interlaced && bits < 8) {
    const extras: [string, Uint8Array][] = [];
    if (colourType === 3) extras.push(["PLTE", chunks.palette]);
    if (chunks.transparency) extras.push(["tRNS", chunks.transparency]);
    const clean = pngFile([["IHDR", chunks.header], ...extras, ["IDAT", chunks.stream], ["IEND", new Uint8Array(0)]]);
    return turned(await fallback(new Blob([clean], { type: "image/png" })));
  }

  const raw = await (interlaced ? interlacedValues(chunks) : plainValues(chunks, header, onDone));
  const values = bits < 8 ? unpacked(raw, bits, size) : raw;
  if (colourType === 3) return turned(fromPalette(values, size, chunks));
  const plain: Pixels = {
    size,
    channels: CHANNELS[colourType] ?? 1,
    most: bits === 16 ? 65_535 : 255,
    data: values,
  };
  const keyed = chunks.transparency && colourType < 4 ? withColourKey(plain, bits, chunks.transparency) : plain;
  return turned(spread(keyed, bits));
}

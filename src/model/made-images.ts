import { decodeBase64, encodeBase64 } from "./base64";
import type { ImageSource } from "./document";
import { PlaygroundError } from "./errors";
import type { ImageShape } from "./geometry";
import { numel } from "./layout";
import { RANDOM_STREAMS, standardNormal } from "./random";
import type { WorkingImage } from "./runner";

/** What an image may measure: the most of each axis, and of elements in all (B·C·H·W). */
export const IMAGE_LIMITS = { batch: 16, channels: 64, size: 4096, elements: 4_194_304 } as const;

/** The sources whose numbers the document itself describes; the others need a decoder or a file. */
export type MadeImageSource = Extract<ImageSource, { random: unknown } | { arange: unknown } | { tensor: unknown }>;

/** True for a source that `makeImage` can turn into numbers. */
export function isMadeImage(source: ImageSource): source is MadeImageSource {
  return "random" in source || "arange" in source || "tensor" in source;
}

const AXES = [
  ["B", IMAGE_LIMITS.batch],
  ["C", IMAGE_LIMITS.channels],
  ["H", IMAGE_LIMITS.size],
  ["W", IMAGE_LIMITS.size],
] as const;

/** Checks a B, C, H, W against `IMAGE_LIMITS` before anything is allocated; throws "image-shape" with the numbers. */
export function checkImageShape(shape: readonly number[]): asserts shape is ImageShape {
  const found = shape.join(", ");
  if (shape.length !== 4) {
    throw new PlaygroundError("image-shape", `an image has four axes [B, C, H, W], not [${found}]`, { found });
  }
  for (const [axis, [name, most]] of AXES.entries()) {
    const size = shape[axis] as number;
    if (!Number.isInteger(size) || size < 1 || size > most) {
      throw new PlaygroundError(
        "image-shape",
        `${name} of an image must be a whole number from 1 to ${most}, not ${size} (shape [${found}])`,
        { axis: name, least: 1, most, value: size, found },
      );
    }
  }
  const elements = numel(shape);
  if (elements > IMAGE_LIMITS.elements) {
    throw new PlaygroundError(
      "image-shape",
      `an image may have up to ${IMAGE_LIMITS.elements} numbers; [${found}] makes ${elements}`,
      { most: IMAGE_LIMITS.elements, value: elements, found },
    );
  }
}

/**
 * The picture that a `random`, `arange` or `tensor` source describes, [B, C, H, W] in float32. Random is standard
 * normal, the same on every machine; arange is 0, 1, 2, …; a tensor may hold NaN and infinities. Throws "image-shape",
 * "seed", "base64" or "tensor-length", always before allocating more than the checked shape needs.
 */
export function makeImage(source: MadeImageSource): WorkingImage {
  if ("random" in source) {
    const { seed, shape } = source.random;
    checkImageShape(shape);
    return { shape, data: standardNormal(seed, numel(shape), RANDOM_STREAMS.image) };
  }
  if ("arange" in source) {
    const { shape } = source.arange;
    checkImageShape(shape);
    // Every value stays below 2²⁴, so float32 holds each one exactly.
    return { shape, data: new Float32Array(numel(shape)).map((_, at) => at) };
  }
  const { shape, float32 } = source.tensor;
  checkImageShape(shape);
  return { shape, data: decodeFloat32(float32, shape) };
}

/** The `tensor` source that carries an image inside the document; `makeImage` gives back the same bits. */
export function encodeTensor(image: WorkingImage): Extract<ImageSource, { tensor: unknown }> {
  checkImageShape(image.shape);
  const elements = numel(image.shape);
  if (image.data.length !== elements) throw wrongLength(image.shape, elements * 4, image.data.length * 4);
  const bytes = new Uint8Array(image.data.slice().buffer);
  return { tensor: { shape: image.shape, float32: encodeBase64(littleEndian(bytes)) } };
}

function decodeFloat32(text: string, shape: ImageShape): Float32Array<ArrayBuffer> {
  const expected = numel(shape) * 4;
  const characters = 4 * Math.ceil(expected / 3);
  // The length of the text gives the length of the bytes away, so a wrong one is refused before anything is decoded.
  if (text.length !== characters) throw wrongLength(shape, expected, Math.floor((text.length * 3) / 4));
  const bytes = decodeBase64(text);
  if (bytes.length !== expected) throw wrongLength(shape, expected, bytes.length);
  return new Float32Array(littleEndian(bytes).buffer);
}

function wrongLength(shape: ImageShape, expected: number, found: number): PlaygroundError {
  return new PlaygroundError(
    "tensor-length",
    `a tensor of shape [${shape.join(", ")}] takes ${expected} bytes of float32, not ${found}`,
    { expected, found },
  );
}

/** Swaps the bytes of each float32 in place on the rare big-endian machine. Bytes, not floats: NaNs keep their bits. */
function littleEndian(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const machineIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  if (machineIsLittle) return bytes;
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  return bytes;
}

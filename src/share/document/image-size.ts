import type { Document } from "../../model/document";
import type { ImageShape } from "../../model/geometry";
import { sampleNamed } from "../../model/samples";
import { DOCUMENT_LIMITS } from "./limits";

type Known = Pick<Document, "image" | "color" | "resize">;

/** True for a shape that no picture has: an array of numbers, which keeps its own channels and size. */
const isArray = ([batch, channels]: ImageShape): boolean => batch > 1 || (channels !== 1 && channels !== 3);

/**
 * How many channels the working image has, as far as the document tells: a tensor has its own, a picture 3 in colour
 * and 1 in gray.
 */
export function channelsOf({ image, color }: Known): number {
  if ("absent" in image && isArray(image.absent.shape)) return image.absent.shape[1];
  if ("random" in image) return image.random.shape[1];
  if ("arange" in image) return image.arange.shape[1];
  if ("tensor" in image) return image.tensor.shape[1];
  return color === "gray" ? 1 : 3;
}

/**
 * [B, C, H, W] of the working image where the document alone tells it; null for a picture whose size is only known
 * once it is decoded. `resize` is about pictures: tensors keep their own size.
 */
export function knownImageShape(document: Known): ImageShape | null {
  const { image, resize } = document;
  if ("absent" in image && isArray(image.absent.shape)) return image.absent.shape;
  if ("random" in image) return image.random.shape;
  if ("arange" in image) return image.arange.shape;
  if ("tensor" in image) return image.tensor.shape;
  const channels = channelsOf(document);
  if (resize !== null) return [1, channels, ...resize];
  if ("sample" in image) {
    const sample = sampleNamed(image.sample);
    return sample === undefined ? null : [1, channels, sample.height, sample.width];
  }
  if ("absent" in image) {
    const [, , h, w] = image.absent.shape;
    // How a larger picture is worked on, whole or reduced, is known once it is loaded.
    return h * w <= DOCUMENT_LIMITS.elements && Math.max(h, w) <= DOCUMENT_LIMITS.side ? [1, channels, h, w] : null;
  }
  return null;
}

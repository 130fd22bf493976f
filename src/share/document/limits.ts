import { IMAGE_LIMITS } from "../../model/made-images";

/** What a document may hold at most; docs/link.md and public/document.schema.json say the same numbers. */
export const DOCUMENT_LIMITS = {
  batch: IMAGE_LIMITS.batch,
  channels: IMAGE_LIMITS.channels,
  /** Pixels along one side of a tensor, and of a picture's working size. */
  side: IMAGE_LIMITS.size,
  /** Numbers of a tensor, pixels of a working size. */
  elements: IMAGE_LIMITS.elements,
  /** Pixels along one side of a picture that the link only names. */
  absentSide: 65_535,
  /** Characters of a file's name. */
  name: 200,
  /** Bytes of a picture inside the link. */
  fileBytes: 65_536,
  fileTypes: ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"],
  seed: 4_294_967_295,
  shapes: 200,
  /** Points of all shapes together. */
  points: 20_000,
  coordinate: 100_000,
  radius: 1000,
} as const;

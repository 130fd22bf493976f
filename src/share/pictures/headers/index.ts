import type { PictureKind } from "../sniff";
import { avifHeader } from "./avif";
import { gifHeader } from "./gif";
import type { PictureHeader } from "./header";
import { jpegHeader } from "./jpeg";
import { pngHeader } from "./png";
import { webpHeader } from "./webp";

const READERS: Readonly<Record<PictureKind, (data: Uint8Array) => PictureHeader>> = {
  png: pngHeader,
  jpeg: jpegHeader,
  webp: webpHeader,
  gif: gifHeader,
  avif: avifHeader,
};

/** What a whole file says of its picture before it is decoded. Throws "picture-truncated" or "picture-corrupt" when it cannot be read. */
export const readHeader = (data: Uint8Array, kind: PictureKind): PictureHeader => READERS[kind](data);

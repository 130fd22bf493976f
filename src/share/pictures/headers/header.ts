import type { Pair } from "../../../model/geometry";

/** EXIF's eight ways a picture may lie in its file (Exif 2.3, tag 0x0112); 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a file says of its picture before anything is decoded. */
export interface PictureHeader {
  /** [H, W] as stored, before the orientation is applied; null when the header does not tell. */
  readonly size: Pair | null;
  /** Bits per channel, or null when the header does not tell. */
  readonly bits: number | null;
  readonly gray: boolean | null;
  readonly orientation: Orientation;
  /** False when the file stops before the picture does. */
  readonly complete: boolean;
  /** Facts a person should know about what is loaded. */
  readonly notes: readonly string[];
}

/** Said of GIF, WebP, AVIF and PNG files that hold more than one frame. */
export const FIRST_FRAME_NOTE = "only the first frame of the animation is used";

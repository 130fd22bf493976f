import type { HeldImage } from "./runner";

/** The picture a document speaks of, ready to be worked on. */
export interface Picture {
  readonly image: HeldImage;
  /** How the page names it: "chelsea", "photo.jpg", "random, seed 0". */
  readonly label: string;
  /** Its own size [H, W] before any reduction; null for tensors made by rule. */
  readonly natural: readonly [number, number] | null;
  /** Bytes that the page takes for each of its numbers at that size. */
  readonly perNumber: 1 | 4;
  /** What was done to it on the way in, in plain sentences. */
  readonly notes: readonly string[];
}

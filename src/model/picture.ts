import type { WorkingImage } from "./runner";

/** The picture a document speaks of, ready to be worked on. */
export interface Picture {
  readonly image: WorkingImage;
  /** How the page names it: "chelsea", "photo.jpg", "random, seed 0". */
  readonly label: string;
  /** Its own size [H, W] before any reduction; null for tensors made by rule. */
  readonly natural: readonly [number, number] | null;
  /** What was done to it on the way in, in plain sentences. */
  readonly notes: readonly string[];
}

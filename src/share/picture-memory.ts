import type { Picture } from "../model/picture";

/** Keys remembered at most; the oldest go first. */
const MOST = 256;
/** Longer keys are not remembered: comparing them would cost as much as making the picture anew. */
const LONGEST = 20_000;

/** Pictures that the page still holds, by what they were made from; it keeps none of them alive. */
export interface PictureMemory {
  /** The picture of that key, while anybody holds it. */
  recall(key: string): Picture | null;
  /** Remembers a picture and gives it back; when there is one of that key already, gives that one. */
  keep(key: string, picture: Picture): Picture;
}

/**
 * A memory that makes equal pictures the same object: a history of many documents over one picture then holds its
 * numbers once, and the engine is not handed them again.
 */
export function createPictureMemory(): PictureMemory {
  const known = new Map<string, WeakRef<Picture>>();
  const recall = (key: string): Picture | null => known.get(key)?.deref() ?? null;
  return {
    recall,
    keep(key, picture) {
      const same = recall(key);
      if (same) return same;
      if (key.length > LONGEST) return picture;
      known.delete(key);
      known.set(key, new WeakRef(picture));
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
      return picture;
    },
  };
}

import type { Pair } from "../model/geometry";
import { DOCUMENT_LIMITS } from "./document/limits";
import { suggestSize } from "./pictures/resample";

/**
 * The size that a picture of [H, W] is reduced to where nobody has chosen one: at most `pixels`, and no more than a document
 * may ask for, which has to be able to say it.
 */
export const reducedSize = (natural: Pair, pixels: number = DOCUMENT_LIMITS.elements): Pair =>
  suggestSize(natural, Math.min(pixels, DOCUMENT_LIMITS.elements), DOCUMENT_LIMITS.side);

/** The size whose width is `width`, in proportion, no larger than the picture or than a document may ask for. */
export function withWidth([h, w]: Pair, width: number): Pair {
  const { side, elements } = DOCUMENT_LIMITS;
  const most = Math.min(w, Math.floor((side * w) / Math.max(h, w)), Math.floor(Math.sqrt((elements * w) / h)));
  const columns = Math.min(Math.max(1, Math.round(width)), Math.max(1, most));
  // Rounding must not go beyond what the width was kept within; a picture one pixel wide cannot get narrower.
  const rows = Math.min(Math.round((h * columns) / w), side, Math.floor(elements / columns));
  return [Math.max(1, rows), columns];
}

/** The size whose longer side is `longest`, in proportion, as far as `withWidth` goes. */
export function withLongest([h, w]: Pair, longest: number): Pair {
  if (w >= h) return withWidth([h, w], longest);
  const [columns, rows] = withWidth([w, h], longest);
  return [rows, columns];
}

import { windowCount, type Geometry, type ImageShape } from "../geometry";

/** A pixel of the image, all channels when c is null. y and x may lie in the padding: a cell of the border. */
export interface PixelSelection {
  readonly kind: "pixel";
  readonly b: number;
  readonly c: number | null;
  readonly y: number;
  readonly x: number;
}

/**
 * Part of the products [N, C, kh, kw]; null means all along that axis. A window (and its output pixel) is n with the
 * rest null, a cell of a map has c null, a single product has no null.
 */
export interface ProductSelection {
  readonly kind: "product";
  readonly n: number;
  readonly c: number | null;
  readonly i: number | null;
  readonly j: number | null;
}

/** What is pointed at: the one thing that every panel lights up. */
export type Selection = PixelSelection | ProductSelection;

/** A whole number from `from` to before `to`, or null for all. */
function inside(value: number | null, from: number, to: number): boolean {
  return value === null || (Number.isInteger(value) && value >= from && value < to);
}

/** True when a selection exists for this geometry and image; `linkSelection` and `stepSelection` accept any other. */
export function isWithin(selection: Selection, g: Geometry, image: ImageShape): boolean {
  const [batch, channels, height, width] = image;
  if (!inside(selection.c, 0, channels)) return false;
  if (selection.kind === "product") {
    const { n, i, j } = selection;
    const [kh, kw] = g.kernel_size;
    return inside(n, 0, windowCount(g, image)) && inside(i, 0, kh) && inside(j, 0, kw);
  }
  const { b, y, x } = selection;
  const [top, left] = g.padding;
  return inside(b, 0, batch) && inside(y, -top, height + top) && inside(x, -left, width + left);
}

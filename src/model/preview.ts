/** Squares that a large picture is reduced to at most: more than any place on a page shows. */
const MOST_SQUARES = 2 ** 19;

/** The least side of squares of which a picture of so many pixels has few enough to be drawn. */
export function previewSide(height: number, width: number): number {
  let side = 1;
  while (Math.ceil(height / side) * Math.ceil(width / side) > MOST_SQUARES) side += 1;
  return side;
}

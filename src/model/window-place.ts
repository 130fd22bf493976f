import { type Geometry, type ImageShape, windowCount, windowGrid, windowNumber } from "./geometry";

/**
 * The number n of the window that a text names: `n`, or `row, column`, or `b, row, column`, counted from 0. A sentence
 * that says what is allowed when it names none.
 */
export function windowNamed(text: string, geometry: Geometry, image: ImageShape): number | string {
  const [rows, columns] = windowGrid(geometry, image);
  const total = windowCount(geometry, image);
  const found = text
    .trim()
    .split(/[\s,]+/)
    .map((each) => (/^\d+$/.test(each) ? Number(each) : NaN));
  const [first = NaN, second = NaN, third = NaN] = found;
  const windows = `a window is n from 0 to ${total - 1}, or row 0 to ${rows - 1}, column 0 to ${columns - 1}`;
  const asked = image[0] > 1 ? `${windows}, with its image 0 to ${image[0] - 1} before them` : windows;
  if (found.length === 1) return first < total ? first : asked;
  const [b, row, column] = found.length === 2 ? [0, first, second] : [first, second, third];
  if (found.length > 3 || !(b < image[0] && row < rows && column < columns)) return asked;
  return windowNumber(geometry, image, b, row, column);
}

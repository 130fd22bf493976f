import type { Point } from "../document";
import type { RowLists } from "./row-lists";

/** Where a run of pixels of row y begins and ends: columns [from, to). */
export type PaintSpan = (y: number, from: number, to: number) => void;

/**
 * Coordinates beyond this are pulled in to it: far outside every image, yet small enough that products of coordinates
 * neither overflow nor lose the half pixel.
 */
export const FAR = 2 ** 24;

/** A coordinate pulled in to ±FAR. */
export const near = (value: number): number => (value > FAR ? FAR : value < -FAR ? -FAR : value);

/** Number of pixels of an axis whose centre k + ½ lies before `edge`, between 0 and `size`: the first k with k + ½ ≥ edge. */
export function firstCentre(edge: number, size: number): number {
  const first = Math.ceil(edge - 0.5);
  return first <= 0 ? 0 : Math.min(first, size);
}

/** Pixels with centre in [x, x + w) × [y, y + h). */
export function rectSpans(
  [x, y, w, h]: readonly [number, number, number, number],
  height: number,
  width: number,
  paint: PaintSpan,
): void {
  const from = firstCentre(near(x), width);
  const to = firstCentre(near(x + w), width);
  const last = firstCentre(near(y + h), height);
  for (let row = firstCentre(near(y), height); row < last; row += 1) if (from < to) paint(row, from, to);
}

/** Pixels whose centre (px, py) satisfies ((px − cx)/rx)² + ((py − cy)/ry)² < 1. */
export function ellipseSpans(
  ellipse: readonly [number, number, number, number],
  height: number,
  width: number,
  paint: PaintSpan,
): void {
  const [cx, cy, rx, ry] = ellipse.map(near) as [number, number, number, number]; // map keeps the four
  if (!(rx > 0 && ry > 0)) return;
  const last = Math.min(height, firstCentre(cy + ry, height) + 1);
  for (let row = Math.max(0, firstCentre(cy - ry, height) - 1); row < last; row += 1) {
    const dy = (row + 0.5 - cy) / ry;
    const rest = 1 - dy * dy;
    if (rest <= 0) continue;
    const half = rx * Math.sqrt(rest);
    const inside = (column: number): boolean => {
      const dx = (column + 0.5 - cx) / rx;
      return dx * dx + dy * dy < 1;
    };
    settleSpan(row, cx - half, cx + half, width, inside, paint);
  }
}

/**
 * Paints the pixels of a convex shape on one row: starts from its computed ends and moves each until `inside`, the
 * shape's own inequality, agrees, so that the rounding of square roots never decides a pixel.
 */
export function settleSpan(
  row: number,
  left: number,
  right: number,
  width: number,
  inside: (column: number) => boolean,
  paint: PaintSpan,
): void {
  let from = Math.max(0, firstCentre(left, width) - 1);
  let to = Math.min(width, firstCentre(right, width) + 1);
  while (from > 0 && inside(from - 1)) from -= 1;
  while (to < width && inside(to)) to += 1;
  while (from < to && !inside(from)) from += 1;
  while (to > from && !inside(to - 1)) to -= 1;
  if (from < to) paint(row, from, to);
}

/**
 * Pushes to `into` a column x for each row y of [top, bottom), all of them rows that the edge from a to b crosses: pixels
 * from x on have the crossing at or left of their centre. None where that is right of the image.
 */
export function edgeCrossings(a: Point, b: Point, top: number, bottom: number, width: number, into: RowLists): void {
  // Always from the upper end to the lower one: two polygons that share an edge agree on it to the last bit.
  const isDown = a[1] <= b[1];
  const [x0, y0] = isDown ? a : b;
  const [x1, y1] = isDown ? b : a;
  for (let row = top; row < bottom; row += 1) {
    // Multiplied before it is divided: exact whenever the coordinates are whole, half or quarter pixels.
    const column = firstCentre(x0 + ((row + 0.5 - y0) * (x1 - x0)) / (y1 - y0), width);
    if (column < width) into.push(row, column);
  }
}

/** The rows of `height`, [first, end), that may have a pixel's centre nearer than `radius` to the segment from a to b. */
export function capsuleRows([, ay]: Point, [, by]: Point, radius: number, height: number): [number, number] {
  return [
    Math.max(0, firstCentre(Math.min(ay, by) - radius, height) - 1),
    Math.min(height, firstCentre(Math.max(ay, by) + radius, height) + 1),
  ];
}

/**
 * The ends of a capsule's rows are computed to this part of a column where its coordinates and its radius are at most
 * `TAME`, it rises by `STEEP` at least, and the row does not just touch a round end: sums and quotients of such numbers
 * are then off by less than 2^30 · 2^−50, and half a chord, √(r² − d²), by less than 2^40 · 2^−52.
 */
const CAPSULE_ERROR = 2 ** -10;
const TAME = 2 ** 20;
const STEEP = 2 ** -10;

/** Whether an end so far before the next pixel's centre is not too near to that one or the one before. */
const isClear = (before: number): boolean => before > CAPSULE_ERROR && before < 1 - CAPSULE_ERROR;

/** Whether the centre of pixel (column, row) is nearer than `radius` to the segment from a to b. */
function isInCapsule([ax, ay]: Point, [bx, by]: Point, radius: number, row: number, column: number): boolean {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const radius2 = radius * radius;
  const ex = column + 0.5 - ax;
  const ey = row + 0.5 - ay;
  const foot = ex * dx + ey * dy;
  if (foot <= 0) return ex * ex + ey * ey < radius2;
  if (foot >= length2) return (ex - dx) * (ex - dx) + (ey - dy) * (ey - dy) < radius2;
  // Squared cross product against radius²·length²: no division, so whole and half pixels are decided exactly.
  const cross = ex * dy - ey * dx;
  return cross * cross < radius2 * length2;
}

/**
 * Pixels of the rows [top, bottom) whose centre is nearer than `radius` to the segment from a to b (a disc when they
 * are the same point).
 */
export function capsuleSpans(
  a: Point,
  b: Point,
  radius: number,
  top: number,
  bottom: number,
  width: number,
  paint: PaintSpan,
): void {
  const [ax, ay] = a;
  const [bx, by] = b;
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const radius2 = radius * radius;
  // How far the straight sides run beside the segment's own line, along a row.
  const aside = (radius * Math.sqrt(length2)) / Math.abs(dy);
  const isTame =
    radius <= TAME &&
    Math.max(Math.abs(ax), Math.abs(ay), Math.abs(bx), Math.abs(by)) <= TAME &&
    (dy === 0 || Math.abs(dy) >= STEEP * Math.abs(dx));
  for (let row = top; row < bottom; row += 1) {
    const py = row + 0.5;
    let left = Infinity;
    let right = -Infinity;
    // The two round ends …
    const restA = radius2 - (py - ay) * (py - ay);
    if (restA > 0) {
      const half = Math.sqrt(restA);
      left = ax - half;
      right = ax + half;
    }
    const restB = radius2 - (py - by) * (py - by);
    if (restB > 0) {
      const half = Math.sqrt(restB);
      left = Math.min(left, bx - half);
      right = Math.max(right, bx + half);
    }
    // … and the straight sides, where their foot on the segment lies between its ends. Level segments need only the ends.
    if (dy !== 0) {
      const middle = ax + ((py - ay) * dx) / dy;
      const footLeft = (middle - aside - ax) * dx + (py - ay) * dy;
      if (footLeft >= 0 && footLeft <= length2) left = Math.min(left, middle - aside);
      const footRight = (middle + aside - ax) * dx + (py - ay) * dy;
      if (footRight >= 0 && footRight <= length2) right = Math.max(right, middle + aside);
    }
    if (left > right) continue;
    const from = firstCentre(left, width);
    const to = firstCentre(right, width);
    const isThin = Math.abs(restA) < 1 || Math.abs(restB) < 1;
    // Ends that are clear of every centre are as good as decided.
    if (isTame && !isThin && from < to && isClear(from + 0.5 - left) && isClear(to + 0.5 - right)) paint(row, from, to);
    else settleSpan(row, left, right, width, (column) => isInCapsule(a, b, radius, row, column), paint);
  }
}

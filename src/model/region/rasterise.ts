import type { Point, RegionEdit, RegionShape } from "../document";
import { PlaygroundError } from "../errors";
import { IMAGE_LIMITS } from "../made-images";
import { capsuleSpans, edgeCrossings, ellipseSpans, near, rectSpans } from "./spans";

/** The shape of an edit, whichever way it works. */
export const shapeOf = (edit: RegionEdit): RegionShape => ("add" in edit ? edit.add : edit.subtract);

/**
 * The region as 0/1 per pixel, [H, W] row-major, from the drawn edits in order. No edit = the whole image; a region
 * whose first edit subtracts starts from the whole image, any other from nothing. A pixel belongs to a shape when its
 * centre (x + ½, y + ½) lies inside: rectangles half-open, ellipses strictly inside, polygons even-odd with half-open
 * edges (a centre on a left or top edge is in, on a right or bottom edge it is not), brushes nearer than their radius
 * to the polyline. Only + − × ÷ and square roots, so the same on every machine. Shapes may lie anywhere; one with a
 * coordinate that is no number is nowhere. Throws "region-size" for an image size out of bounds.
 */
export function rasterise(shapes: readonly RegionEdit[], height: number, width: number): Uint8Array<ArrayBuffer> {
  for (const size of [height, width]) {
    if (!Number.isInteger(size) || size < 1 || size > IMAGE_LIMITS.size) {
      throw new PlaygroundError(
        "region-size",
        `a region needs an image of 1 to ${IMAGE_LIMITS.size} pixels a side, not ${height}×${width}`,
        { height, width, most: IMAGE_LIMITS.size },
      );
    }
  }
  const mask = new Uint8Array(height * width);
  const [first] = shapes;
  if (first === undefined || "subtract" in first) mask.fill(1);
  const counts = new Counts(height, width);
  for (const edit of shapes) {
    const value = "add" in edit ? 1 : 0;
    const paint = (y: number, from: number, to: number): void => {
      mask.fill(value, y * width + from, y * width + to);
    };
    paintShape(shapeOf(edit), height, width, paint, counts);
  }
  return mask;
}

function paintShape(
  shape: RegionShape,
  height: number,
  width: number,
  paint: (y: number, from: number, to: number) => void,
  counts: Counts,
): void {
  if ("rect" in shape) {
    if (shape.rect.every(Number.isFinite)) rectSpans(shape.rect, height, width, paint);
  } else if ("ellipse" in shape) {
    if (shape.ellipse.every(Number.isFinite)) ellipseSpans(shape.ellipse, height, width, paint);
  } else if ("polygon" in shape) {
    const points = usablePoints(shape.polygon);
    for (const [k, point] of points.entries()) {
      const next = points[(k + 1) % points.length] as Point;
      edgeCrossings(point, next, height, width, (y, x) => counts.add(y, x, 1));
    }
    counts.drain((crossings) => crossings % 2 !== 0, paint);
  } else {
    const points = usablePoints(shape.brush.points);
    const radius = near(shape.brush.radius);
    if (!(radius > 0)) return;
    for (const [k, point] of points.entries()) {
      if (k === 0 && points.length > 1) continue;
      const previous = points[Math.max(k - 1, 0)] as Point;
      capsuleSpans(previous, point, radius, height, width, (y, from, to) => {
        counts.add(y, from, 1);
        if (to < width) counts.add(y, to, -1);
      });
    }
    counts.drain((covering) => covering > 0, paint);
  }
}

/** Points pulled in to sane coordinates; none at all if one of them is no number. */
function usablePoints(points: readonly Point[]): Point[] {
  if (!points.every((point) => Number.isFinite(point[0]) && Number.isFinite(point[1]))) return [];
  return points.map(([x, y]) => [near(x), near(y)]);
}

/**
 * Changes along each row, summed from left to right when the shape is complete: the work is one entry per edge and
 * row plus the touched rows, however much the parts of a long stroke overlap.
 */
class Counts {
  private changes: Int32Array | null = null;
  private top: number;
  private bottom = -1;

  constructor(
    private readonly height: number,
    private readonly width: number,
  ) {
    this.top = height;
  }

  add(y: number, x: number, change: number): void {
    this.changes ??= new Int32Array(this.height * this.width);
    const at = y * this.width + x;
    this.changes[at] = (this.changes[at] as number) + change;
    if (y < this.top) this.top = y;
    if (y > this.bottom) this.bottom = y;
  }

  /** Paints the runs whose running sum satisfies `inside`, and leaves the counts at zero for the next shape. */
  drain(inside: (sum: number) => boolean, paint: (y: number, from: number, to: number) => void): void {
    const { changes, width } = this;
    if (changes !== null) {
      for (let y = this.top; y <= this.bottom; y += 1) drainRow(changes, y, width, inside, paint);
    }
    this.top = this.height;
    this.bottom = -1;
  }
}

function drainRow(
  changes: Int32Array,
  y: number,
  width: number,
  inside: (sum: number) => boolean,
  paint: (y: number, from: number, to: number) => void,
): void {
  let sum = 0;
  let from = -1;
  for (let x = 0; x < width; x += 1) {
    const at = y * width + x;
    const change = changes[at] as number;
    if (change === 0) continue;
    changes[at] = 0;
    sum += change;
    const isInside = inside(sum);
    if (isInside && from < 0) from = x;
    if (!isInside && from >= 0) {
      paint(y, from, x);
      from = -1;
    }
  }
  if (from >= 0) paint(y, from, width);
}

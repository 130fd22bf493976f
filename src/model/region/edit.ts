import type { Point, Region, RegionEdit, RegionShape } from "../document";
import { shapeOf } from "./rasterise";

/** A box around a shape: x, y, width, height in image pixels, as a document's rect. */
export type Bounds = readonly [number, number, number, number];

/** The smallest box that holds a shape, a brush's thickness included; a shape without points has an empty box at 0, 0. */
export function boundsOf(shape: RegionShape): Bounds {
  if ("rect" in shape) return upright(shape.rect);
  if ("ellipse" in shape) {
    const [cx, cy, rx, ry] = shape.ellipse;
    return upright([cx - rx, cy - ry, 2 * rx, 2 * ry]);
  }
  if ("polygon" in shape) return boxAround(shape.polygon);
  const [x, y, w, h] = boxAround(shape.brush.points);
  const { radius } = shape.brush;
  return shape.brush.points.length === 0 ? [0, 0, 0, 0] : [x - radius, y - radius, w + 2 * radius, h + 2 * radius];
}

/** The shape moved by (dx, dy) image pixels. */
export function moveBy(shape: RegionShape, dx: number, dy: number): RegionShape {
  return mapped(shape, ([x, y]) => [x + dx, y + dy]);
}

/**
 * The shape stretched so that `boundsOf` becomes `to`. A box of negative width or height is one dragged past its other
 * side: points are mirrored, the result's box is the same box upright. A polygon without extent on an axis goes to the
 * middle of the box there. A brush keeps its radius as long as the box has room for it; a single dot grows or shrinks.
 */
export function resizeTo(shape: RegionShape, to: Bounds): RegionShape {
  if ("rect" in shape) return { rect: upright(to) };
  if ("ellipse" in shape) {
    const [x, y, w, h] = upright(to);
    return { ellipse: [x + w / 2, y + h / 2, w / 2, h / 2] };
  }
  if ("polygon" in shape) return mapped(shape, stretch(boxAround(shape.polygon), to));
  const from = boxAround(shape.brush.points);
  const room = Math.min(Math.abs(to[2]), Math.abs(to[3])) / 2;
  const isDot = from[2] === 0 && from[3] === 0;
  const radius = isDot ? room : Math.min(shape.brush.radius, room);
  const inset = ([at, length]: readonly [number, number]): [number, number] => [
    at + Math.sign(length) * radius,
    length - Math.sign(length) * 2 * radius,
  ];
  const [x, w] = inset([to[0], to[2]]);
  const [y, h] = inset([to[1], to[3]]);
  return { brush: { points: shape.brush.points.map(stretch(from, [x, y, w, h])), radius } };
}

/**
 * Which edit lies under a point: the number of the topmost (last drawn) one whose shape contains the point or passes
 * within `tolerance` image pixels of it, or null. Subtracting edits can be hit too, or they could not be moved.
 */
export function hitTest(edits: readonly RegionEdit[], point: Point, tolerance = 0): number | null {
  for (let at = edits.length - 1; at >= 0; at -= 1) {
    if (hits(shapeOf(edits[at] as RegionEdit), point, tolerance)) return at;
  }
  return null;
}

/** An edit's shape replaced, adding or subtracting as before. */
export const withShape = (edit: RegionEdit, shape: RegionShape): RegionEdit =>
  "add" in edit ? { add: shape } : { subtract: shape };

/** How a shape is drawn in image pixels: an SVG path, and how thick it is stroked (round joins) when it is a brush. */
export interface Outline {
  readonly path: string;
  /** Twice a brush's radius; null for a shape that is filled. */
  readonly strokeWidth: number | null;
}

/** The shape's outline; an empty path for a shape without points. */
export function outline(shape: RegionShape): Outline {
  if ("rect" in shape) {
    const [x, y, w, h] = upright(shape.rect);
    return { path: `M${x} ${y}h${w}v${h}h${-w}Z`, strokeWidth: null };
  }
  if ("ellipse" in shape) {
    const [cx, cy, rx, ry] = shape.ellipse;
    // SVG draws no full turn in one arc: two halves, from the left end and back.
    const half = (dx: number): string => `a${rx} ${ry} 0 0 1 ${dx} 0`;
    return { path: `M${cx - rx} ${cy}${half(2 * rx)}${half(-2 * rx)}Z`, strokeWidth: null };
  }
  if ("polygon" in shape) {
    const line = polyline(shape.polygon);
    return { path: line === "" ? "" : `${line}Z`, strokeWidth: null };
  }
  const { points, radius } = shape.brush;
  // A line of no length still gets its round caps: a dot.
  return { path: points.length === 1 ? `${polyline(points)}h0` : polyline(points), strokeWidth: 2 * radius };
}

/**
 * The polyline with fewer points: both ends and every point needed to stay within `tolerance` image pixels of the
 * original (Douglas & Peucker 1973).
 */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  const kept = new Set([0, points.length - 1]);
  // A list of parts still to be looked at rather than recursion: a long stroke must not exhaust the stack.
  const parts: [number, number][] = [[0, points.length - 1]];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const [first, last] = part;
    let worst = tolerance * tolerance;
    let farthest = -1;
    for (let at = first + 1; at < last; at += 1) {
      const off = squaredDistance(points[at] as Point, points[first] as Point, points[last] as Point);
      if (off > worst) [worst, farthest] = [off, at];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    parts.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, at) => kept.has(at));
}

/**
 * The region whose pixels are exactly the others. Every edit changes from adding to subtracting and back; since a
 * region whose first edit subtracts starts from the whole image, that is the complement. Only "no shape" (the whole
 * image) has no edit to change: it becomes one that subtracts the image's rectangle, and that one becomes "no shape"
 * again. Inverting twice gives the original back (a lone added rectangle of the image comes back as "no shape", which
 * is the same region).
 */
export function invert(region: Region, height: number, width: number): Region {
  const { shapes } = region;
  if (shapes.length === 0) return { ...region, shapes: [{ subtract: { rect: [0, 0, width, height] } }] };
  const [only] = shapes;
  if (shapes.length === 1 && only !== undefined && "subtract" in only && "rect" in only.subtract) {
    if (only.subtract.rect.join() === [0, 0, width, height].join()) return { ...region, shapes: [] };
  }
  return {
    ...region,
    shapes: shapes.map((edit) => ("add" in edit ? { subtract: edit.add } : { add: edit.subtract })),
  };
}

function hits(shape: RegionShape, [px, py]: Point, tolerance: number): boolean {
  if ("rect" in shape) {
    const [x, y, w, h] = upright(shape.rect);
    return px >= x - tolerance && px <= x + w + tolerance && py >= y - tolerance && py <= y + h + tolerance;
  }
  if ("ellipse" in shape) {
    const [cx, cy, rx, ry] = shape.ellipse;
    // Both radii a little longer: exact on the axes, close enough between them for a pointer.
    return ((px - cx) / (rx + tolerance)) ** 2 + ((py - cy) / (ry + tolerance)) ** 2 <= 1;
  }
  const [points, closed, within] =
    "polygon" in shape ? [shape.polygon, true, tolerance] : [shape.brush.points, false, shape.brush.radius + tolerance];
  let inside = false;
  for (const [at, b] of points.entries()) {
    const a = points[at === 0 ? (closed ? points.length - 1 : 0) : at - 1] as Point;
    if (squaredDistance([px, py], a, b) <= within * within) return true;
    // Even-odd: counts the edges that a ray to the left crosses.
    if (a[1] <= py !== b[1] <= py && a[0] + ((py - a[1]) * (b[0] - a[0])) / (b[1] - a[1]) <= px) inside = !inside;
  }
  return closed && inside;
}

/** Squared distance from p to the segment from a to b. */
function squaredDistance([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length2));
  return (px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2;
}

function mapped(shape: RegionShape, move: (point: Point) => Point): RegionShape {
  if ("rect" in shape) {
    const [x, y, w, h] = shape.rect;
    return { rect: [...move([x, y]), w, h] };
  }
  if ("ellipse" in shape) {
    const [cx, cy, rx, ry] = shape.ellipse;
    return { ellipse: [...move([cx, cy]), rx, ry] };
  }
  if ("polygon" in shape) return { polygon: shape.polygon.map(move) };
  return { brush: { points: shape.brush.points.map(move), radius: shape.brush.radius } };
}

/** Takes points of one box to another; an axis without extent goes to the middle. */
function stretch(from: Bounds, to: Bounds): (point: Point) => Point {
  const along = (axis: 0 | 1, value: number): number => {
    const length = from[axis + 2] as number;
    const share = length === 0 ? 0.5 : (value - from[axis]) / length;
    return to[axis] + share * (to[axis + 2] as number);
  };
  return ([x, y]) => [along(0, x), along(1, y)];
}

/** The same box with its corner at the upper left. */
function upright([x, y, w, h]: Bounds): Bounds {
  return [w < 0 ? x + w : x, h < 0 ? y + h : y, Math.abs(w), Math.abs(h)];
}

function boxAround(points: readonly Point[]): Bounds {
  if (points.length === 0) return [0, 0, 0, 0];
  let [left, top] = points[0] as Point;
  let [right, bottom] = [left, top];
  for (const [x, y] of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return [left, top, right - left, bottom - top];
}

function polyline(points: readonly Point[]): string {
  return points.length === 0 ? "" : `M${points.map(([x, y]) => `${x} ${y}`).join("L")}`;
}

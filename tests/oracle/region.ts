import { get, grid, windows, type OracleGeometry, type OraclePair, type OracleShape } from "./image";

/** A shape in pixels, x to the right and y down. */
export type OracleRegionShape =
  | { readonly rect: readonly [number, number, number, number] }
  | { readonly ellipse: readonly [number, number, number, number] }
  | { readonly polygon: readonly OraclePair[] }
  | { readonly brush: { readonly points: readonly OraclePair[]; readonly radius: number } };

export type OracleEdit = { readonly add: OracleRegionShape } | { readonly subtract: OracleRegionShape };

export type OracleRule = "centre" | "any" | "all";

/** Squared distance from a point to the segment from a to b. */
function squaredDistance(x: number, y: number, a: OraclePair, b: OraclePair): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((x - a[0]) * dx + (y - a[1]) * dy) / length;
  const t = Math.max(0, Math.min(1, along));
  return (x - a[0] - t * dx) ** 2 + (y - a[1] - t * dy) ** 2;
}

/** Whether an edge is crossed by the ray that runs from (x, y) to the right; its upper end belongs to it, its lower not. */
function crosses(x: number, y: number, a: OraclePair, b: OraclePair): boolean {
  if (a[1] <= y === b[1] <= y) return false;
  return x < a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1]);
}

/** Whether the point lies in the shape: half-open rectangle, open ellipse, even-odd polygon, open brush. */
export function inside(shape: OracleRegionShape, x: number, y: number): boolean {
  if ("rect" in shape) {
    const [left, top, width, height] = shape.rect;
    return x >= left && x < left + width && y >= top && y < top + height;
  }
  if ("ellipse" in shape) {
    const [cx, cy, rx, ry] = shape.ellipse;
    return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
  }
  if ("polygon" in shape) {
    const ends = [...shape.polygon.slice(1), ...shape.polygon.slice(0, 1)];
    return shape.polygon.filter((a, at) => crosses(x, y, a, ends[at] ?? a)).length % 2 === 1;
  }
  const { points, radius } = shape.brush;
  return points.some((a, at) => {
    const b = points[at + 1] ?? a;
    return squaredDistance(x, y, a, b) < radius * radius;
  });
}

/**
 * The region, [H, W] of 0/1: the whole image without a shape, otherwise the edits in drawing order. A first edit that
 * subtracts takes away from the whole image, one that adds begins with nothing.
 */
export function mask(edits: readonly OracleEdit[], height: number, width: number): number[] {
  const whole = edits[0] === undefined || "subtract" in edits[0];
  const pixels: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let held = whole;
      for (const edit of edits) {
        const adds = "add" in edit;
        if (inside(adds ? edit.add : edit.subtract, x + 0.5, y + 0.5)) held = adds;
      }
      pixels.push(held ? 1 : 0);
    }
  }
  return pixels;
}

/** The windows that the region keeps, [N] of 0/1. What lies outside the image is outside the region. */
export function kept(region: ArrayLike<number>, g: OracleGeometry, shape: OracleShape, rule: OracleRule): number[] {
  const [, , height, width] = shape;
  const held = (y: number, x: number): boolean =>
    y >= 0 && y < height && x >= 0 && x < width && get(region, y * width + x) === 1;
  return windows(g, shape).map(([, y, x]) => {
    if (rule === "centre") {
      const [down, right] = [0, 1].map((axis) =>
        Math.floor(((g.dilation[axis] ?? 1) * ((g.kernel_size[axis] ?? 1) - 1)) / 2),
      );
      return held(y + (down ?? 0), x + (right ?? 0)) ? 1 : 0;
    }
    let taps = 0;
    for (let i = 0; i < g.kernel_size[0]; i += 1) {
      for (let j = 0; j < g.kernel_size[1]; j += 1) {
        if (held(y + i * g.dilation[0], x + j * g.dilation[1])) taps += 1;
      }
    }
    return (rule === "any" ? taps > 0 : taps === g.kernel_size[0] * g.kernel_size[1]) ? 1 : 0;
  });
}

/** Number of windows, B·h_windows·w_windows. */
export function windowCount(g: OracleGeometry, shape: OracleShape): number {
  const [rows, columns] = grid(g, shape);
  return shape[0] * rows * columns;
}

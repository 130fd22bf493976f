import type { Point, Region, RegionEdit, RegionShape } from "../document";

/** Hundredths of a pixel: finer would only lengthen links. */
const rounded = (value: number): number => Math.round(value * 100) / 100;

function scaleShape(shape: RegionShape, sy: number, sx: number): RegionShape {
  const point = ([x, y]: Point): Point => [rounded(x * sx), rounded(y * sy)];
  const four = ([x, y, w, h]: readonly [number, number, number, number]) =>
    [rounded(x * sx), rounded(y * sy), rounded(w * sx), rounded(h * sy)] as const;
  if ("rect" in shape) return { rect: four(shape.rect) };
  if ("ellipse" in shape) return { ellipse: four(shape.ellipse) };
  if ("polygon" in shape) return { polygon: shape.polygon.map(point) };
  const { points, radius } = shape.brush;
  // A disc stays a disc: its area grows as the picture's.
  return { brush: { points: points.map(point), radius: Math.max(rounded(radius * Math.sqrt(sx * sy)), 0.01) } };
}

/**
 * The same region on a picture of another size: every shape covers the same share of rows and columns. Sizes are
 * [H, W] in pixels. Coordinates are rounded to hundredths of a pixel; the same size gives the same region back.
 */
export function scaleRegion(region: Region, from: readonly [number, number], to: readonly [number, number]): Region {
  if (region.shapes.length === 0 || (from[0] === to[0] && from[1] === to[1])) return region;
  const [sy, sx] = [to[0] / from[0], to[1] / from[1]];
  const scaled = (edit: RegionEdit): RegionEdit =>
    "add" in edit ? { add: scaleShape(edit.add, sy, sx) } : { subtract: scaleShape(edit.subtract, sy, sx) };
  return { ...region, shapes: region.shapes.map(scaled) };
}

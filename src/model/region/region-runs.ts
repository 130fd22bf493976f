import type { Point, RegionEdit, RegionShape } from "../document";
import { PlaygroundError } from "../errors";
import { MOST_SIDE } from "../limits";
import { emptyRuns, fullRuns, type Runs, RunsBuilder, takeAway, unite } from "../runs";
import { RowLists } from "./row-lists";
import { capsuleRows, capsuleSpans, edgeCrossings, ellipseSpans, firstCentre, near, rectSpans } from "./spans";

/**
 * The region as runs of pixels, over [H, W], from the drawn edits in order. No edit = the whole image; a region whose
 * first edit subtracts starts from the whole image, any other from nothing. A pixel belongs to a shape when its centre
 * (x + ½, y + ½) lies inside: rectangles half-open, ellipses strictly inside, polygons even-odd with half-open edges (a
 * centre on a left or top edge is in, on a right or bottom edge it is not), brushes nearer than their radius to the
 * polyline. Only + − × ÷ and square roots, so the same on every machine. Shapes may lie anywhere; one with a coordinate
 * that is no number is nowhere. The work grows with the rows that edges cross, not with the width. Throws "region-size"
 * for an image size out of bounds.
 */
export function regionRuns(shapes: readonly RegionEdit[], height: number, width: number): Runs {
  for (const size of [height, width]) {
    if (!Number.isInteger(size) || size < 1 || size > MOST_SIDE) {
      throw new PlaygroundError(
        "region-size",
        `a region needs an image of 1 to ${MOST_SIDE} pixels a side, not ${height}×${width}`,
        { height, width, most: MOST_SIDE },
      );
    }
  }
  const [first] = shapes;
  let region = first === undefined || "subtract" in first ? fullRuns(height, width) : emptyRuns(height, width);
  for (const edit of shapes) {
    if ("add" in edit) {
      const added = shapeRuns(edit.add, height, width);
      region = region.edges.length === 0 ? added : unite(region, added);
    } else region = takeAway(region, shapeRuns(edit.subtract, height, width));
  }
  return region;
}

function shapeRuns(shape: RegionShape, height: number, width: number): Runs {
  if ("polygon" in shape) return polygonRuns(usablePoints(shape.polygon), height, width);
  if ("brush" in shape) return brushRuns(usablePoints(shape.brush.points), near(shape.brush.radius), height, width);
  const found = new RunsBuilder(height, width);
  const add = (y: number, from: number, to: number): void => found.add(y, from, to);
  if ("rect" in shape) {
    if (shape.rect.every(Number.isFinite)) rectSpans(shape.rect, height, width, add);
  } else if (shape.ellipse.every(Number.isFinite)) {
    ellipseSpans(shape.ellipse, height, width, add);
  }
  return found.build();
}

/** The first and the last row but one of each edge whose pixels' centres it crosses, from a point to the next. */
function edgeRows(points: readonly Point[], height: number): { readonly first: Int32Array; readonly end: Int32Array } {
  const [first, end] = [new Int32Array(points.length), new Int32Array(points.length)];
  for (let k = 0; k < points.length; k += 1) {
    const [y, to] = [(points[k] as Point)[1], (points[(k + 1) % points.length] as Point)[1]];
    first[k] = firstCentre(Math.min(y, to), height);
    end[k] = firstCentre(Math.max(y, to), height);
  }
  return { first, end };
}

function polygonRuns(points: readonly Point[], height: number, width: number): Runs {
  const found = new RunsBuilder(height, width);
  const { first, end } = edgeRows(points, height);
  const crossings = new RowLists(first, end, height);
  while (crossings.next()) {
    const { top, bottom } = crossings;
    for (let k = 0; k < points.length; k += 1) {
      const from = Math.max(top, first[k] as number);
      const to = Math.min(bottom, end[k] as number);
      if (from < to) {
        edgeCrossings(points[k] as Point, points[(k + 1) % points.length] as Point, from, to, width, crossings);
      }
    }
    for (let y = top; y < bottom; y += 1) addInside(found, crossings, y, width);
  }
  return found.build();
}

/** A span of columns as one number, from · 2^15 + to, so that spans sort by `from`; a side has at most 2^14 pixels. */
const COLUMN_BITS = 15;
const COLUMN_MASK = 2 ** COLUMN_BITS - 1;

function brushRuns(points: readonly Point[], radius: number, height: number, width: number): Runs {
  if (!(radius > 0)) return emptyRuns(height, width);
  const found = new RunsBuilder(height, width);
  // A single point is a part from itself to itself.
  const parts = Math.min(points.length, Math.max(1, points.length - 1));
  const ends = (k: number): readonly [Point, Point] => [
    points[k] as Point,
    points[Math.min(k + 1, points.length - 1)] as Point,
  ];
  const [first, end] = [new Int32Array(parts), new Int32Array(parts)];
  for (let k = 0; k < parts; k += 1) [first[k], end[k]] = capsuleRows(...ends(k), radius, height);
  const spans = new RowLists(first, end, height);
  const paint = (y: number, from: number, to: number): void => {
    // Successive parts of a stroke mostly overlap: they grow one span, and few are left to be sorted.
    const last = spans.last(y);
    const lastFrom = last >> COLUMN_BITS;
    const lastTo = last & COLUMN_MASK;
    if (last < 0 || from > lastTo || to < lastFrom) spans.push(y, (from << COLUMN_BITS) | to);
    else spans.setLast(y, (Math.min(from, lastFrom) << COLUMN_BITS) | Math.max(to, lastTo));
  };
  while (spans.next()) {
    const { top, bottom } = spans;
    for (let k = 0; k < parts; k += 1) {
      const from = Math.max(top, first[k] as number);
      const to = Math.min(bottom, end[k] as number);
      if (from < to) capsuleSpans(...ends(k), radius, from, to, width, paint);
    }
    for (let y = top; y < bottom; y += 1) addSpans(found, spans, y);
  }
  return found.build();
}

/*
 * What is done for each row has a function of its own: one that is called often is compiled well long before a long loop is.
 */

function addSpans(found: RunsBuilder, spans: RowLists, y: number): void {
  const [sorted, start, stop] = spans.sortedRow(y);
  for (let at = start; at < stop; at += 1) {
    const span = sorted[at] as number;
    found.add(y, span >> COLUMN_BITS, span & COLUMN_MASK);
  }
}

/** Inside from every odd crossing to the next even one; those right of the image were not marked. */
function addInside(found: RunsBuilder, crossings: RowLists, y: number, width: number): void {
  const [sorted, start, stop] = crossings.sortedRow(y);
  for (let at = start; at < stop; at += 2) {
    found.add(y, sorted[at] as number, at + 1 < stop ? (sorted[at + 1] as number) : width);
  }
}

/** Points pulled in to sane coordinates; none at all if one of them is no number. */
function usablePoints(points: readonly Point[]): Point[] {
  if (!points.every((point) => Number.isFinite(point[0]) && Number.isFinite(point[1]))) return [];
  return points.map(([x, y]) => [near(x), near(y)]);
}

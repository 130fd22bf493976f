import type { Point, RegionEdit, RegionShape } from "../document";
import { PlaygroundError } from "../errors";
import { MOST_SIDE } from "../limits";
import { emptyRuns, fullRuns, type Runs, RunsBuilder, takeAway, unite } from "../runs";
import { capsuleSpans, edgeCrossings, ellipseSpans, near, rectSpans } from "./spans";

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
    if ("add" in edit) region = unite(region, shapeRuns(edit.add, height, width));
    else region = takeAway(region, shapeRuns(edit.subtract, height, width));
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

function polygonRuns(points: readonly Point[], height: number, width: number): Runs {
  const found = new RunsBuilder(height, width);
  const crossings = new RowLists(points.length, height);
  const mark = (y: number, x: number): void => crossings.push(y, x);
  const fill = (top: number, bottom: number): void => {
    for (const [k, point] of points.entries()) {
      edgeCrossings(point, points[(k + 1) % points.length] as Point, top, bottom, width, mark);
    }
  };
  crossings.eachRow(fill, (y, sorted, start, end) => {
    // Inside from every odd crossing to the next even one; those right of the image were not marked.
    for (let at = start; at < end; at += 2) {
      found.add(y, sorted[at] as number, at + 1 < end ? (sorted[at + 1] as number) : width);
    }
  });
  return found.build();
}

/** A span of columns as one number, from · 2^15 + to, so that spans sort by `from`; a side has at most 2^14 pixels. */
const COLUMN_BITS = 15;
const COLUMN_MASK = 2 ** COLUMN_BITS - 1;

function brushRuns(points: readonly Point[], radius: number, height: number, width: number): Runs {
  if (!(radius > 0)) return emptyRuns(height, width);
  const found = new RunsBuilder(height, width);
  const spans = new RowLists(points.length, height);
  const paint = (y: number, from: number, to: number): void => {
    // Successive parts of a stroke mostly overlap: they grow one span, and few are left to be sorted.
    const last = spans.last(y);
    const lastFrom = last >> COLUMN_BITS;
    const lastTo = last & COLUMN_MASK;
    if (last < 0 || from > lastTo || to < lastFrom) spans.push(y, (from << COLUMN_BITS) | to);
    else spans.setLast(y, (Math.min(from, lastFrom) << COLUMN_BITS) | Math.max(to, lastTo));
  };
  const fill = (top: number, bottom: number): void => {
    for (const [k, point] of points.entries()) {
      if (k === 0 && points.length > 1) continue;
      capsuleSpans(points[Math.max(k - 1, 0)] as Point, point, radius, top, bottom, width, paint);
    }
  };
  spans.eachRow(fill, (y, sorted, start, end) => {
    for (let at = start; at < end; at += 1) {
      const span = sorted[at] as number;
      found.add(y, span >> COLUMN_BITS, span & COLUMN_MASK);
    }
  });
  return found.build();
}

/** Points pulled in to sane coordinates; none at all if one of them is no number. */
function usablePoints(points: readonly Point[]): Point[] {
  if (!points.every((point) => Number.isFinite(point[0]) && Number.isFinite(point[1]))) return [];
  return points.map(([x, y]) => [near(x), near(y)]);
}

/** How many numbers `RowLists` holds at a time: 1 MB, which a processor's cache holds as well. */
const MOST_NUMBERS = 2 ** 18;

/** Shorter lists are sorted faster by insertion than by the engine's own sort. */
const SHORT = 24;

/**
 * Numbers for each row, in a table of rows × parts: every part of a shape leaves at most one number, 0 or more, in a
 * row. Only so many rows are held at a time, so that a drawing of thousands of points takes no more room than a small one.
 */
class RowLists {
  private readonly numbers: Int32Array;
  private readonly counts: Int32Array;
  private top = 0;

  constructor(
    private readonly parts: number,
    private readonly height: number,
  ) {
    const held = Math.min(height, Math.max(1, Math.floor(MOST_NUMBERS / Math.max(1, parts))));
    this.numbers = new Int32Array(held * parts);
    this.counts = new Int32Array(held);
  }

  push(y: number, value: number): void {
    const row = y - this.top;
    const count = this.counts[row] as number;
    this.numbers[row * this.parts + count] = value;
    this.counts[row] = count + 1;
  }

  /** The number pushed last to a row, −1 when there is none. */
  last(y: number): number {
    const row = y - this.top;
    const count = this.counts[row] as number;
    return count === 0 ? -1 : (this.numbers[row * this.parts + count - 1] as number);
  }

  /** Replaces the number pushed last to a row. */
  setLast(y: number, value: number): void {
    const row = y - this.top;
    this.numbers[row * this.parts + (this.counts[row] as number) - 1] = value;
  }

  /** Has the rows filled, [top, bottom) at a time, and visits those with numbers: ascending, from `start` to `end`. */
  eachRow(
    fill: (top: number, bottom: number) => void,
    visit: (y: number, sorted: Int32Array, start: number, end: number) => void,
  ): void {
    const { numbers, counts, parts, height } = this;
    for (let top = 0; top < height; top += counts.length) {
      const bottom = Math.min(height, top + counts.length);
      this.top = top;
      fill(top, bottom);
      for (let row = 0; row < bottom - top; row += 1) {
        const count = counts[row] as number;
        if (count === 0) continue;
        sort(numbers, row * parts, row * parts + count);
        visit(top + row, numbers, row * parts, row * parts + count);
        counts[row] = 0;
      }
    }
  }
}

/** Sorts the numbers from `start` to `end`, ascending. */
function sort(numbers: Int32Array, start: number, end: number): void {
  if (end - start > SHORT) {
    numbers.subarray(start, end).sort();
    return;
  }
  for (let at = start + 1; at < end; at += 1) {
    const value = numbers[at] as number;
    let place = at;
    for (; place > start && (numbers[place - 1] as number) > value; place -= 1) {
      numbers[place] = numbers[place - 1] as number;
    }
    numbers[place] = value;
  }
}

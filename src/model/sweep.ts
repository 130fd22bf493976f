import type { Point, Region, RegionEdit, RegionShape } from "./document";
import { PlaygroundError } from "./errors";
import { windowGrid, type Geometry, type ImageShape } from "./geometry";
import type { Sweep } from "./measure";
import { RANDOM_STREAMS, uniform32 } from "./random";
import { withShape } from "./region/edit";
import { keptRuns } from "./region/kept-windows";
import { shapeOf } from "./region/rasterise";
import { regionRuns } from "./region/region-runs";
import { cellCount, eachRun, emptyRuns, fullRuns, runsOfFlags, type Runs } from "./runs";

/** What a sweep chooses windows of. */
export interface SweepSubject {
  readonly region: Pick<Region, "shapes" | "keep">;
  readonly geometry: Geometry;
  readonly image: ImageShape;
}

/** Side of a block, in windows. */
const BLOCK = 32;
const SEED = 0;

/** By how much the search first widens or narrows the region, how far it goes, and how often it then halves. */
const STEP = 1.25;
const LARGEST = 64;
const SMALLEST = 1 / 4096;
const HALVINGS = 30;

/**
 * A share of the windows of one image (0 to 1), chosen by a sweep's rule; the same on every machine. `blocks` and
 * `scatter` give exactly that share, to the window, and a larger share holds a smaller one. `shape` scales the drawn
 * region about the middle of its bounding box until the share is as near as it gets. A share above 0 is at least one
 * window; 1 is every window. Throws "coverage" for a share outside of 0 to 1.
 */
export function sweptRuns(sweep: Sweep, coverage: number, subject: SweepSubject): Runs {
  if (!(coverage >= 0 && coverage <= 1)) {
    throw new PlaygroundError("coverage", `a coverage is a number from 0 to 1, not ${coverage}`, { coverage });
  }
  const [rows, columns] = windowGrid(subject.geometry, subject.image);
  const wanted = Math.max(coverage > 0 ? 1 : 0, Math.round(coverage * rows * columns));
  if (wanted >= rows * columns) return fullRuns(rows, columns);
  if (wanted === 0) return emptyRuns(rows, columns);
  switch (sweep) {
    case "shape":
      return scaledRegion(wanted, subject) ?? blocks(wanted, rows, columns);
    case "blocks":
      return blocks(wanted, rows, columns);
    case "scatter":
      return scatter(wanted, rows, columns);
  }
}

/** The first `take` of the numbers 0 … count − 1 in a random order (Fisher & Yates, as Durstenfeld 1964). */
function drawn(count: number, take: number): Int32Array {
  const next = uniform32(SEED, RANDOM_STREAMS.sweep);
  const numbers = Int32Array.from({ length: count }, (_, at) => at);
  for (let at = 0; at < take; at += 1) {
    const other = at + Math.floor((next() / 4294967296) * (count - at));
    const number = numbers[other] as number;
    numbers[other] = numbers[at] as number;
    numbers[at] = number;
  }
  return numbers.subarray(0, take);
}

function scatter(wanted: number, rows: number, columns: number): Runs {
  const flags = new Uint8Array(rows * columns);
  for (const cell of drawn(rows * columns, wanted)) flags[cell] = 1;
  return runsOfFlags(flags, rows, columns);
}

/** Blocks in a random order; of the last one only as many windows, row by row, as are still wanted. */
function blocks(wanted: number, rows: number, columns: number): Runs {
  const across = Math.ceil(columns / BLOCK);
  const count = Math.ceil(rows / BLOCK) * across;
  const flags = new Uint8Array(rows * columns);
  let missing = wanted;
  for (const block of drawn(count, count)) {
    const top = Math.floor(block / across) * BLOCK;
    const left = (block % across) * BLOCK;
    const width = Math.min(BLOCK, columns - left);
    for (let row = top; row < Math.min(top + BLOCK, rows) && missing > 0; row += 1) {
      const take = Math.min(width, missing);
      flags.fill(1, row * columns + left, row * columns + left + take);
      missing -= take;
    }
  }
  return runsOfFlags(flags, rows, columns);
}

/** The shape scaled about a point; a brush's thickness scales with it. */
function scaled(shape: RegionShape, factor: number, [cx, cy]: Point): RegionShape {
  const point = ([x, y]: Point): Point => [cx + (x - cx) * factor, cy + (y - cy) * factor];
  if ("rect" in shape) {
    const [x, y, w, h] = shape.rect;
    return { rect: [...point([x, y]), w * factor, h * factor] };
  }
  if ("ellipse" in shape) {
    const [x, y, rx, ry] = shape.ellipse;
    return { ellipse: [...point([x, y]), rx * factor, ry * factor] };
  }
  if ("polygon" in shape) return { polygon: shape.polygon.map(point) };
  return { brush: { points: shape.brush.points.map(point), radius: shape.brush.radius * factor } };
}

/** The middle of the box around the cells, null when there is none. */
function middleOf(runs: Runs): Point | null {
  let [top, bottom, left, right] = [Infinity, 0, Infinity, 0];
  eachRun(runs, (row, from, to) => {
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
    left = Math.min(left, from);
    right = Math.max(right, to);
  });
  return bottom === 0 ? null : [(left + right) / 2, (top + bottom) / 2];
}

/** What is scaled: the drawn region, or a square in the middle of the image where nothing is drawn or nothing is left. */
function scalable({ region, image }: SweepSubject): { readonly edits: readonly RegionEdit[]; readonly about: Point } {
  const [, , height, width] = image;
  const about = region.shapes.length === 0 ? null : middleOf(regionRuns(region.shapes, height, width));
  if (!about) {
    const side = Math.min(height, width);
    const square: RegionEdit = { add: { rect: [(width - side) / 2, (height - side) / 2, side, side] } };
    return { edits: [square], about: [width / 2, height / 2] };
  }
  const [first] = region.shapes;
  // A region that begins by taking away begins with the whole image, which has to be scaled with the rest.
  const whole: RegionEdit[] = first && "subtract" in first ? [{ add: { rect: [0, 0, width, height] } }] : [];
  return { edits: [...whole, ...region.shapes], about };
}

/**
 * The windows that a scaled region keeps, as near to `wanted` as it gets; null when no scale keeps any. What is added
 * grows and shrinks; what is taken away shrinks with it, and shrinks again where the rest grows beyond what was drawn,
 * so that holes can close.
 */
function scaledRegion(wanted: number, subject: SweepSubject): Runs | null {
  const { region, geometry, image } = subject;
  const [, , height, width] = image;
  const { edits, about } = scalable(subject);
  const nearest: { runs: Runs | null; off: number } = { runs: null, off: Infinity };

  const countAt = (factor: number): number => {
    const hole = factor > 1 ? 1 / factor : factor;
    const at = edits.map((edit) => withShape(edit, scaled(shapeOf(edit), "add" in edit ? factor : hole, about)));
    const runs = keptRuns(regionRuns(at, height, width), geometry, image, region.keep);
    const count = cellCount(runs);
    const off = Math.abs(count - wanted);
    if (count > 0 && off < nearest.off) Object.assign(nearest, { runs, off });
    return count;
  };

  let [low, high] = [1, 1];
  if (countAt(1) < wanted) {
    do {
      low = high;
      high *= STEP;
    } while (countAt(high) < wanted && high < LARGEST);
  } else {
    do {
      high = low;
      low /= STEP;
    } while (countAt(low) > wanted && low > SMALLEST);
  }
  for (let halving = 0; halving < HALVINGS && nearest.off > 0; halving += 1) {
    const middle = (low + high) / 2;
    if (countAt(middle) < wanted) low = middle;
    else high = middle;
  }
  return nearest.runs;
}

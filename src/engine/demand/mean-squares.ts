import { type ClosedForm, type Digit, elementDigits, wayTo } from "../../model/closed-form";
import type { Rect } from "../../model/tile-request";
import { createRecent } from "../recent";
import { type Group, type Line, lineOf } from "./column-groups";
import { addBetween, addEdges, addRow, addRows, prefixSums, startRow, sumsUpTo } from "./loops";
import { meetingOf, type Alike, alikeOf, type Meeting, type Meetings } from "./row-meetings";
import { placesOf, summedWays } from "./places";
import type { Plane } from "./plane";
import type { Inputs } from "./reader";
import { pacer } from "./reduce";

/** The nearest level at which sums are shared often enough to be worth it. */
const NEAREST = 2;
/** Columns are few when there are so many pixels to each; then the sums in between need not be written down. */
const FEW = 4;
/** Different lines of tiles beyond which their tables cost too much. */
const MOST_LINES = 64;

/** Means of squares of a plane from sums of pixels, each pixel added up once for all cells that are made from it. */
export interface MeanSquares {
  /**
   * The mean of the cells of each square of 2^level cells, as `squaresOf` has it; null where that is no gain, or where a
   * pixel is not finite. `checkpoint` is waited for now and then.
   */
  of(rect: Rect, level: number, checkpoint: () => Promise<void>): Promise<Float32Array<ArrayBuffer> | null>;
}

/** Columns of a row of the picture, ascending, and for each meeting at which of them its squares begin and end. */
interface Columns {
  readonly at: Int32Array;
  readonly places: readonly Int32Array[];
}

/** How many rows are added at once. */
const TOGETHER = 4;

/** Sums of pixels [from, to) of rows of `width` pixels. */
function sumRows(
  row: Float64Array,
  pixels: Float32Array,
  width: number,
  lines: readonly number[],
  [from, to]: readonly [number, number],
): void {
  const base = (at: number): number => (lines[at] as number) * width;
  startRow(row, pixels, base(0), from, to);
  let at = 1;
  for (; at + TOGETHER <= lines.length; at += TOGETHER) {
    addRows(row, pixels, [base(at), base(at + 1), base(at + 2), base(at + 3)], from, to);
  }
  for (; at < lines.length; at += 1) addRow(row, pixels, base(at), from, to);
}

function addCells(to: Float64Array, cells: Float64Array, times: number): void {
  for (let k = 0; k < to.length; k += 1) to[k] = (to[k] as number) + times * (cells[k] as number);
}

/** Writes the means of squares from their sums; one without cells is 0. */
function writeMeans(values: Float32Array, to: number, totals: Float64Array, cells: Float64Array): void {
  for (let k = 0; k < totals.length; k += 1) {
    values[to + k] = (totals[k] as number) / Math.max(1, cells[k] as number);
  }
}

const isChosen = ({ chosen }: Digit): boolean => chosen !== undefined;

/**
 * The mean over a square of sums of products is the sum, over taps, of tap times sum of pixels: cells of neighbouring
 * windows share their pixels. Null for a form that holds chosen rows, or with a filter that is not finite.
 */
export function createMeanSquares(
  form: ClosedForm,
  plane: Plane,
  { image, filter, outside }: Inputs,
): MeanSquares | null {
  const digits = elementDigits(form);
  if (outside || digits.some(isChosen) || form.summed.some(isChosen)) return null;
  if (form.filtered && !filter.every(Number.isFinite)) return null;
  const [, , height, width] = form.image;
  const { left: margin, mode } = form.padding;
  const { rowOf, columnOf } = placesOf(form);
  const ways = summedWays(form);
  const lines = createRecent<{ readonly of: Line | null }>(MOST_LINES);
  const shared = createRecent<{ readonly of: Columns | null }>(MOST_LINES);
  const prefix = new Float64Array(width + 1);
  const added = new Float64Array(width);

  /** Notes which rows of the picture a row of cells is made from. */
  function meet(row: number, { groups }: Line, meetings: Meetings): void {
    const way = wayTo(digits, plane.rowBase(row));
    for (const summed of ways) {
      const start = form.start.x + way.x + summed.x;
      for (let at = 0; at < groups.length; at += 1) {
        const group = groups[at] as Group;
        const y = rowOf[form.start.y + way.y + summed.y + group.way.y] as number;
        if (y < 0) continue;
        const line = (form.start.plane + way.plane + summed.plane + group.way.plane) * height + y;
        const weight = form.filtered ? (filter[form.start.tap + way.tap + summed.tap + group.way.tap] as number) : 1;
        meetingOf(meetings, line, at, group, start).weight += weight;
      }
    }
  }

  /** Adds what a group meets in the summed row, number by number; false when one is not finite. */
  function addSlowly(totals: Float64Array, { group, start, weight }: Meeting): boolean {
    const { starts, places } = group;
    for (let k = 0; k < totals.length; k += 1) {
      let sum = 0;
      for (let at = starts[k] as number; at < (starts[k + 1] as number); at += 1) {
        const column = columnOf[start + (places[at] as number)] as number;
        if (column >= 0) sum += added[column] as number;
      }
      if (sum - sum !== 0) return false;
      totals[k] = (totals[k] as number) + weight * sum;
    }
    return true;
  }

  /**
   * The edges between which a meeting's squares can be read off sums; null where there are none, or where what lies between
   * them is neither the picture alone nor zeros beside it.
   */
  function plainEdges({ group: { edges }, start }: Meeting): Int32Array | null {
    if (!edges || mode === "zeros") return edges;
    const from = start - margin;
    return from + (edges[0] as number) >= 0 && from + (edges.at(-1) as number) <= width ? edges : null;
  }

  /** The columns where anything that is met begins or ends; null where there are so many that every pixel may be one. */
  function columnsOf(meetings: readonly Meeting[]): Columns | null {
    const reached = new Set<number>();
    const each: Int32Array[] = [];
    for (const meeting of meetings) {
      const edges = plainEdges(meeting);
      if (!edges) return null;
      const from = meeting.start - margin;
      const reach = edges.map((edge) => Math.min(width, Math.max(0, from + edge)));
      for (const column of reach) reached.add(column);
      if (reached.size * FEW > width) return null;
      each.push(reach);
    }
    const at = Int32Array.from(reached).toSorted();
    const placeOf = new Map(Array.from(at, (column, place) => [column, place]));
    return { at, places: each.map((reach) => reach.map((column) => placeOf.get(column) as number)) };
  }

  /** The columns of the picture that meetings reach, from the first to the one after the last; all where that is not plain. */
  function reachOf(meetings: readonly Meeting[]): [low: number, high: number] {
    let [low, high] = [width, 0];
    for (const meeting of meetings) {
      const edges = plainEdges(meeting);
      if (!edges) return [0, width];
      low = Math.min(low, Math.max(0, meeting.start - margin + (edges[0] as number)));
      high = Math.max(high, Math.min(width, meeting.start - margin + (edges.at(-1) as number)));
    }
    return [low, Math.max(low, high)];
  }

  /** Adds all that is made from rows of the picture that are alike; false when a pixel of them is not finite. */
  function addLines(pixels: Float32Array, totals: Float64Array, { lines: alike, meetings }: Alike): boolean {
    const key = meetings.map(({ group, start }) => group.id * columnOf.length + start).join();
    const { of: columns } = shared.of(key, () => ({ of: columnsOf(meetings) }));
    if (columns) {
      const { at, places } = columns;
      sumRows(added, pixels, width, alike, [at[0] ?? 0, at.at(-1) ?? 0]);
      if (!sumsUpTo(prefix, added, at)) return false;
      for (const [k, { weight }] of meetings.entries()) addBetween(totals, prefix, places[k] as Int32Array, weight);
      return true;
    }
    const [low, high] = reachOf(meetings);
    sumRows(added, pixels, width, alike, [low, high]);
    const count = high - low;
    if (!prefixSums(prefix, added, low, count)) return false;
    for (const meeting of meetings) {
      const edges = plainEdges(meeting);
      if (edges) addEdges(totals, prefix, count, edges, meeting.start - margin - low, meeting.weight);
      else if (!addSlowly(totals, meeting)) return false;
    }
    return true;
  }

  /** The lines of tiles that a rectangle goes through; null when there are too many, or one of too many groups. */
  function linesIn({ top, rows, left, columns }: Rect, side: number): ReadonlyMap<number, Line> | null {
    const found = new Map<number, Line>();
    const end = Math.min(plane.rows, (top + rows) * side);
    for (let row = top * side; row < end; row += 1) {
      const which = plane.lineOf(row);
      if (found.has(which)) continue;
      const make = () => ({ of: lineOf(plane, digits, which, left, columns, side) });
      const line = found.size < MOST_LINES ? lines.of(`${which} ${left} ${columns} ${side}`, make).of : null;
      if (!line) return null;
      found.set(which, line);
    }
    return found;
  }

  /** What is met by the cells of a row of squares: rows of the picture that are alike; counts its cells. */
  function metBy(row: number, side: number, tables: ReadonlyMap<number, Line>, cells: Float64Array): Alike[] {
    const meetings: Meetings = new Map();
    const rowsOf = new Map<Line, number>();
    for (let at = row * side; at < Math.min((row + 1) * side, plane.rows); at += 1) {
      const line = tables.get(plane.lineOf(at));
      if (!line) continue;
      meet(at, line, meetings);
      rowsOf.set(line, (rowsOf.get(line) ?? 0) + 1);
    }
    cells.fill(0);
    for (const [line, times] of rowsOf) addCells(cells, line.cells, times);
    return alikeOf(meetings);
  }

  return {
    async of(rect, level, checkpoint) {
      const side = 2 ** level;
      const tables = level < NEAREST ? null : linesIn(rect, side);
      if (!tables) return null;
      const { top, rows, columns } = rect;
      const values = new Float32Array(rows * columns);
      const totals = new Float64Array(columns);
      const cells = new Float64Array(columns);
      const pace = pacer(checkpoint);
      for (let row = top; row < top + rows && row * side < plane.rows; row += 1) {
        totals.fill(0);
        let pixels = image();
        for (const alike of metBy(row, side, tables, cells)) {
          if (!addLines(pixels, totals, alike)) return null;
          const pause = pace(alike.lines.length * width + alike.meetings.length * columns);
          if (!pause) continue;
          // One after the other; most need no pause.
          await pause;
          // The numbers may lie elsewhere by now.
          pixels = image();
        }
        writeMeans(values, (row - top) * columns, totals, cells);
      }
      return values;
    },
  };
}

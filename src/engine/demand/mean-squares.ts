import { type ClosedForm, type Digit, elementDigits, type Way, wayTo } from "../../model/closed-form";
import { createRecent } from "../recent";
import type { Rect } from "../../model/tile-request";
import { placesOf, summedWays } from "./places";
import type { Plane } from "./plane";
import type { Inputs } from "./reader";
import { pacer } from "./reduce";

/** The nearest level at which sums are shared often enough to be worth it. */
const NEAREST = 2;
/** Different lines of tiles, and groups of columns in one, beyond which their tables cost too much. */
const MOST_LINES = 64;
const MOST_GROUPS = 256;

/** Columns that meet the same tap in the same row of the same plane of the picture; those of a square side by side. */
interface Group {
  readonly way: Way;
  /** Where the columns of each square begin among `places`; one entry more for the end. */
  readonly starts: Int32Array;
  /** Columns of the padded picture, counted from where a row of the plane begins. */
  readonly places: Int32Array;
  /** 1 for a square whose columns are neighbours. */
  readonly neighbours: Uint8Array;
  /** Sums per square of a row of the picture, by that row and where it begins; of the row of squares at work. */
  readonly sums: Map<number, Float64Array>;
}

/** A line of tiles: its columns in groups, and how many cells of a row each square has. */
interface Line {
  readonly groups: readonly Group[];
  readonly cells: Float64Array;
}

/** Means of squares of a plane from sums of pixels, each pixel added up once for all cells that are made from it. */
export interface MeanSquares {
  /**
   * The mean of the cells of each square of 2^level cells, as `squaresOf` has it; null where that is no gain. `checkpoint`
   * is waited for now and then.
   */
  of(rect: Rect, level: number, checkpoint: () => Promise<void>): Promise<Float32Array<ArrayBuffer>> | null;
}

const isChosen = ({ chosen }: Digit): boolean => chosen !== undefined;

/**
 * The mean over a square of sums of products is the sum, over taps, of tap times mean of pixels: cells of neighbouring
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
  const { left: margin } = form.padding;
  const { rowOf, columnOf } = placesOf(form);
  const ways = summedWays(form);
  const first = wayTo(digits, 0);
  const lines = createRecent<Line | null>(MOST_LINES);

  /** Null when there are too many groups. */
  function lineAt(line: number, { left, columns }: Rect, side: number): Line | null {
    return lines.of(`${line} ${left} ${columns} ${side}`, () => {
      const found = new Map<string, { readonly way: Way; readonly starts: Int32Array; readonly places: number[] }>();
      const cells = new Float64Array(columns);
      const end = Math.min((left + columns) * side, plane.columnsIn(line));
      for (let column = left * side; column < end; column += 1) {
        const way = wayTo(digits, plane.columnOffset(column, line));
        const key = `${way.plane} ${way.y} ${way.tap}`;
        let group = found.get(key);
        if (!group) {
          group = {
            way: { plane: way.plane - first.plane, y: way.y - first.y, x: 0, tap: way.tap - first.tap },
            starts: new Int32Array(columns + 1),
            places: [],
          };
          found.set(key, group);
          if (found.size > Math.min(MOST_GROUPS, 2 * side)) return null;
        }
        const square = Math.floor(column / side) - left;
        cells[square] = (cells[square] as number) + 1;
        group.places.push(way.x - first.x);
        group.starts[square + 1] = group.places.length;
      }
      const groups = Array.from(found.values(), ({ way, starts, places }): Group => {
        const neighbours = new Uint8Array(columns);
        for (let k = 0; k < columns; k += 1) {
          const from = starts[k] as number;
          const to = Math.max(from, starts[k + 1] as number);
          starts[k + 1] = to;
          let at = from + 1;
          while (at < to && (places[at] as number) === (places[at - 1] as number) + 1) at += 1;
          neighbours[k] = at >= to ? 1 : 0;
        }
        return { way, starts, places: Int32Array.from(places), neighbours, sums: new Map() };
      });
      return { groups, cells };
    });
  }

  /** Sums of a group's pixels per square, in the row of the picture that begins at `base`, its columns from `start` on. */
  function addUp({ starts, places, neighbours }: Group, pixels: Float32Array, base: number, start: number) {
    const sums = new Float64Array(neighbours.length);
    for (let k = 0; k < sums.length; k += 1) {
      const [from, to] = [starts[k] as number, starts[k + 1] as number];
      if (from === to) continue;
      const leftmost = start + (places[from] as number) - margin;
      let sum = 0;
      if (neighbours[k] === 1 && leftmost >= 0 && leftmost + to - from <= width) {
        // Two chains of additions, for each waits for the one before.
        const last = base + leftmost + to - from - 1;
        let odd = 0;
        let at = base + leftmost;
        for (; at < last; at += 2) {
          sum += pixels[at] as number;
          odd += pixels[at + 1] as number;
        }
        if (at === last) sum += pixels[at] as number;
        sum += odd;
      } else {
        for (let at = from; at < to; at += 1) {
          const column = columnOf[start + (places[at] as number)] as number;
          if (column >= 0) sum += pixels[base + column] as number;
        }
      }
      sums[k] = sum;
    }
    return sums;
  }

  /** Adds a row of cells to the totals of its squares. */
  function addRow(row: number, { groups }: Line, totals: Float64Array): void {
    const pixels = image();
    const way = wayTo(digits, plane.rowBase(row));
    for (const summed of ways) {
      const start = form.start.x + way.x + summed.x;
      for (const group of groups) {
        const y = rowOf[form.start.y + way.y + summed.y + group.way.y] as number;
        if (y < 0) continue;
        const line = (form.start.plane + way.plane + summed.plane + group.way.plane) * height + y;
        const key = line * columnOf.length + start;
        let sums = group.sums.get(key);
        if (!sums) group.sums.set(key, (sums = addUp(group, pixels, line * width, start)));
        const weight = form.filtered ? (filter[form.start.tap + way.tap + summed.tap + group.way.tap] as number) : 1;
        for (let k = 0; k < totals.length; k += 1) {
          totals[k] = (totals[k] as number) + weight * (sums[k] as number);
        }
      }
    }
  }

  async function work(rect: Rect, side: number, tables: ReadonlyMap<number, Line>, checkpoint: () => Promise<void>) {
    const { top, rows, columns } = rect;
    const values = new Float32Array(rows * columns);
    const totals = new Float64Array(columns);
    const cells = new Float64Array(columns);
    const pace = pacer(checkpoint);
    for (let row = top; row < top + rows && row * side < plane.rows; row += 1) {
      totals.fill(0);
      cells.fill(0);
      for (let at = row * side; at < Math.min((row + 1) * side, plane.rows); at += 1) {
        const line = tables.get(plane.lineOf(at));
        if (!line) continue;
        addRow(at, line, totals);
        for (let k = 0; k < columns; k += 1) cells[k] = (cells[k] as number) + (line.cells[k] as number);
        const pause = pace(columns * (side + ways.length * line.groups.length));
        // One row after the other; most need no pause.
        // oxlint-disable-next-line no-await-in-loop
        if (pause) await pause;
      }
      for (const { groups } of tables.values()) for (const { sums } of groups) sums.clear();
      const out = (row - top) * columns;
      for (let k = 0; k < columns; k += 1) {
        values[out + k] = (totals[k] as number) / Math.max(1, cells[k] as number);
      }
    }
    return values;
  }

  return {
    of(rect, level, checkpoint) {
      if (level < NEAREST) return null;
      const side = 2 ** level;
      const tables = new Map<number, Line>();
      const end = Math.min(plane.rows, (rect.top + rect.rows) * side);
      for (let row = rect.top * side; row < end; row += 1) {
        const which = plane.lineOf(row);
        if (tables.has(which)) continue;
        const line = tables.size < MOST_LINES ? lineAt(which, rect, side) : null;
        if (!line) return null;
        tables.set(which, line);
      }
      return work(rect, side, tables, checkpoint);
    },
  };
}

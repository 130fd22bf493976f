import { type ClosedForm, elementDigits, type Way, wayTo } from "../../model/closed-form";
import { addProducts, addScaled, copy, multiply, scale } from "./loops";
import { placesOf, summedWays } from "./places";
import type { Plane } from "./plane";

/** What elements are computed from, beside their closed form. */
export interface Inputs {
  /** The picture, [B, C, H, W]: asked for anew for every row, for memory of a backend may move. */
  readonly image: () => Float32Array;
  /** [C·kh·kw]. */
  readonly filter: Float32Array;
  /** Where the form holds chosen rows `only`: 0 for the elements that are something else, and what they are. */
  readonly outside?: { readonly kept: Uint8Array; readonly at: (element: number) => number };
}

/** Computes cells of a plane of elements from picture and filter alone. */
export interface Reader {
  readonly plane: Plane;
  /** Multiplications or look-ups that one cell takes. */
  readonly work: number;
  /** Writes cells [from, to) of a row to the front of `out`; those past the end of a line are left out. How many it wrote. */
  row(row: number, from: number, to: number, out: Float32Array): number;
}

/** Where columns [from, to) of one line lead. */
interface Columns {
  readonly key: string;
  readonly count: number;
  /** Element numbers to be added to the row's; only for forms with chosen rows. */
  readonly elements: Float64Array;
  readonly plane: Int32Array;
  readonly y: Int32Array;
  readonly x: Int32Array;
  readonly tap: Int32Array;
  /** plane, y and x together, as elements of the picture: right wherever no padding is touched. */
  readonly offset: Int32Array;
  readonly leastY: number;
  readonly mostY: number;
  /** True when every column meets the same tap. */
  readonly oneTap: boolean;
}

/** A reader of the cells of `plane`, which lays out the elements of `form`. */
export function createReader(form: ClosedForm, plane: Plane, { image, filter, outside }: Inputs): Reader {
  const [, , height, width] = form.image;
  const { top, left } = form.padding;
  const size = height * width;
  const digits = elementDigits(form);
  const first = wayTo(digits, 0);
  const ways = summedWays(form);
  const { rowOf, columnOf } = placesOf(form);
  const leastX = ways.reduce((least, { x }) => Math.min(least, x), Infinity);
  const mostX = ways.reduce((most, { x }) => Math.max(most, x), -Infinity);
  const leastY = ways.reduce((least, { y }) => Math.min(least, y), Infinity);
  const mostY = ways.reduce((most, { y }) => Math.max(most, y), -Infinity);
  const isSum = form.summed.length > 0;
  let known: Columns | null = null;
  let sums = new Float64Array(0);

  function columns(line: number, from: number, to: number): Columns {
    const key = `${line} ${from} ${to}`;
    if (known?.key === key) return known;
    const count = Math.max(0, Math.min(to, plane.columnsIn(line)) - from);
    const reuse = known && known.plane.length >= count ? known : null;
    const ints = (of: "plane" | "y" | "x" | "tap" | "offset"): Int32Array => reuse?.[of] ?? new Int32Array(count);
    const found = {
      key,
      count,
      elements: outside ? (reuse?.elements ?? new Float64Array(count)) : new Float64Array(0),
      plane: ints("plane"),
      y: ints("y"),
      x: ints("x"),
      tap: ints("tap"),
      offset: ints("offset"),
      leastY: Infinity,
      mostY: -Infinity,
      oneTap: true,
    };
    for (let k = 0; k < count; k += 1) {
      const element = plane.columnOffset(from + k, line);
      const way = wayTo(digits, element);
      if (outside) found.elements[k] = element;
      const y = way.y - first.y;
      found.plane[k] = way.plane - first.plane;
      found.y[k] = y;
      found.x[k] = way.x - first.x;
      found.tap[k] = way.tap - first.tap;
      found.offset[k] = ((found.plane[k] as number) * height + y) * width + (found.x[k] as number);
      found.leastY = Math.min(found.leastY, y);
      found.mostY = Math.max(found.mostY, y);
      found.oneTap &&= found.tap[k] === found.tap[0];
    }
    known = found;
    return found;
  }

  /** The first run of columns for which no tap of a window starting at x touches the padding. */
  function inside({ x, count }: Columns, start: number): readonly [number, number] {
    const least = left - start - leastX;
    const most = left + width - start - mostX;
    let from = 0;
    while (from < count && !((x[from] as number) >= least && (x[from] as number) < most)) from += 1;
    let to = from;
    while (to < count && (x[to] as number) >= least && (x[to] as number) < most) to += 1;
    return [from, to];
  }

  /** Adds one summed way to the sums of columns [from, to), or sets single cells, wherever padding may be touched. */
  function careful(pixels: Float32Array, at: Way, columnsAt: Columns, from: number, to: number, into: Sink): void {
    for (let k = from; k < to; k += 1) {
      const y = rowOf[at.y + (columnsAt.y[k] as number)] as number;
      const x = columnOf[at.x + (columnsAt.x[k] as number)] as number;
      const of = at.plane + (columnsAt.plane[k] as number);
      const value = (y | x) < 0 ? 0 : (pixels[of * size + y * width + x] as number);
      const weight = form.filtered ? (filter[at.tap + (columnsAt.tap[k] as number)] as number) : 1;
      into[k] = isSum ? (into[k] as number) + value * weight : value * weight;
    }
  }

  function quick(
    pixels: Float32Array,
    at: Way,
    { offset, tap, oneTap }: Columns,
    from: number,
    to: number,
    out: Float32Array,
  ) {
    const base = at.plane * size + (at.y - top) * width + (at.x - left);
    const weight = form.filtered ? (filter[at.tap + (tap[from] ?? 0)] as number) : 1;
    if (oneTap || !form.filtered) {
      if (isSum) addScaled(sums, from, to, pixels, base, offset, weight);
      else if (form.filtered) scale(out, from, to, pixels, base, offset, weight);
      else copy(out, from, to, pixels, base, offset);
    } else if (isSum) addProducts(sums, from, to, pixels, base, offset, filter, at.tap, tap);
    else multiply(out, from, to, pixels, base, offset, filter, at.tap, tap);
  }

  return {
    plane,
    work: ways.length,
    row(row, from, to, out) {
      const columnsAt = columns(plane.lineOf(row), from, to);
      const { count } = columnsAt;
      if (count === 0) return 0;
      const pixels = image();
      const base = plane.rowBase(row);
      const way = wayTo(digits, base);
      if (isSum && sums.length < count) sums = new Float64Array(count);
      const into: Sink = isSum ? sums.fill(0, 0, count) : out;
      const startY = form.start.y + way.y;
      const startX = form.start.x + way.x;
      const clear =
        startY + leastY + columnsAt.leastY >= top && startY + mostY + columnsAt.mostY < top + height
          ? inside(columnsAt, startX)
          : ([count, count] as const);
      for (const summed of ways) {
        const at = {
          plane: form.start.plane + way.plane + summed.plane,
          y: startY + summed.y,
          x: startX + summed.x,
          tap: form.start.tap + way.tap + summed.tap,
        };
        careful(pixels, at, columnsAt, 0, clear[0], into);
        quick(pixels, at, columnsAt, clear[0], clear[1], out);
        careful(pixels, at, columnsAt, clear[1], count, into);
      }
      if (isSum) for (let k = 0; k < count; k += 1) out[k] = sums[k] as number;
      if (outside) {
        for (let k = 0; k < count; k += 1) {
          const element = base + (columnsAt.elements[k] as number);
          if (outside.kept[element] === 0) out[k] = outside.at(element);
        }
      }
      return count;
    },
  };
}

type Sink = Float32Array | Float64Array;

import type { SumAxis } from "./document";
import { isPadding, pixelName, pixelReading, sumName, sumReading } from "./equation-words";
import { PlaygroundError } from "./errors";
import { paddedSource, pixelUnder, windowAt, type Geometry, type Pair } from "./geometry";
import { numel } from "./layout";
import { numberAt } from "./levels";
import type { HeldImage } from "./runner";
import { isWithin, type PixelSelection, type Selection } from "./selection";

/** One product of the sum: image value times filter value. */
export interface Term {
  readonly c: number;
  readonly i: number;
  readonly j: number;
  /** [row, column] of the pixel whose value is used; in a copied border its source; null where padding puts a zero. */
  readonly pixel: Pair | null;
  /** True when the tap stands in the padding. */
  readonly padded: boolean;
  readonly imageValue: number;
  readonly filterValue: number;
  /** Exact: a product of two float32 fits a double. */
  readonly product: number;
}

/** The terms of one channel and what they add up to. */
export interface TermGroup {
  readonly c: number;
  /** Listed up to `TERM_CAP` over all groups; `count` tells how many there are. */
  readonly terms: readonly Term[];
  readonly count: number;
  readonly sum: number;
}

/** A number that is a sum of products, written out whole. */
export interface SumEquation {
  readonly kind: "sum";
  /** The element's name: `map[304][0, 2]`, `output[0, 0, 15, 19]`, `depthwise[…]`, `product[…]`, or PyTorch's sum. */
  readonly name: string;
  /** The axes that are summed: those the selection leaves open. */
  readonly summed: readonly SumAxis[];
  /** True when these are the document's sum_over: the number is one of the last step's. */
  readonly isResult: boolean;
  readonly groups: readonly TermGroup[];
  /** Number of terms in all groups, listed or not. */
  readonly count: number;
  /**
   * The sum in double precision, rounded once. The engine adds float32 numbers in an order of its own, so its result
   * may differ from `total32` in the last digits.
   */
  readonly total: number;
  /** `total` rounded to float32. */
  readonly total32: number;
  /** One line: which pixel, tap and window, and what they feed. */
  readonly reading: string;
}

/** A pixel: a number that is not computed, with what it feeds. */
export interface PixelEquation {
  readonly kind: "pixel";
  readonly name: string;
  /** One value per selected channel; 0 in a border of zeros. */
  readonly values: readonly { readonly c: number; readonly value: number }[];
  readonly reading: string;
}

export type Equation = SumEquation | PixelEquation;

/** The most terms that are listed one by one; sums always run over all of them. */
export const TERM_CAP = 4096;

/**
 * The equation behind the selected number. A product selection is summed over the axes it leaves open (null): none
 * open is one product, C open a cell of a map, kh and kw open depthwise, all open the convolution's output. `filter`
 * is [C, kh, kw] row-major. Null when the selection does not exist in this geometry. Throws "filter-shape" or
 * "image-shape" when the data are not as long as the shapes say.
 */
export function equationOf(
  selection: Selection,
  geometry: Geometry,
  image: HeldImage,
  filter: Float32Array,
  sumOver: readonly SumAxis[],
): Equation | null {
  checkLength("image-shape", image.data.length, image.shape);
  checkLength("filter-shape", filter.length, [image.shape[1], ...geometry.kernel_size]);
  if (!isWithin(selection, geometry, image.shape)) return null;
  if (selection.kind === "pixel") return pixelEquation(selection, geometry, image);
  const { c, i, j } = selection;
  const summed = (
    [
      ["C", c],
      ["kh", i],
      ["kw", j],
    ] as const
  )
    .filter(([, at]) => at === null)
    .map(([axis]) => axis);
  const [kh, kw] = geometry.kernel_size;
  const rows = chosen(i, kh);
  const columns = chosen(j, kw);
  const groups: TermGroup[] = [];
  let total = 0;
  let listed = 0;
  for (const channel of chosen(c, image.shape[1])) {
    const group = channelGroup(channel, rows, columns, selection.n, geometry, image, filter, TERM_CAP - listed);
    listed += group.terms.length;
    total += group.sum;
    groups.push(group);
  }
  return {
    kind: "sum",
    name: sumName(selection, geometry, image.shape),
    summed,
    isResult: summed.length === sumOver.length && summed.every((axis) => sumOver.includes(axis)),
    groups,
    count: groups.length * rows.length * columns.length,
    total,
    total32: Math.fround(total),
    reading: sumReading(selection, geometry, image.shape),
  };
}

function channelGroup(
  c: number,
  rows: readonly number[],
  columns: readonly number[],
  n: number,
  geometry: Geometry,
  image: HeldImage,
  filter: Float32Array,
  room: number,
): TermGroup {
  const [kh, kw] = geometry.kernel_size;
  const [b, r, s] = windowAt(geometry, image.shape, n);
  const terms: Term[] = [];
  let sum = 0;
  for (const i of rows) {
    for (const j of columns) {
      const [y, x] = pixelUnder(geometry, r, s, i, j);
      const { pixel, value: imageValue } = valueAt(geometry, image, b, c, y, x);
      const filterValue = filter[(c * kh + i) * kw + j] as number;
      const product = imageValue * filterValue;
      sum += product;
      if (terms.length < room) {
        terms.push({ c, i, j, pixel, padded: isPadding(image.shape, y, x), imageValue, filterValue, product });
      }
    }
  }
  return { c, terms, count: rows.length * columns.length, sum };
}

/** The value that stands at (y, x) of the padded image, and the pixel it was read from. */
function valueAt(
  geometry: Geometry,
  { shape, data }: HeldImage,
  b: number,
  c: number,
  y: number,
  x: number,
): { pixel: Pair | null; value: number } {
  const [, channels, height, width] = shape;
  const row = paddedSource(geometry.padding_mode, y, height);
  const column = paddedSource(geometry.padding_mode, x, width);
  if (row === null || column === null) return { pixel: null, value: 0 };
  const value = numberAt(data, ((b * channels + c) * height + row) * width + column);
  return { pixel: [row, column], value };
}

function pixelEquation(selection: PixelSelection, geometry: Geometry, image: HeldImage): PixelEquation {
  const { b, c, y, x } = selection;
  const values = chosen(c, image.shape[1]).map((channel) => ({
    c: channel,
    value: valueAt(geometry, image, b, channel, y, x).value,
  }));
  return {
    kind: "pixel",
    name: pixelName(selection, image.shape),
    values,
    reading: pixelReading(selection, geometry, image.shape),
  };
}

/** The chosen place of an axis, or all of them. */
function chosen(at: number | null, size: number): number[] {
  return at === null ? Array.from({ length: size }, (_, k) => k) : [at];
}

function checkLength(tag: string, found: number, shape: readonly number[]): void {
  const expected = numel(shape);
  if (found === expected) return;
  throw new PlaygroundError(tag, `a tensor of shape [${shape.join(", ")}] has ${expected} numbers, not ${found}`, {
    expected,
    found,
  });
}

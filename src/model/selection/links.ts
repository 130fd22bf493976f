import {
  paddedSource,
  windowAt,
  windowGrid,
  windowNumber,
  type Axis2,
  type Geometry,
  type ImageShape,
  type Pair,
} from "../geometry";
import { isWithin, type PixelSelection, type ProductSelection, type Selection } from "./kinds";

/** A pixel that takes part; `padding` marks a cell of the border outside the image. */
export interface LinkedPixel {
  readonly b: number;
  readonly c: number | null;
  /** Row and column counted from the first real pixel, so negative in the leading border. */
  readonly y: number;
  readonly x: number;
  readonly padding: boolean;
  /** The pixel whose value stands there: itself inside the image, its source in a copied border, null for a zero. */
  readonly source: Pair | null;
}

/** Along one axis: tap `tap` of window row (or column) `window` stands at row (or column) `at` of the padded image. */
export interface Sight {
  readonly window: number;
  readonly tap: number;
  readonly at: number;
}

/**
 * Everything one selection is linked with. The limits of the geometry bound it: a border is at most 31 wide, so a value
 * stands at no more than 63 places of an axis (one pixel replicated to both sides), under 31 taps each at most, and
 * every list has at most 63·63 entries.
 */
export interface Linked {
  /** From a pixel: itself, then its copies in the border. From a window or tap: what it sees, row-major over its taps. */
  readonly pixels: readonly LinkedPixel[];
  /** Numbers n of the windows, ascending. */
  readonly windows: readonly number[];
  /** Taps [i, j], row-major. From a pixel: every tap under which some window sees it. */
  readonly taps: readonly Pair[];
  /** Channels, or null for all of them. */
  readonly channels: readonly number[] | null;
  /**
   * The same links axis by axis: each pair of a row and a column entry is one link, window (row.window,
   * column.window) seeing the padded pixel (row.at, column.at) under tap (row.tap, column.tap).
   */
  readonly rows: readonly Sight[];
  readonly columns: readonly Sight[];
}

const NOTHING: Linked = { pixels: [], windows: [], taps: [], channels: null, rows: [], columns: [] };

/**
 * What a selection came from and what it feeds, computed from the geometry alone. A pixel is linked with every window
 * and tap that sees it, also through its copies in a reflected, replicated or circular border; a cell of the border
 * only with those that see that very cell. A selection that does not exist in this geometry is linked with nothing.
 */
export function linkSelection(selection: Selection, geometry: Geometry, image: ImageShape): Linked {
  if (!isWithin(selection, geometry, image)) return NOTHING;
  const found =
    selection.kind === "pixel"
      ? seenFrom(selection, geometry, image)
      : seenBy(selection, windowAt(geometry, image, selection.n), geometry);
  const { b, ys, xs, rows, columns } = found;
  const [height, width] = [image[2], image[3]];
  const pixels = pairs(ys, xs).map(([y, x]): LinkedPixel => {
    const row = paddedSource(geometry.padding_mode, y, height);
    const column = paddedSource(geometry.padding_mode, x, width);
    const source: Pair | null = row === null || column === null ? null : [row, column];
    const padding = y < 0 || y >= height || x < 0 || x >= width;
    return { b, c: selection.c, y, x, padding, source };
  });
  const grid = pairs(distinctOf(rows, "window"), distinctOf(columns, "window"));
  return {
    pixels,
    windows: grid.map(([r, s]) => windowNumber(geometry, image, b, r, s)),
    taps: pairs(distinctOf(rows, "tap"), distinctOf(columns, "tap")),
    channels: selection.c === null ? null : [selection.c],
    rows,
    columns,
  };
}

/** Places and links of a selection before they are paired up. */
interface Found {
  readonly b: number;
  readonly ys: readonly number[];
  readonly xs: readonly number[];
  readonly rows: readonly Sight[];
  readonly columns: readonly Sight[];
}

function seenBy({ i, j }: ProductSelection, [b, r, s]: readonly [number, number, number], geometry: Geometry): Found {
  const rows = sightsOf(geometry, 0, r, i);
  const columns = sightsOf(geometry, 1, s, j);
  return { b, ys: rows.map((sight) => sight.at), xs: columns.map((sight) => sight.at), rows, columns };
}

function seenFrom({ b, y, x }: PixelSelection, geometry: Geometry, image: ImageShape): Found {
  const grid = windowGrid(geometry, image);
  const inBorder = y < 0 || y >= image[2] || x < 0 || x >= image[3];
  const ys = inBorder ? [y] : copiesOf(geometry, 0, y, image[2]);
  const xs = inBorder ? [x] : copiesOf(geometry, 1, x, image[3]);
  const rows = ys.flatMap((at) => sightsFrom(geometry, 0, at, grid[0]));
  const columns = xs.flatMap((at) => sightsFrom(geometry, 1, at, grid[1]));
  return { b, ys, xs, rows, columns };
}

/** What a window row (or column) sees under its taps, or under the one chosen. */
function sightsOf(g: Geometry, axis: Axis2, window: number, tap: number | null): Sight[] {
  const taps = tap === null ? Array.from({ length: g.kernel_size[axis] }, (_, k) => k) : [tap];
  const start = window * g.stride[axis] - g.padding[axis];
  return taps.map((k) => ({ window, tap: k, at: start + k * g.dilation[axis] }));
}

/** The windows and taps that stand at `at`: those with window·stride = at + padding − tap·dilation, in ascending order. */
function sightsFrom(g: Geometry, axis: Axis2, at: number, count: number): Sight[] {
  const sights: Sight[] = [];
  for (let tap = g.kernel_size[axis] - 1; tap >= 0; tap -= 1) {
    const start = at + g.padding[axis] - tap * g.dilation[axis];
    if (start < 0 || start % g.stride[axis] !== 0) continue;
    const window = start / g.stride[axis];
    if (window < count) sights.push({ window, tap, at });
  }
  return sights;
}

/** The places of one padded axis where a pixel's value stands: its own first, then its copies in the border. */
function copiesOf(g: Geometry, axis: Axis2, pixel: number, size: number): number[] {
  const border = g.padding[axis];
  const copies = [pixel];
  for (let depth = 1; depth <= border; depth += 1) {
    for (const at of [-depth, size - 1 + depth]) {
      if (paddedSource(g.padding_mode, at, size) === pixel) copies.push(at);
    }
  }
  return copies;
}

/** Each window (or tap) once, ascending. */
function distinctOf(sights: readonly Sight[], key: "window" | "tap"): number[] {
  const unique = [...new Set(sights.map((sight) => sight[key]))];
  unique.sort((a, b) => a - b);
  return unique;
}

/** Every pair, the first list outermost. */
function pairs(first: readonly number[], second: readonly number[]): Pair[] {
  return first.flatMap((a) => second.map((b): Pair => [a, b]));
}

import { pixelPicker } from "../colour";
import type { View } from "../view";
import { NONE, type Painting, type Target } from "./painting";
import { peakOf } from "../../model/pool";
import type { Spacing } from "./spacing";

/** For each pixel along one direction: the first and last square it covers, and how much of those two. */
class Shares {
  first = new Int32Array(0);
  last = new Int32Array(0);
  firstShare = new Float64Array(0);
  lastShare = new Float64Array(0);

  /** Squares of `side` cells under each of `size` pixels; `first` is −1 where a pixel covers no cell below `limit`. */
  measure(size: number, spacing: Spacing, k: number, from: number, side: number, limit: number): void {
    if (this.first.length < size) {
      this.first = new Int32Array(size);
      this.last = new Int32Array(size);
      this.firstShare = new Float64Array(size);
      this.lastShare = new Float64Array(size);
    }
    let start = Math.min(spacing.flat(-from / k), limit) / side;
    for (let pixel = 0; pixel < size; pixel += 1) {
      const end = Math.min(spacing.flat((pixel + 1 - from) / k), limit) / side;
      const first = Math.floor(start + 1e-9);
      const last = Math.ceil(end - 1e-9) - 1;
      this.first[pixel] = end - start > 1e-9 ? first : -1;
      this.last[pixel] = last;
      this.firstShare[pixel] = last === first ? end - start : first + 1 - start;
      this.lastShare[pixel] = end - last;
      start = end;
    }
  }

  /** The squares that all pixels together cover. */
  range(size: number): { from: number; count: number } {
    let from = -1;
    let to = -1;
    for (let pixel = 0; pixel < size; pixel += 1) {
      if ((this.first[pixel] as number) < 0) continue;
      if (from < 0) from = this.first[pixel] as number;
      to = this.last[pixel] as number;
    }
    return from < 0 ? { from: 0, count: 0 } : { from, count: to + 1 - from };
  }
}

const across = new Shares();
const down = new Shares();
let sums = new Float64Array(0);
let offsets = new Int32Array(0);

/*
 * What is done once for each row has a function of its own: one that is called often is compiled well long before a long
 * loop is, and the first drawing of a page is the one that is waited for.
 */

/** Adds `count` numbers that lie side by side, times `share`. */
function addBeside(to: Float64Array, numbers: Float32Array, from: number, count: number, share: number): void {
  for (let at = 0; at < count; at += 1) {
    to[at] = (to[at] as number) + share * (numbers[from + at] as number);
  }
}

/** Adds the numbers at `places` from `base` on, times `share`. */
function addApart(
  to: Float64Array,
  numbers: Float32Array,
  base: number,
  places: Int32Array,
  count: number,
  share: number,
): void {
  for (let at = 0; at < count; at += 1) {
    to[at] = (to[at] as number) + share * (numbers[base + (places[at] as number)] as number);
  }
}

/** Keeps of each number and the one at its place from `base` on the one of larger magnitude. */
function keepPeaks(to: Float64Array, numbers: Float32Array, base: number, places: Int32Array, count: number): void {
  for (let at = 0; at < count; at += 1) {
    to[at] = peakOf(to[at] as number, numbers[base + (places[at] as number)] as number);
  }
}

/** What a row of pixels is coloured from, and how. */
interface Row {
  readonly pixels: Uint32Array;
  /** The first of its pixels, and how many there are. */
  readonly at: number;
  readonly width: number;
  /** The square that the first of the sums belongs to. */
  readonly from: number;
  readonly pick: (value: number) => number;
}

/** Colours a row by the mean of the sums under each pixel, each weighed by its share, divided by `weight`. */
function colourMeans({ pixels, at: to, width, from, pick }: Row, under: Float64Array, weight: number): void {
  const { first: firsts, last: lasts, firstShare: firstShares, lastShare: lastShares } = across;
  for (let x = 0; x < width; x += 1) {
    const first = firsts[x] as number;
    if (first < 0) {
      pixels[to + x] = 0;
      continue;
    }
    const last = lasts[x] as number;
    const firstShare = firstShares[x] as number;
    let sum = firstShare * (under[first - from] as number);
    let shares = firstShare;
    if (last !== first) {
      for (let square = first + 1 - from; square < last - from; square += 1) sum += under[square] as number;
      const lastShare = lastShares[x] as number;
      sum += lastShare * (under[last - from] as number);
      shares += lastShare + last - first - 1;
    }
    pixels[to + x] = pick(sum / shares / weight);
  }
}

/** Colours a row by the value of largest magnitude under each pixel. */
function colourPeaks({ pixels, at: to, width, from, pick }: Row, under: Float64Array): void {
  const { first: firsts, last: lasts } = across;
  for (let x = 0; x < width; x += 1) {
    const first = firsts[x] as number;
    if (first < 0) {
      pixels[to + x] = 0;
      continue;
    }
    const end = (lasts[x] as number) - from;
    let peak = under[first - from] as number;
    for (let square = first - from + 1; square <= end; square += 1) peak = peakOf(peak, under[square] as number);
    pixels[to + x] = pick(peak);
  }
}

/** Pixel rows painted between two looks at the clock. */
const BATCH = 16;

/**
 * Every pixel shows the values it covers, pooled as the pyramid pools, taken from squares of 2^level cells: their mean,
 * weighed by how much of a square lies in the pixel, or their peak. Begins with row `start` and returns the row it came to
 * when `late` said stop, the target's height when it is full.
 */
export function paintReduced(
  target: Target,
  painting: Painting,
  view: View,
  level: number,
  start = 0,
  late: () => boolean = () => false,
): number {
  const { pixels, width, height } = target;
  const { layout, scale } = painting;
  const { grid } = layout;
  const side = 2 ** level;
  const squares = painting.squares(level);
  const values = painting.values ?? NONE;
  const mean = painting.pool === "mean";
  const pick = pixelPicker(scale);
  down.measure(height, layout.down, view.k, view.y, side, grid.rows);

  let line = -1;
  let from = 0;
  let count = 0;
  const startLine = (next: number): void => {
    line = next;
    across.measure(width, layout.across, view.k, view.x, side, grid.columnsIn(line));
    const covered = across.range(width);
    from = covered.from;
    count = covered.count;
    if (sums.length < count) {
      sums = new Float64Array(count);
      offsets = new Int32Array(count);
    }
    for (let at = 0; at < count; at += 1)
      offsets[at] = squares ? from + at - squares.left : grid.columnOffset(from + at, line);
  };

  for (let y = start; y < height; y += 1) {
    if (y > start && y % BATCH === 0 && late()) return y;
    const to = y * width;
    const top = down.first[y] as number;
    if (top < 0) {
      pixels.fill(0, to, to + width);
      continue;
    }
    const bottom = down.last[y] as number;
    const middle = Math.min(((top + bottom) >> 1) * side, grid.rows - 1);
    if (grid.lineOf(middle) !== line) startLine(grid.lineOf(middle));
    sums.fill(0, 0, count);
    let weight = 0;
    for (let row = top; row <= bottom; row += 1) {
      // A row of another line has other columns missing; it shows in the pixel row that has its middle there.
      if (grid.lineOf(Math.min(row * side, grid.rows - 1)) !== line) continue;
      const share = row === top ? (down.firstShare[y] as number) : row === bottom ? (down.lastShare[y] as number) : 1;
      weight += share;
      const { numbers, at } = squares ? squares.row(row) : { numbers: values, at: grid.rowBase(row) };
      // Squares side by side are the commonest case by far.
      if (mean && squares) addBeside(sums, numbers, at + from - squares.left, count, share);
      else if (mean) addApart(sums, numbers, at, offsets, count, share);
      else keepPeaks(sums, numbers, at, offsets, count);
    }
    const row = { pixels, at: to, width, from, pick };
    if (mean) colourMeans(row, sums, weight);
    else colourPeaks(row, sums);
  }
  return height;
}

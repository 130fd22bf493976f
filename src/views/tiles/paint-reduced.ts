import { pixelPicker } from "../colour";
import type { View } from "../view";
import type { Painting, Target } from "./painting";
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

  /** The mean of `sums` under a pixel, each weighed by its share; `sums` starts with square `from`. */
  mean(pixel: number, from: number): number {
    const first = this.first[pixel] as number;
    const last = this.last[pixel] as number;
    const firstShare = this.firstShare[pixel] as number;
    let sum = firstShare * (sums[first - from] as number);
    if (last === first) return sum / firstShare;
    for (let at = first + 1 - from; at < last - from; at += 1) sum += sums[at] as number;
    const lastShare = this.lastShare[pixel] as number;
    sum += lastShare * (sums[last - from] as number);
    return sum / (firstShare + lastShare + last - first - 1);
  }

  /** The value of largest magnitude among `sums` under a pixel. */
  peak(pixel: number, from: number): number {
    let peak = 0;
    for (let at = this.first[pixel] as number; at <= (this.last[pixel] as number); at += 1) {
      peak = peakOf(peak, sums[at - from] as number);
    }
    return peak;
  }
}

const across = new Shares();
const down = new Shares();
let sums = new Float64Array(0);
let offsets = new Int32Array(0);

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
  const numbers = squares?.values ?? painting.values ?? new Float32Array(0);
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
      const base = squares ? (row - squares.top) * squares.width : grid.rowBase(row);
      if (mean && squares) {
        // The commonest case by far, and squares lie side by side.
        for (let at = 0, read = base + from - squares.left; at < count; at += 1, read += 1) {
          sums[at] = (sums[at] as number) + share * (numbers[read] as number);
        }
      } else if (mean) {
        for (let at = 0; at < count; at += 1) {
          sums[at] = (sums[at] as number) + share * (numbers[base + (offsets[at] as number)] as number);
        }
      } else {
        for (let at = 0; at < count; at += 1) {
          sums[at] = peakOf(sums[at] as number, numbers[base + (offsets[at] as number)] as number);
        }
      }
    }
    for (let x = 0; x < width; x += 1) {
      if ((across.first[x] as number) < 0) pixels[to + x] = 0;
      else pixels[to + x] = pick(mean ? across.mean(x, from) / weight : across.peak(x, from));
    }
  }
  return height;
}

import { type Pool, peakOf } from "../../model/pool";
import type { TileGrid } from "../../model/tile-grid";

/** One number per square of 2^level cells of a grid, row-major. Squares at the far edges hold fewer cells. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly pooled: Float32Array;
}

/** Cells handled between two looks at the clock. */
const BATCH = 32_768;
/** Columns worked on at a time: the only table, however wide the grid. Even, so that squares are not cut. */
const STRIP = 4096;

/** Pyramids whose memory may be free by now. */
const MOST_RECENT = 4;
const recent: Pyramid[] = [];

/** Memory for a level, its contents undefined: fresh memory of megabytes costs more than filling it. */
function memoryFor(squares: number): Float32Array {
  for (const pyramid of recent) {
    const pooled = pyramid.surrender(squares);
    if (pooled) return pooled;
  }
  return new Float32Array(squares);
}

/** Building one level: it yields when it may be interrupted and ends when the level is whole. */
type Work = Generator<undefined, void>;

/**
 * Values of ever larger squares of a grid of tiles, pooled, built level by level in slices, so that no task is long. Each level
 * takes a quarter of the memory of the one below; level 0 is the tensor itself and is not kept here. Cells without an
 * element count for nothing; a NaN makes every square around it NaN, so that it is not overlooked.
 */
export class Pyramid {
  private readonly levels: Level[] = [];
  private work: Work | null = null;
  private readonly values: Float32Array;
  private readonly grid: TileGrid;
  readonly pool: Pool;

  constructor(values: Float32Array, grid: TileGrid, pool: Pool = "mean") {
    this.values = values;
    this.grid = grid;
    this.pool = pool;
    recent.push(this);
    if (recent.length > MOST_RECENT) recent.shift();
  }

  /** The memory of a level of that many squares, if the values have been given back and nobody can ask for it again. */
  surrender(squares: number): Float32Array | null {
    if (this.values.length > 0) return null;
    const at = this.levels.findIndex(({ pooled }) => pooled.length === squares);
    return this.levels.splice(at < 0 ? this.levels.length : at, 1)[0]?.pooled ?? null;
  }

  /** Level 1 and above, or null while it is not whole. */
  level(level: number): Level | null {
    const whole = this.work ? this.levels.length - 1 : this.levels.length;
    return level <= whole ? (this.levels[level - 1] ?? null) : null;
  }

  /** Builds towards a level until it is whole or `late` says stop (asked after some ten thousand cells); true when whole. */
  advance(level: number, late: () => boolean): boolean {
    while (this.level(level) === null) {
      this.work ??= this.next();
      if (this.work.next().done) this.work = null;
      else if (late()) return false;
    }
    return true;
  }

  private next(): Work {
    const below = this.levels.at(-1);
    const width = Math.ceil((below?.width ?? this.grid.columns) / 2);
    const height = Math.ceil((below?.height ?? this.grid.rows) / 2);
    const level = { width, height, pooled: memoryFor(width * height) };
    this.levels.push(level);
    return below
      ? fromLevel(below, level, this.grid, this.levels.length, this.pool)
      : fromTensor(this.values, this.grid, level, this.pool);
  }
}

/*
 * What is done once for each row has a function of its own: it is compiled well long before a long loop is, and the first
 * drawing of a page is the one that is waited for.
 */

/** Adds cells of a row, two to a square, and counts them. */
function addCells(
  sums: Float64Array,
  cells: Uint8Array,
  values: Float32Array,
  base: number,
  places: Int32Array,
  count: number,
): void {
  for (let at = 0; at < count; at += 1) {
    const square = at >> 1;
    sums[square] = (sums[square] as number) + (values[base + (places[at] as number)] as number);
    cells[square] = (cells[square] as number) + 1;
  }
}

/** Keeps of each square, two cells of a row wide, the value of largest magnitude. */
function keepCells(peaks: Float64Array, values: Float32Array, base: number, places: Int32Array, count: number): void {
  for (let at = 0; at < count; at += 1) {
    const square = at >> 1;
    peaks[square] = peakOf(peaks[square] as number, values[base + (places[at] as number)] as number);
  }
}

/** Adds squares of the level below, two to a square, each weighed by its cells: `rows` high and `side` wide up to `limit`. */
function addSquares(
  sums: Float64Array,
  weights: Float64Array,
  below: Level,
  row: number,
  rows: number,
  side: number,
  limit: number,
): void {
  const { pooled, width } = below;
  const base = row * width;
  for (let column = 0; column < width; column += 1) {
    const cells = rows * Math.min(side, limit - column * side);
    if (cells <= 0) break;
    const square = column >> 1;
    sums[square] = (sums[square] as number) + cells * (pooled[base + column] as number);
    weights[square] = (weights[square] as number) + cells;
  }
}

/** Keeps of each square, two of the level below wide, the value of largest magnitude. One without cells is 0, and loses. */
function keepSquares(peaks: Float64Array, { pooled, width }: Level, row: number): void {
  const base = row * width;
  for (let column = 0; column < width; column += 1) {
    const square = column >> 1;
    peaks[square] = peakOf(peaks[square] as number, pooled[base + column] as number);
  }
}

/** Writes sums divided by their weights; an empty square is 0. */
function writeMeans(
  pooled: Float32Array,
  to: number,
  sums: Float64Array,
  weights: ArrayLike<number>,
  count: number,
): void {
  for (let at = 0; at < count; at += 1) {
    pooled[to + at] = (sums[at] as number) / Math.max(weights[at] as number, 1);
  }
}

function* fromTensor(values: Float32Array, grid: TileGrid, { width, height, pooled }: Level, pool: Pool): Work {
  const offsets = new Int32Array(Math.min(STRIP, grid.columns));
  const sums = new Float64Array(Math.ceil(offsets.length / 2));
  const cells = new Uint8Array(sums.length);
  let handled = 0;
  for (let strip = 0; strip < grid.columns; strip += STRIP) {
    const wide = Math.min(STRIP, grid.columns - strip);
    const squares = Math.ceil(wide / 2);
    let line = -1;
    let count = 0;
    for (let i = 0; i < height; i += 1) {
      sums.fill(0);
      cells.fill(0);
      for (let row = 2 * i; row < Math.min(2 * i + 2, grid.rows); row += 1) {
        if (grid.lineOf(row) !== line) {
          line = grid.lineOf(row);
          count = Math.max(0, Math.min(wide, grid.columnsIn(line) - strip));
          for (let at = 0; at < count; at += 1) offsets[at] = grid.columnOffset(strip + at, line);
        }
        if (pool === "mean") addCells(sums, cells, values, grid.rowBase(row), offsets, count);
        else keepCells(sums, values, grid.rowBase(row), offsets, count);
        handled += wide;
      }
      const to = i * width + strip / 2;
      if (pool === "mean") writeMeans(pooled, to, sums, cells, squares);
      else pooled.set(sums.subarray(0, squares), to);
      if (handled >= BATCH) {
        handled = 0;
        yield;
      }
    }
  }
}

function* fromLevel(below: Level, { width, height, pooled }: Level, grid: TileGrid, level: number, pool: Pool): Work {
  const side = 2 ** (level - 1);
  const sums = new Float64Array(width);
  const weights = new Float64Array(width);
  let handled = 0;
  for (let i = 0; i < height; i += 1) {
    sums.fill(0);
    weights.fill(0);
    for (let row = 2 * i; row < Math.min(2 * i + 2, below.height); row += 1) {
      const rows = Math.min(side, grid.rows - row * side);
      const limit = grid.columnsIn(grid.lineOf(row * side));
      if (pool === "mean") addSquares(sums, weights, below, row, rows, side, limit);
      else keepSquares(sums, below, row);
    }
    if (pool === "mean") writeMeans(pooled, i * width, sums, weights, width);
    else pooled.set(sums, i * width);
    handled += 4 * width;
    if (handled >= BATCH) {
      handled = 0;
      yield;
    }
  }
}

interface Kept {
  readonly key: string;
  readonly pyramid: Pyramid;
}

const kept = new WeakMap<Float32Array, Kept[]>();
/** A tensor seen under several tilings keeps this many pyramids, the newest. */
const KEEP = 2;

/** The pyramid of these values under this layout, remembered as long as the values live. */
export function pyramidOf(values: Float32Array, layout: string, grid: TileGrid, pool: Pool = "mean"): Pyramid {
  const key = `${pool} ${layout}`;
  const known = kept.get(values) ?? [];
  const found = known.find((entry) => entry.key === key);
  if (found) return found.pyramid;
  const pyramid = new Pyramid(values, grid, pool);
  kept.set(values, [{ key, pyramid }, ...known].slice(0, KEEP));
  return pyramid;
}

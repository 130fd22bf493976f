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

function* fromTensor(values: Float32Array, grid: TileGrid, { width, height, pooled }: Level, pool: Pool): Work {
  const offsets = new Int32Array(Math.min(STRIP, grid.columns));
  const sums = new Float64Array(Math.ceil(offsets.length / 2));
  const cells = new Uint8Array(sums.length);
  let handled = 0;
  for (let strip = 0; strip < grid.columns; strip += STRIP) {
    const wide = Math.min(STRIP, grid.columns - strip);
    let line = -1;
    for (let i = 0; i < height; i += 1) {
      sums.fill(0);
      cells.fill(0);
      for (let row = 2 * i; row < Math.min(2 * i + 2, grid.rows); row += 1) {
        if (grid.lineOf(row) !== line) {
          line = grid.lineOf(row);
          for (let at = 0; at < wide; at += 1) offsets[at] = grid.columnOffset(strip + at, line);
        }
        const base = grid.rowBase(row);
        for (let at = 0; at < wide; at += 1) {
          const offset = offsets[at] as number;
          if (offset < 0) break;
          const value = values[base + offset] as number;
          const sum = sums[at >> 1] as number;
          sums[at >> 1] = pool === "mean" ? sum + value : peakOf(sum, value);
          cells[at >> 1] = (cells[at >> 1] as number) + 1;
        }
        handled += wide;
      }
      const to = i * width + strip / 2;
      for (let at = 0; at < Math.ceil(wide / 2); at += 1) {
        const over = pool === "mean" ? Math.max(cells[at] as number, 1) : 1;
        pooled[to + at] = (sums[at] as number) / over;
      }
      if (handled >= BATCH) {
        handled = 0;
        yield;
      }
    }
  }
}

function* fromLevel(below: Level, { width, height, pooled }: Level, grid: TileGrid, level: number, pool: Pool): Work {
  const side = 2 ** (level - 1);
  let handled = 0;
  for (let i = 0; i < height; i += 1) {
    for (let j = 0; j < width; j += 1) {
      let sum = 0;
      let weight = 0;
      for (let row = 2 * i; row < Math.min(2 * i + 2, below.height); row += 1) {
        const rows = Math.min(side, grid.rows - row * side);
        const limit = grid.columnsIn(grid.lineOf(row * side));
        for (let column = 2 * j; column < Math.min(2 * j + 2, below.width); column += 1) {
          const cells = rows * Math.min(side, limit - column * side);
          if (cells <= 0) continue;
          const value = below.pooled[row * below.width + column] as number;
          sum = pool === "mean" ? sum + cells * value : peakOf(sum, value);
          weight += cells;
        }
      }
      pooled[i * width + j] = pool === "mean" ? sum / Math.max(weight, 1) : sum;
    }
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

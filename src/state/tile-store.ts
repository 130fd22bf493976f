import type { Pool } from "../model/pool";
import type { Rect } from "../model/tile-request";

/** Squares of one tile, the unit of what is kept. */
export const TILE = { rows: 64, columns: 256 } as const;
const TILE_BYTES = TILE.rows * TILE.columns * Float32Array.BYTES_PER_ELEMENT;
/** Bytes of tiles that are kept, where a view does not need more. */
const MOST_BYTES = 48 * 2 ** 20;
/** How many times the bytes of a view are kept at least: it goes through tiles that came with others. */
const VIEWS = 2;
/** How many levels farther out something is looked for that stands in until the right level is there. */
const STAND_INS = 5;

/** Squares of a level from column `left` on; see views/tiles. */
export interface Sheet {
  readonly left: number;
  readonly missing: readonly Rect[];
  readonly empty: boolean;
  /** The numbers of a row of squares, good until the next row is asked for. */
  row(y: number): { readonly numbers: Float32Array; readonly at: number };
}

/** Squares of a level that are wanted, or have come: whole tiles. */
export interface TilePiece {
  readonly level: number;
  readonly pool: Pool;
  readonly rect: Rect;
}

/** The tiles that cover a rectangle of squares, as a rectangle of tiles. */
export function tilesOver({ top, left, rows, columns }: Rect): Rect {
  const [first, start] = [Math.floor(top / TILE.rows), Math.floor(left / TILE.columns)];
  return {
    top: first,
    left: start,
    rows: Math.ceil((top + rows) / TILE.rows) - first,
    columns: Math.ceil((left + columns) / TILE.columns) - start,
  };
}

/** Tiles of all levels and pools; those that came together are dropped together, the longest unused first. */
export interface TileStore {
  has(level: number, pool: Pool, row: number, column: number): boolean;
  /** Whether a tile is there, or a farther one that stands in for it. */
  hasFor(level: number, pool: Pool, row: number, column: number): boolean;
  /** Keeps squares that have come, row-major: the numbers themselves, which nobody may change. */
  keep(piece: TilePiece, values: Float32Array): void;
  /** The squares of a rectangle, widened to whole tiles; farther ones stand in for those that are not there. What is `missing` has none, and is 0. */
  sheet(level: number, pool: Pool, rect: Rect): Sheet;
  isEmpty(): boolean;
  clear(): void;
}

const tileKey = (level: number, pool: Pool, row: number, column: number): string => `${pool} ${level} ${row} ${column}`;

/** Numbers that came together. They are cut into tiles where they lie: fresh memory costs more than anything done with it. */
interface Batch {
  readonly values: Float32Array;
  /** Its tiles that are kept. */
  readonly keys: Set<string>;
}

/** A tile: row y of it begins at `from` + y · `width` in its batch. */
interface Tile {
  readonly batch: Batch;
  readonly from: number;
  readonly width: number;
}

/** A tile of `up` levels farther out that stands in a place; the tile itself when `up` is 0. */
interface Found {
  readonly tile: Tile;
  readonly up: number;
}

/** Writes `columns` numbers, each 2^up times in a row. */
function spreadRow(
  row: Float32Array,
  to: number,
  values: Float32Array,
  from: number,
  columns: number,
  up: number,
): void {
  for (let x = 0; x < columns; x += 1) row[to + x] = values[from + (x >> up)] as number;
}

/** Writes the part of row `y` of squares that lies in the tile's place in column `column` of tiles. */
function writeRow(row: Float32Array, to: number, { tile, up }: Found, y: number, column: number): void {
  const { rows, columns } = TILE;
  const side = 2 ** up;
  const down = Math.floor(y / side) - (Math.floor(y / rows) >> up) * rows;
  const across = (column * columns) / side - (column >> up) * columns;
  const from = tile.from + down * tile.width + across;
  const { values } = tile.batch;
  if (up === 0) row.set(values.subarray(from, from + columns), to);
  else spreadRow(row, to, values, from, columns, up);
}

export function createTileStore(mostBytes: number = MOST_BYTES): TileStore {
  const tiles = new Map<string, Tile>();
  // A Set iterates in order of insertion: entering again on use keeps the longest unused first.
  const batches = new Set<Batch>();
  let bytes = 0;
  let most = mostBytes;

  function drop(batch: Batch): void {
    for (const key of batch.keys) tiles.delete(key);
    batches.delete(batch);
    bytes -= batch.values.byteLength;
  }

  /** Another tile takes its place. */
  function replace(key: string): void {
    const batch = tiles.get(key)?.batch;
    batch?.keys.delete(key);
    if (batch?.keys.size === 0) drop(batch);
  }

  function find(key: string): Tile | null {
    const found = tiles.get(key);
    if (!found) return null;
    batches.delete(found.batch);
    batches.add(found.batch);
    return found;
  }

  function findFor(level: number, pool: Pool, row: number, column: number): Found | null {
    for (let up = 0; up <= STAND_INS; up += 1) {
      const tile = find(tileKey(level + up, pool, row >> up, column >> up));
      if (tile) return { tile, up };
    }
    return null;
  }

  const has = (level: number, pool: Pool, row: number, column: number): boolean =>
    tiles.has(tileKey(level, pool, row, column));

  return {
    has,
    hasFor(level, pool, row, column) {
      for (let up = 0; up <= STAND_INS; up += 1) if (has(level + up, pool, row >> up, column >> up)) return true;
      return false;
    },
    keep({ rect, level, pool }, values) {
      const batch: Batch = { values, keys: new Set() };
      for (let row = 0; row < rect.rows; row += TILE.rows) {
        for (let column = 0; column < rect.columns; column += TILE.columns) {
          const key = tileKey(level, pool, (rect.top + row) / TILE.rows, (rect.left + column) / TILE.columns);
          replace(key);
          batch.keys.add(key);
          tiles.set(key, { batch, from: row * rect.columns + column, width: rect.columns });
        }
      }
      batches.add(batch);
      bytes += values.byteLength;
      for (const oldest of batches) {
        if (bytes <= most || oldest === batch) break;
        drop(oldest);
      }
    },
    sheet(level, pool, rect) {
      const over = tilesOver(rect);
      const places: (Found | null)[] = [];
      const missing: Rect[] = [];
      for (let row = over.top; row < over.top + over.rows; row += 1) {
        for (let column = over.left; column < over.left + over.columns; column += 1) {
          const found = findFor(level, pool, row, column);
          places.push(found);
          if (!found) missing.push({ top: row * TILE.rows, left: column * TILE.columns, ...TILE });
        }
      }
      most = Math.max(most, VIEWS * places.length * TILE_BYTES);
      const numbers = new Float32Array(over.columns * TILE.columns);
      return {
        left: over.left * TILE.columns,
        missing,
        empty: missing.length === places.length,
        row(y) {
          const first = (Math.floor(y / TILE.rows) - over.top) * over.columns;
          for (let at = 0; at < over.columns; at += 1) {
            const found = places[first + at];
            const to = at * TILE.columns;
            if (found) writeRow(numbers, to, found, y, over.left + at);
            else numbers.fill(0, to, to + TILE.columns);
          }
          return { numbers, at: 0 };
        },
      };
    },
    isEmpty: () => tiles.size === 0,
    clear() {
      tiles.clear();
      batches.clear();
      bytes = 0;
    },
  };
}

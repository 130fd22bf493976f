import type { Pool } from "../model/pool";
import type { Rect } from "../model/tile-request";

/** Squares of one tile, the unit of what is kept. */
export const TILE = { rows: 64, columns: 256 } as const;
/** Bytes of tiles that are kept. */
const MOST_BYTES = 48 * 2 ** 20;
/** How many levels farther out something is looked for that stands in until the right level is there. */
const STAND_INS = 5;

/** Squares of a level, row-major from (top, left) on; see views/tiles. */
export interface Sheet {
  readonly values: Float32Array;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly missing: readonly Rect[];
  readonly empty: boolean;
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

/** Tiles of all levels and pools, the longest unused dropped first. */
export interface TileStore {
  has(level: number, pool: Pool, row: number, column: number): boolean;
  /** Whether a tile is there, or a farther one that stands in for it. */
  hasFor(level: number, pool: Pool, row: number, column: number): boolean;
  /** Keeps squares that have come, row-major. */
  keep(piece: TilePiece, values: Float32Array): void;
  /** The squares of a rectangle, widened to whole tiles; farther ones stand in for what is missing. */
  sheet(level: number, pool: Pool, rect: Rect): Sheet;
  isEmpty(): boolean;
  clear(): void;
}

const tileKey = (level: number, pool: Pool, row: number, column: number): string => `${pool} ${level} ${row} ${column}`;

/** Writes `columns` numbers, each 2^up times in a row. A function of its own: one that is called often is compiled early. */
function spreadRow(
  sheet: Float32Array,
  to: number,
  found: Float32Array,
  from: number,
  columns: number,
  up: number,
): void {
  for (let x = 0; x < columns; x += 1) sheet[to + x] = found[from + (x >> up)] as number;
}

export function createTileStore(mostBytes: number = MOST_BYTES): TileStore {
  // A Map iterates in order of insertion: re-inserting on use keeps the longest unused first.
  const tiles = new Map<string, Float32Array>();
  let bytes = 0;

  const drop = (key: string): void => {
    bytes -= tiles.get(key)?.byteLength ?? 0;
    tiles.delete(key);
  };

  function put(key: string, values: Float32Array): void {
    drop(key);
    tiles.set(key, values);
    bytes += values.byteLength;
    for (const oldest of tiles.keys()) {
      if (bytes <= mostBytes) break;
      drop(oldest);
    }
  }

  function find(key: string): Float32Array | null {
    const found = tiles.get(key);
    if (!found) return null;
    tiles.delete(key);
    tiles.set(key, found);
    return found;
  }

  /** Copies a tile into a sheet; a farther one stands in for it, each of its squares for several. False when there is none. */
  function paste(sheet: Float32Array, width: number, at: Rect, level: number, pool: Pool): boolean {
    const { rows, columns } = TILE;
    for (let up = 0; up <= STAND_INS; up += 1) {
      const [row, column] = [at.top >> up, at.left >> up];
      const found = find(tileKey(level + up, pool, row, column));
      if (!found) continue;
      const [down, across] = [(at.top * rows) / 2 ** up - row * rows, (at.left * columns) / 2 ** up - column * columns];
      for (let y = 0; y < rows; y += 1) {
        const from = (Math.floor(y / 2 ** up) + down) * columns + across;
        const to = (at.rows + y) * width + at.columns;
        if (up === 0) sheet.set(found.subarray(from, from + columns), to);
        // The row of squares above is the same.
        else if (y % 2 ** up !== 0) sheet.copyWithin(to, to - width, to - width + columns);
        else spreadRow(sheet, to, found, from, columns, up);
      }
      return true;
    }
    return false;
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
      for (let row = 0; row < rect.rows; row += TILE.rows) {
        for (let column = 0; column < rect.columns; column += TILE.columns) {
          const tile = new Float32Array(TILE.rows * TILE.columns);
          for (let y = 0; y < TILE.rows; y += 1) {
            const from = (row + y) * rect.columns + column;
            tile.set(values.subarray(from, from + TILE.columns), y * TILE.columns);
          }
          const place = [(rect.top + row) / TILE.rows, (rect.left + column) / TILE.columns] as const;
          put(tileKey(level, pool, ...place), tile);
        }
      }
    },
    sheet(level, pool, rect) {
      const over = tilesOver(rect);
      const width = over.columns * TILE.columns;
      const values = new Float32Array(width * over.rows * TILE.rows);
      const missing: Rect[] = [];
      for (let row = 0; row < over.rows; row += 1) {
        for (let column = 0; column < over.columns; column += 1) {
          const place = {
            top: over.top + row,
            left: over.left + column,
            rows: row * TILE.rows,
            columns: column * TILE.columns,
          };
          if (paste(values, width, place, level, pool)) continue;
          missing.push({ top: place.top * TILE.rows, left: place.left * TILE.columns, ...TILE });
        }
      }
      const [top, left] = [over.top * TILE.rows, over.left * TILE.columns];
      return { values, width, top, left, missing, empty: missing.length === over.rows * over.columns };
    },
    isEmpty: () => tiles.size === 0,
    clear() {
      tiles.clear();
      bytes = 0;
    },
  };
}

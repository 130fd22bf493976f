import { setLooking } from "./looking";
import { plainError } from "../model/errors";
import type { Pool } from "../model/pool";
import type { ProgramName, Runner } from "../model/runner";
import type { Extent } from "../model/summary";
import { extentOf } from "../model/summary";
import type { TileGrid } from "../model/tile-grid";
import type { Rect, Survey } from "../model/tile-request";
import type { Tiling } from "../model/tiling";

/** Squares of one tile, the unit of the cache. */
export const TILE = { rows: 64, columns: 256 } as const;
/** Cells that a first request may make the engine look at; a mean takes a fraction of the work. */
const FIRST_CELLS = { mean: 2 ** 24, peak: 2 ** 21 } as const;
/** Milliseconds that a request is to take once the pace is known, so that what is looked at can change in between. */
const TAKES = 80;
/** How many times as much as the last one a request asks for at most. */
const GROWS = 4;
/** Bytes of tiles that are kept. */
const CACHE_BYTES = 48 * 2 ** 20;
/** Milliseconds from which on a piece of the survey tells the pace. */
const MEASURABLE = 8;
/** A view of nothing is first fetched so many levels farther out, in a fraction of the time, where that is a mean. */
const FIRST_LOOK = 2;
/** How many levels farther out something is looked for that stands in until the right level is there. */
const STAND_INS = 5;

/** Squares of a level, row-major from (top, left) on; see views/tiles. */
interface Sheet {
  readonly values: Float32Array;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly missing: readonly Rect[];
  readonly empty: boolean;
}

/** What one looker looks at, and the sheet it got last. */
interface Look {
  readonly level: number;
  readonly pool: Pool;
  readonly rect: Rect;
  readonly sheet: Sheet;
  readonly version: number;
}

/** A step of a finished run that is fetched from the engine tile by tile as it is looked at. */
export interface TileSource {
  readonly length: number;
  /** Goes on with whatever may be gone on with. */
  goOn(): void;
  sheet(looker: object, level: number, pool: Pool, rect: Rect): Sheet;
  /** Whether anything has come that can be drawn. */
  hasSome(): boolean;
  /** Extent of what has been seen so far, of all numbers once the survey is done. */
  extent(): Extent;
  survey(): Survey | null;
  /** What went wrong, in words; the source then fetches nothing more. */
  failure(): string | null;
  dispose(): void;
}

/** Where a source fetches from, and what it tells. */
export interface TileSourceOptions {
  readonly runner: Pick<Runner, "tiles" | "survey">;
  readonly program: ProgramName;
  readonly step: number;
  readonly tiling: Tiling;
  readonly grid: Pick<TileGrid, "count" | "rows" | "columns">;
  /** False once the run is no longer the newest: then nothing is fetched, and no other document's tiles can come. */
  readonly isCurrent: () => boolean;
  /** Whether the whole may be looked through; asked after each piece of that, whenever nothing that is looked at is missing. */
  readonly maySurvey: () => boolean;
  /** So many numbers are computed per millisecond. */
  readonly onPace: (pace: number) => void;
  /** Tiles have come: whoever looks may look again. */
  readonly onTiles: () => void;
  /** Extent or survey have changed. */
  readonly onSurvey: () => void;
  readonly cacheBytes?: number;
}

interface Missing {
  readonly level: number;
  readonly pool: Pool;
  readonly rect: Rect;
}

const tileKey = (level: number, pool: Pool, row: number, column: number): string => `${pool} ${level} ${row} ${column}`;

/** Fetches what is looked at, nearest questions first, and surveys the whole in between. */
export function createTileSource(options: TileSourceOptions): TileSource {
  const { runner, program, step, tiling, grid, isCurrent, maySurvey, onPace, onTiles, onSurvey } = options;
  const { cacheBytes = CACHE_BYTES } = options;
  // A Map iterates in order of insertion: re-inserting on use keeps the longest unused first.
  const tiles = new Map<string, Float32Array>();
  const looks = new Map<object, Look>();
  /** Tiles that a request may ask for, by pool and level. */
  const atOnce = new Map<string, number>();
  let bytes = 0;
  let version = 0;
  let survey: Survey | null = null;
  let seen: Extent | null = null;
  let failure: string | null = null;
  let fetching = false;
  let disposed = false;

  function keep(key: string, values: Float32Array): void {
    bytes += values.byteLength;
    tiles.set(key, values);
    for (const [oldest, dropped] of tiles) {
      if (bytes <= cacheBytes) break;
      tiles.delete(oldest);
      bytes -= dropped.byteLength;
    }
  }

  function find(level: number, pool: Pool, row: number, column: number): Float32Array | null {
    const key = tileKey(level, pool, row, column);
    const found = tiles.get(key);
    if (!found) return null;
    tiles.delete(key);
    tiles.set(key, found);
    return found;
  }

  /** The tiles that cover a rectangle, as a rectangle of tiles. */
  const tilesOver = ({ top, left, rows, columns }: Rect): Rect => {
    const [first, start] = [Math.floor(top / TILE.rows), Math.floor(left / TILE.columns)];
    return {
      top: first,
      left: start,
      rows: Math.ceil((top + rows) / TILE.rows) - first,
      columns: Math.ceil((left + columns) / TILE.columns) - start,
    };
  };

  /** Copies a tile into a sheet; a farther one stands in for it, each of its squares for several. */
  function paste(sheet: Float32Array, width: number, at: Rect, level: number, pool: Pool): "right" | "stand-in" | null {
    const { rows, columns } = TILE;
    for (let up = 0; up <= STAND_INS; up += 1) {
      const [row, column] = [Math.floor(at.top / 2 ** up), Math.floor(at.left / 2 ** up)];
      const found = find(level + up, pool, row, column);
      if (!found) continue;
      const [down, across] = [(at.top * rows) / 2 ** up - row * rows, (at.left * columns) / 2 ** up - column * columns];
      for (let y = 0; y < rows; y += 1) {
        const from = (Math.floor(y / 2 ** up) + down) * columns + across;
        const to = (at.rows + y) * width + at.columns;
        if (up === 0) sheet.set(found.subarray(from, from + columns), to);
        else for (let x = 0; x < columns; x += 1) sheet[to + x] = found[from + (x >> up)] as number;
      }
      return up === 0 ? "right" : "stand-in";
    }
    return null;
  }

  function assemble(level: number, pool: Pool, rect: Rect): Sheet {
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
    return {
      values,
      width,
      top: over.top * TILE.rows,
      left: over.left * TILE.columns,
      missing,
      empty: missing.length === over.rows * over.columns,
    };
  }

  const isMissing = (level: number, pool: Pool, row: number, column: number): boolean =>
    !tiles.has(tileKey(level, pool, row, column));

  /** What is fetched for a look: what it asks for; or, where nothing is there that could stand in, a view from farther out. */
  function wantedFor({ level, pool, rect }: Look): Pick<Look, "level" | "rect"> {
    if (pool === "peak" || level < FIRST_LOOK) return { level, rect };
    const over = tilesOver(rect);
    const [row, column] = [over.top + (over.rows >> 1), over.left + (over.columns >> 1)];
    for (let up = 0; up <= STAND_INS; up += 1) {
      if (!isMissing(level + up, pool, row >> up, column >> up)) return { level, rect };
    }
    const side = 2 ** FIRST_LOOK;
    const [top, left] = [Math.floor(rect.top / side), Math.floor(rect.left / side)];
    const [rows, columns] = [
      Math.ceil((rect.top + rect.rows) / side) - top,
      Math.ceil((rect.left + rect.columns) / side) - left,
    ];
    return { level: level + FIRST_LOOK, rect: { top, left, rows, columns } };
  }

  /** The next tiles that somebody looks at and that are not there, as a rectangle of tiles none of which is. */
  function nextMissing(): Missing | null {
    for (const look of looks.values()) {
      const { pool } = look;
      const { level, rect } = wantedFor(look);
      const over = tilesOver(rect);
      const [bottom, end] = [over.top + over.rows, over.left + over.columns];
      const first = Math.floor(FIRST_CELLS[pool] / (TILE.rows * TILE.columns * 4 ** level));
      // A mean adds up whole rows of the picture: those beside each other are fetched together.
      const most = Math.max(pool === "mean" ? over.columns : 1, atOnce.get(`${pool} ${level}`) ?? first);
      for (let row = over.top; row < bottom; row += 1) {
        let from = over.left;
        while (from < end && !isMissing(level, pool, row, from)) from += 1;
        if (from === end) continue;
        let to = from + 1;
        while (to < end && to - from < most && isMissing(level, pool, row, to)) to += 1;
        const isWhole = (below: number): boolean => {
          for (let column = from; column < to; column += 1) if (!isMissing(level, pool, below, column)) return false;
          return true;
        };
        let rows = 1;
        while (row + rows < bottom && (rows + 1) * (to - from) <= most && isWhole(row + rows)) rows += 1;
        const place = { top: row * TILE.rows, left: from * TILE.columns };
        return {
          level,
          pool,
          rect: { ...place, rows: rows * TILE.rows, columns: (to - from) * TILE.columns },
        };
      }
    }
    return null;
  }

  /** Learns from a request that took so many milliseconds how much the next one may ask for. */
  function learn({ level, pool, rect }: Missing, milliseconds: number): void {
    const count = (rect.rows * rect.columns) / (TILE.rows * TILE.columns);
    const wanted = Math.floor((count * TAKES) / Math.max(1, milliseconds));
    atOnce.set(`${pool} ${level}`, Math.max(1, Math.min(wanted, GROWS * count)));
  }

  function widen(values: Float32Array): boolean {
    const found = extentOf(values);
    const before = seen;
    seen = before
      ? { min: Math.min(before.min, found.min), max: Math.max(before.max, found.max), notFinite: before.notFinite }
      : found;
    return seen.min !== before?.min || seen.max !== before.max;
  }

  function cut({ rect, level, pool }: Missing, values: Float32Array): void {
    for (let row = 0; row < rect.rows; row += TILE.rows) {
      for (let column = 0; column < rect.columns; column += TILE.columns) {
        const tile = new Float32Array(TILE.rows * TILE.columns);
        for (let y = 0; y < TILE.rows; y += 1) {
          const from = (row + y) * rect.columns + column;
          tile.set(values.subarray(from, from + TILE.columns), y * TILE.columns);
        }
        const place = [(rect.top + row) / TILE.rows, (rect.left + column) / TILE.columns] as const;
        keep(tileKey(level, pool, ...place), tile);
      }
    }
  }

  const isOpen = (): boolean => !disposed && failure === null && isCurrent();

  async function fetchOne(): Promise<boolean> {
    const wanted = nextMissing();
    setLooking(looks, wanted !== null);
    if (wanted) {
      const asked = performance.now();
      const { values } = await runner.tiles(program, step, { tiling, ...wanted });
      if (!isOpen()) return false;
      learn(wanted, performance.now() - asked);
      cut(wanted, values);
      version += 1;
      if (!survey?.histogram && widen(values)) onSurvey();
      onTiles();
      return true;
    }
    // The first piece tells how long all of it takes.
    if (survey?.histogram || (survey && !maySurvey())) return false;
    const before = survey?.done ?? 0;
    survey = await runner.survey(program, step, tiling);
    if (!isOpen()) return false;
    // Every number is looked at twice: for the extent, and to be counted.
    if (survey.milliseconds >= MEASURABLE) onPace((2 * grid.count * (survey.done - before)) / survey.milliseconds);
    onSurvey();
    return true;
  }

  async function fetchAll(): Promise<void> {
    if (fetching) return;
    fetching = true;
    try {
      // One after the other: what is looked at may have changed in between.
      // oxlint-disable-next-line no-await-in-loop
      while (isOpen() && (await fetchOne()));
    } catch (thrown) {
      const { tag, message } = plainError(thrown);
      // A newer run takes the place of this one, and with it another source that of this.
      if (tag !== "superseded" && tag !== "cancelled" && tag !== "disposed") {
        failure = message;
        onSurvey();
      }
    } finally {
      fetching = false;
      setLooking(looks, false);
    }
  }

  return {
    length: grid.count,
    goOn: () => void fetchAll(),
    sheet(looker, level, pool, rect) {
      const before = looks.get(looker);
      const over = JSON.stringify(tilesOver(rect));
      const same = before?.level === level && before.pool === pool && JSON.stringify(tilesOver(before.rect)) === over;
      const sheet = same && before.version === version ? before.sheet : assemble(level, pool, rect);
      looks.set(looker, { level, pool, rect, sheet, version });
      void fetchAll();
      return sheet;
    },
    hasSome: () => tiles.size > 0,
    extent: () =>
      survey?.histogram || !seen ? (survey?.extent ?? { min: 0, max: 0, notFinite: 0 }) : union(survey, seen),
    survey: () => survey,
    failure: () => failure,
    dispose() {
      disposed = true;
      looks.clear();
      tiles.clear();
    },
  };
}

/** What the survey has seen and what tiles have shown; a mean lies between the ends, so it never leads astray. */
function union(survey: Survey | null, seen: Extent): Extent {
  if (!survey || survey.done === 0) return seen;
  const { min, max, notFinite } = survey.extent;
  return { min: Math.min(min, seen.min), max: Math.max(max, seen.max), notFinite };
}

import { setLooking } from "./looking";
import { plainError } from "../model/errors";
import type { Pool } from "../model/pool";
import type { ProgramName, Runner } from "../model/runner";
import type { Extent } from "../model/summary";
import { extentOf, told } from "../model/summary";
import type { TileGrid } from "../model/tile-grid";
import type { Rect, Survey } from "../model/tile-request";
import type { Tiling } from "../model/tiling";
import { nextTask } from "./next-task";
import { createTileStore, type Sheet, TILE, type TilePiece, tilesOver } from "./tile-store";

/** Cells that a first request may make the engine look at; a mean takes a fraction of the work. */
const FIRST_CELLS = { mean: 2 ** 27, peak: 2 ** 21 } as const;
/** Milliseconds that a request is to take once the pace is known, so that what is looked at can change in between. */
const TAKES = 80;
/** How many times as much as the last one a request asks for at most. */
const GROWS = 4;
/** Milliseconds from which on a piece of the survey tells the pace. */
const MEASURABLE = 8;
/** Share of the survey up to which it is early. */
const EARLY = 0.5;
/** A view of nothing is first fetched so many levels farther out, in a fraction of the time, where that is a mean. */
const FIRST_LOOK = 2;
/** Numbers whose extent is looked for between two looks at the clock; few, so that the browser soon compiles how. */
const LOOKED_AT_ONCE = 2 ** 14;
/** How long that may take before the page is let in, in milliseconds. */
const SLICE = 4;
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
  /** Whether the survey has seen less than half, so that means are shown rather than extremes. */
  isEarly(): boolean;
  /**
   * What colours are to reach over: early, only the squares that have come, since means lie much closer together than the
   * numbers that a survey finds meanwhile; later all that has been seen.
   */
  shownExtent(): Extent;
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
  /** Resolves when what has come has had its time to be drawn. */
  readonly afterDrawing: () => Promise<void>;
  /** Extent or survey have changed. */
  readonly onSurvey: () => void;
}

/** Fetches what is looked at, nearest questions first, and surveys the whole in between. */
export function createTileSource(options: TileSourceOptions): TileSource {
  const { runner, program, step, tiling, grid, isCurrent, maySurvey, onPace, onTiles, onSurvey, afterDrawing } =
    options;
  const tiles = createTileStore();
  const looks = new Map<object, Look>();
  /** Tiles that a request may ask for, by pool and level. */
  const atOnce = new Map<string, number>();
  let version = 0;
  let survey: Survey | null = null;
  /** Of numbers that have come; from ∞ to −∞ while none of them is finite. */
  let seen: Extent | null = null;
  let failure: string | null = null;
  let fetching = false;
  let disposed = false;

  /** What is fetched for a look: what it asks for; or, where nothing is there that could stand in, a view from farther out. */
  function wantedFor({ level, pool, rect }: Look): Pick<Look, "level" | "rect"> {
    if (pool === "peak" || level < FIRST_LOOK) return { level, rect };
    const over = tilesOver(rect);
    const [row, column] = [over.top + (over.rows >> 1), over.left + (over.columns >> 1)];
    if (tiles.hasFor(level, pool, row, column)) return { level, rect };
    const side = 2 ** FIRST_LOOK;
    const [top, left] = [Math.floor(rect.top / side), Math.floor(rect.left / side)];
    const [rows, columns] = [
      Math.ceil((rect.top + rect.rows) / side) - top,
      Math.ceil((rect.left + rect.columns) / side) - left,
    ];
    return { level: level + FIRST_LOOK, rect: { top, left, rows, columns } };
  }

  /** The next tiles that somebody looks at and that are not there, as a rectangle of tiles none of which is. */
  function nextMissing(): TilePiece | null {
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
        while (from < end && tiles.has(level, pool, row, from)) from += 1;
        if (from === end) continue;
        let to = from + 1;
        while (to < end && to - from < most && !tiles.has(level, pool, row, to)) to += 1;
        const isWhole = (below: number): boolean => {
          for (let column = from; column < to; column += 1) if (tiles.has(level, pool, below, column)) return false;
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
  function learn({ level, pool, rect }: TilePiece, milliseconds: number): void {
    const count = (rect.rows * rect.columns) / (TILE.rows * TILE.columns);
    const wanted = Math.floor((count * TAKES) / Math.max(1, milliseconds));
    atOnce.set(`${pool} ${level}`, Math.max(1, Math.min(wanted, GROWS * count)));
  }

  /** Widens what has been seen, in between everything else. */
  async function widen(values: Float32Array): Promise<boolean> {
    const before = seen;
    let [min, max] = [before?.min ?? Infinity, before?.max ?? -Infinity];
    let odd = 0;
    let now = performance.now();
    for (let at = 0; at < values.length; at += LOOKED_AT_ONCE) {
      if (performance.now() - now > SLICE) {
        await nextTask();
        now = performance.now();
      }
      const part = values.subarray(at, at + LOOKED_AT_ONCE);
      const found = extentOf(part);
      odd += found.notFinite;
      if (found.notFinite === part.length) continue;
      min = Math.min(min, found.min);
      max = Math.max(max, found.max);
    }
    // Until a survey counts all of them, those of the first tiles are told of.
    seen = { min, max, notFinite: before?.notFinite ?? odd };
    return min !== before?.min || max !== before.max;
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
      const isFirst = tiles.isEmpty();
      tiles.keep(wanted, values);
      version += 1;
      const isWider = !survey?.histogram && (await widen(values));
      // What is kept is told of, even when another run has begun meanwhile: nobody asks for it again.
      if (disposed) return false;
      if (isWider) onSurvey();
      onTiles();
      // The first of them are waited for: what else is asked for would have to share the processor with their drawing.
      if (isFirst) await afterDrawing();
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

  const extent = (): Extent =>
    survey?.histogram || !seen ? (survey?.extent ?? { min: 0, max: 0, notFinite: 0 }) : told(union(survey, seen));

  const isEarly = (): boolean => (survey?.done ?? 0) < EARLY;

  return {
    length: grid.count,
    goOn: () => void fetchAll(),
    sheet(looker, level, pool, rect) {
      const before = looks.get(looker);
      const over = JSON.stringify(tilesOver(rect));
      const same = before?.level === level && before.pool === pool && JSON.stringify(tilesOver(before.rect)) === over;
      const sheet = same && before.version === version ? before.sheet : tiles.sheet(level, pool, rect);
      looks.set(looker, { level, pool, rect, sheet, version });
      void fetchAll();
      return sheet;
    },
    hasSome: () => !tiles.isEmpty(),
    extent,
    isEarly,
    shownExtent: () => (isEarly() && seen ? told(seen) : extent()),
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
  // Nothing finite yet: its 0 to 0 is none of the numbers.
  if (survey.least === null) return { ...seen, notFinite: survey.extent.notFinite };
  const { min, max, notFinite } = survey.extent;
  return { min: Math.min(min, seen.min), max: Math.max(max, seen.max), notFinite };
}

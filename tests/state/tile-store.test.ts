import { describe, expect, it } from "vitest";
import { createTileStore, type Sheet, TILE } from "../../src/state/tile-store";

const SQUARES = TILE.rows * TILE.columns;
const BYTES = 4 * SQUARES;
/** The rectangle of one tile, in squares. */
const tileAt = (row: number, column: number) => ({ top: row * TILE.rows, left: column * TILE.columns, ...TILE });
const all = (value: number, count = 1) => new Float32Array(count * SQUARES).fill(value);
/** The first numbers of a row of squares. */
const rowOf = (sheet: Sheet, y: number, count: number) => {
  const { numbers, at } = sheet.row(y);
  return [...numbers.subarray(at, at + count)];
};

describe("a store of tiles", () => {
  it("cuts what has come into tiles, and puts tiles together again", () => {
    const store = createTileStore();
    const piece = { top: TILE.rows, left: 0, rows: 2 * TILE.rows, columns: 2 * TILE.columns };
    const values = Float32Array.from({ length: 4 * SQUARES }, (_, k) => k);
    store.keep({ level: 3, pool: "mean", rect: piece }, values);
    const sheet = store.sheet(3, "mean", piece);
    expect(sheet).toMatchObject({ left: 0, missing: [], empty: false });
    const rows = Array.from({ length: piece.rows }, (_, y) => rowOf(sheet, piece.top + y, piece.columns));
    expect(Float32Array.from(rows.flat())).toEqual(values);
    expect([store.has(3, "mean", 2, 1), store.has(3, "peak", 2, 1), store.has(3, "mean", 0, 1)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("lets a farther tile stand in, each of its squares for several, and says what is missing", () => {
    const store = createTileStore();
    const far = all(0).map((_, k) => (k % TILE.columns) + 1000 * Math.floor(k / TILE.columns));
    store.keep({ level: 2, pool: "peak", rect: tileAt(0, 0) }, far);
    expect([store.hasFor(1, "peak", 1, 1), store.hasFor(1, "peak", 2, 1)]).toEqual([true, false]);
    const rect = { top: TILE.rows, left: TILE.columns, rows: 2 * TILE.rows, columns: TILE.columns };
    const sheet = store.sheet(1, "peak", rect);
    // The lower right quarter of the far tile, each of its squares twice down and across.
    const row = (y: number) => rowOf(sheet, TILE.rows + y, 4);
    const [first, right] = [TILE.rows / 2, TILE.columns / 2];
    const twice = (line: number) => [right, right, right + 1, right + 1].map((column) => column + 1000 * line);
    expect([0, 1, 2, 3].map(row)).toEqual([first, first, first + 1, first + 1].map(twice));
    expect(sheet.missing).toEqual([tileAt(2, 1)]);
    expect(rowOf(sheet, 2 * TILE.rows, 2)).toEqual([0, 0]);
    expect(sheet.empty).toBe(false);
    expect(store.sheet(1, "peak", tileAt(2, 1)).empty).toBe(true);
  });

  it("drops the longest unused beyond its bytes, and counts a tile that comes again once", () => {
    const store = createTileStore(2 * BYTES);
    const keep = (column: number) => store.keep({ level: 0, pool: "mean", rect: tileAt(0, column) }, all(column));
    const held = () => [0, 1, 2].filter((column) => store.has(0, "mean", 0, column));
    keep(0);
    keep(1);
    keep(1);
    expect(held()).toEqual([0, 1]);
    store.sheet(0, "mean", tileAt(0, 0));
    keep(2);
    expect(held()).toEqual([0, 2]);
    store.clear();
    expect([store.isEmpty(), held()]).toEqual([true, []]);
  });

  it("keeps what comes last, however much it is", () => {
    const store = createTileStore(BYTES);
    const pair = { ...tileAt(0, 0), columns: 2 * TILE.columns };
    store.keep({ level: 0, pool: "mean", rect: pair }, all(1, 2));
    expect([0, 1].map((column) => store.has(0, "mean", 0, column))).toEqual([true, true]);
  });

  it("drops what came together together", () => {
    const store = createTileStore(3 * BYTES);
    const pair = { ...tileAt(0, 0), columns: 2 * TILE.columns };
    store.keep({ level: 0, pool: "mean", rect: pair }, all(1, 2));
    store.keep({ level: 0, pool: "mean", rect: tileAt(1, 0) }, all(2));
    const held = () => [0, 1].map((column) => store.has(0, "mean", 0, column));
    expect(held()).toEqual([true, true]);
    store.keep({ level: 0, pool: "mean", rect: tileAt(2, 0) }, all(3));
    expect(held()).toEqual([false, false]);
    expect([1, 2].map((row) => store.has(0, "mean", row, 0))).toEqual([true, true]);
  });

  it("keeps as much as a view needs, however little room there is", () => {
    const store = createTileStore(BYTES);
    const view = { ...tileAt(0, 0), columns: 3 * TILE.columns };
    expect(store.sheet(0, "mean", view).missing.length).toBe(3);
    for (const column of [0, 1, 2]) store.keep({ level: 0, pool: "mean", rect: tileAt(0, column) }, all(column));
    expect(store.sheet(0, "mean", view).missing).toEqual([]);
  });
});

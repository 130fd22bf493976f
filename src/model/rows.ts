import { cellAt, cellCount, cellsOf, placeOfCell, type Runs } from "./runs";

/** The cells of a grid, of each picture of a batch in turn: cell + picture·rows·columns, ascending. */
export interface RunRows {
  readonly runs: Runs;
  readonly batch: number;
}

/**
 * Row numbers, as `index_select` and `index_copy` take them: the numbers themselves, as runs, or just how many there will
 * be while they are not known yet. What is in a program must not be changed: facts about it are remembered.
 */
export type Rows = Int32Array | RunRows | number;

/** Rows that are known. */
export type KnownRows = Exclude<Rows, number>;

const isList = (rows: KnownRows): rows is Int32Array => rows instanceof Int32Array;

const counts = new WeakMap<Runs, number>();

function countOf(runs: Runs): number {
  const known = counts.get(runs) ?? cellCount(runs);
  counts.set(runs, known);
  return known;
}

/** How many rows there are. */
export function rowCount(rows: Rows): number {
  if (typeof rows === "number") return rows;
  return isList(rows) ? rows.length : rows.batch * countOf(rows.runs);
}

const lists = new WeakMap<RunRows, Int32Array>();

/** All row numbers one by one. */
export function listOf(rows: KnownRows): Int32Array {
  if (isList(rows)) return rows;
  const known = lists.get(rows);
  if (known) return known;
  const cells = cellsOf(rows.runs);
  const grid = rows.runs.rows * rows.runs.columns;
  const list = new Int32Array(rows.batch * cells.length);
  for (let b = 0; b < rows.batch; b += 1) {
    for (let k = 0; k < cells.length; k += 1) list[b * cells.length + k] = b * grid + (cells[k] as number);
  }
  lists.set(rows, list);
  return list;
}

interface Facts {
  readonly least: number;
  readonly most: number;
  /** Positions in order of their row numbers; null when the rows already ascend. */
  readonly order: Int32Array | null;
}

const remembered = new WeakMap<Int32Array, Facts>();

function factsOf(rows: Int32Array): Facts {
  const known = remembered.get(rows);
  if (known) return known;
  let least = Infinity;
  let most = -Infinity;
  let ascending = true;
  let previous = -Infinity;
  for (const row of rows) {
    if (row < least) least = row;
    if (row > most) most = row;
    if (row < previous) ascending = false;
    previous = row;
  }
  let order: Int32Array | null = null;
  if (!ascending) {
    order = Int32Array.from(rows.keys());
    order.sort((a, b) => (rows[a] as number) - (rows[b] as number) || a - b);
  }
  const facts = { least, most, order };
  remembered.set(rows, facts);
  return facts;
}

/** The first row number that is not one of 0, 1, …, size − 1; null when all are, or when they are not known. */
export function strayRow(rows: Rows, size: number): number | null {
  if (typeof rows === "number") return null;
  const count = rowCount(rows);
  if (count === 0) return null;
  if (!isList(rows)) {
    const most = rowAt(rows, count - 1) as number; // there is a last one
    return most < size ? null : (listOf(rows).find((row) => row >= size) ?? null);
  }
  const { least, most } = factsOf(rows);
  if (least >= 0 && most < size) return null;
  return rows.find((row) => row < 0 || row >= size) ?? null;
}

/** Where `row` stands among `rows`, ascending positions; none when the rows are not known. */
export function positionsOf(rows: Rows, row: number): number[] {
  if (typeof rows === "number") return [];
  if (!isList(rows)) {
    const grid = rows.runs.rows * rows.runs.columns;
    const picture = Math.floor(row / grid);
    const place = picture >= 0 && picture < rows.batch ? placeOfCell(rows.runs, row - picture * grid) : null;
    return place === null ? [] : [picture * countOf(rows.runs) + place];
  }
  const { order } = factsOf(rows);
  const place = (i: number): number => (order === null ? i : (order[i] as number));
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[place(middle)] as number) < row) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let i = low; i < rows.length && rows[place(i)] === row; i += 1) found.push(place(i));
  return found;
}

/** The row number at a position; null when the rows are not known. */
export function rowAt(rows: Rows, place: number): number | null {
  if (typeof rows === "number") return null;
  if (isList(rows)) return rows[place] ?? null;
  const count = countOf(rows.runs);
  const picture = count === 0 ? 0 : Math.floor(place / count);
  if (!(picture >= 0 && picture < rows.batch)) return null;
  const cell = cellAt(rows.runs, place - picture * count);
  return cell === null ? null : picture * rows.runs.rows * rows.runs.columns + cell;
}

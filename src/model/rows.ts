/**
 * Row numbers, as `index_select` and `index_copy` take them: the numbers themselves, or just how many there will be
 * while they are not known yet. An array must not be changed once it is in a program: facts about it are remembered.
 */
export type Rows = Int32Array | number;

/** How many rows there are. */
export const rowCount = (rows: Rows): number => (typeof rows === "number" ? rows : rows.length);

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
  const { least, most } = factsOf(rows);
  if (rows.length === 0 || (least >= 0 && most < size)) return null;
  return rows.find((row) => row < 0 || row >= size) ?? null;
}

/** Where `row` stands among `rows`, ascending positions; none when the rows are not known. */
export function positionsOf(rows: Rows, row: number): number[] {
  if (typeof rows === "number") return [];
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
export const rowAt = (rows: Rows, place: number): number | null =>
  typeof rows === "number" ? null : (rows[place] ?? null);

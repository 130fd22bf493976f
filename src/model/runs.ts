/** Some cells of a grid of rows × columns, as sorted, disjoint, non-touching half-open runs [from, to) of each row. */
export interface Runs {
  readonly rows: number;
  readonly columns: number;
  /** starts[y] … starts[y + 1] are the numbers of row y's runs; rows + 1 entries. */
  readonly starts: Int32Array;
  /** Run k covers columns edges[2k] to edges[2k + 1], the second one excluded. */
  readonly edges: Int32Array;
}

/** Every cell of the grid. */
export function fullRuns(rows: number, columns: number): Runs {
  if (columns === 0) return emptyRuns(rows, columns);
  const edges = new Int32Array(2 * rows);
  for (let row = 0; row < rows; row += 1) edges[2 * row + 1] = columns;
  return { rows, columns, starts: Int32Array.from({ length: rows + 1 }, (_, row) => row), edges };
}

/** No cell of the grid. */
export const emptyRuns = (rows: number, columns: number): Runs => ({
  rows,
  columns,
  starts: new Int32Array(rows + 1),
  edges: new Int32Array(0),
});

/** Adds the runs of a row of flags. */
function addFlags(found: RunsBuilder, flags: Uint8Array, row: number, columns: number): void {
  let from = -1;
  for (let column = 0; column <= columns; column += 1) {
    const isIn = column < columns && flags[row * columns + column] !== 0;
    if (isIn && from < 0) from = column;
    if (isIn || from < 0) continue;
    found.add(row, from, column);
    from = -1;
  }
}

/** The runs of the cells whose flag is set, [rows·columns]. */
export function runsOfFlags(flags: Uint8Array, rows: number, columns: number): Runs {
  const found = new RunsBuilder(rows, columns);
  for (let row = 0; row < rows; row += 1) addFlags(found, flags, row, columns);
  return found.build();
}

/** Calls `visit` with every run, row by row from left to right: columns [from, to) of a row. */
export function eachRun({ rows, starts, edges }: Runs, visit: (row: number, from: number, to: number) => void): void {
  for (let row = 0; row < rows; row += 1) {
    for (let run = starts[row] as number; run < (starts[row + 1] as number); run += 1) {
      visit(row, edges[2 * run] as number, edges[2 * run + 1] as number);
    }
  }
}

/** 0 or 1 for every cell, [rows·columns]. */
export function flagsOf(runs: Runs): Uint8Array<ArrayBuffer> {
  const flags = new Uint8Array(runs.rows * runs.columns);
  eachRun(runs, (row, from, to) => flags.fill(1, row * runs.columns + from, row * runs.columns + to));
  return flags;
}

/** How many cells there are. */
export function cellCount({ edges }: Runs): number {
  let count = 0;
  for (let k = 0; k < edges.length; k += 2) count += (edges[k + 1] as number) - (edges[k] as number);
  return count;
}

const befores = new WeakMap<Runs, Float64Array>();

/** How many cells come before each run, and after them all how many there are; remembered, for runs do not change. */
export function cellsBefore(runs: Runs): Float64Array {
  const known = befores.get(runs);
  if (known) return known;
  const { edges } = runs;
  const before = new Float64Array(edges.length / 2 + 1);
  for (let run = 0; run + 1 < before.length; run += 1) {
    before[run + 1] = (before[run] as number) + (edges[2 * run + 1] as number) - (edges[2 * run] as number);
  }
  befores.set(runs, before);
  return before;
}

/** The last of sorted numbers `of(from)` … `of(to − 1)` that is at most `value`; from − 1 when none is. */
function lastUpTo(value: number, from: number, to: number, of: (k: number) => number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (of(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The number row·columns + column of the cell with so many before it; null when there are not that many. */
export function cellAt(runs: Runs, place: number): number | null {
  const before = cellsBefore(runs);
  const last = before.length - 1;
  if (!(place >= 0 && place < (before[last] as number))) return null;
  const run = lastUpTo(place, 0, last, (k) => before[k] as number);
  // Rows without a run begin where the next one does: the last of them is the row itself.
  const row = lastUpTo(run, 0, runs.rows, (y) => runs.starts[y] as number);
  return row * runs.columns + (runs.edges[2 * run] as number) + place - (before[run] as number);
}

/** How many cells come before one of them; null for a cell that is not among them. */
export function placeOfCell(runs: Runs, cell: number): number | null {
  const { rows, columns, starts, edges } = runs;
  const row = Math.floor(cell / columns);
  if (!(row >= 0 && row < rows)) return null;
  const column = cell - row * columns;
  const first = starts[row] as number;
  const run = lastUpTo(column, first, starts[row + 1] as number, (k) => edges[2 * k] as number);
  if (run < first || column >= (edges[2 * run + 1] as number)) return null;
  return (cellsBefore(runs)[run] as number) + column - (edges[2 * run] as number);
}

/** 1 for every square of side × side cells that holds one of them, [ceil(rows / side)·ceil(columns / side)]. */
export function squaresOfRuns(runs: Runs, side: number): Uint8Array<ArrayBuffer> {
  const wide = Math.ceil(runs.columns / side);
  const flags = new Uint8Array(Math.ceil(runs.rows / side) * wide);
  eachRun(runs, (row, from, to) => {
    const base = Math.floor(row / side) * wide;
    flags.fill(1, base + Math.floor(from / side), base + Math.floor((to - 1) / side) + 1);
  });
  return flags;
}

/** How many runs there are. */
export const runCount = ({ edges }: Runs): number => edges.length / 2;

/** Numbers row·columns + column of all cells, ascending. */
export function cellsOf(runs: Runs): Int32Array {
  const cells = new Int32Array(cellCount(runs));
  let filled = 0;
  eachRun(runs, (row, from, to) => {
    for (let column = from; column < to; column += 1) cells[filled++] = row * runs.columns + column;
  });
  return cells;
}

/** The cells of rows [from, to) only, over the same grid. */
export function rowsBetween(runs: Runs, from: number, to: number): Runs {
  const first = runs.starts[from] as number;
  const last = runs.starts[to] as number;
  const starts = runs.starts.map((start) => Math.min(Math.max(start, first), last) - first);
  return { rows: runs.rows, columns: runs.columns, starts, edges: runs.edges.subarray(2 * first, 2 * last) };
}

/** The cells in `a`, in `b` moved `down` rows up and `left` columns to the left (0 or more), or in both; the grid is a's. */
export function unite(a: Runs, b: Runs, down = 0, left = 0): Runs {
  const united = new RunsBuilder(a.rows, a.columns, runCount(a) + runCount(b));
  const [first, last] = occupied(b).map((row) => Math.min(Math.max(row - down, 0), a.rows)) as [number, number];
  united.copy(a, 0, first);
  for (let row = first; row < last; row += 1) {
    let i = a.starts[row] as number;
    let j = b.starts[row + down] as number;
    const endA = a.starts[row + 1] as number;
    const endB = b.starts[row + down + 1] as number;
    while (i < endA || j < endB) {
      // Past its last run, a list stands at the grid's end, where none begins.
      const fromA = i < endA ? (a.edges[2 * i] as number) : a.columns;
      const fromB = j < endB ? (b.edges[2 * j] as number) - left : a.columns;
      if (fromA < fromB) united.add(row, fromA, a.edges[2 * i++ + 1] as number);
      else united.add(row, Math.max(fromB, 0), (b.edges[2 * j++ + 1] as number) - left);
    }
  }
  united.copy(a, last, a.rows);
  return united.build();
}

/** The cells in `a` that are not in `b`, over the same grid. */
export function takeAway(a: Runs, b: Runs): Runs {
  const rest = new RunsBuilder(a.rows, a.columns, runCount(a) + runCount(b));
  const [first, last] = occupied(b);
  rest.copy(a, 0, first);
  for (let row = first; row < last; row += 1) {
    let j = b.starts[row] as number;
    const endB = b.starts[row + 1] as number;
    for (let i = a.starts[row] as number; i < (a.starts[row + 1] as number); i += 1) {
      let at = a.edges[2 * i] as number;
      const to = a.edges[2 * i + 1] as number;
      for (; j < endB && (b.edges[2 * j] as number) < to; j += 1) {
        rest.add(row, at, b.edges[2 * j] as number);
        at = Math.max(at, b.edges[2 * j + 1] as number);
        // It may reach into a's next run as well.
        if (at > to) break;
      }
      rest.add(row, at, to);
    }
  }
  rest.copy(a, last, a.rows);
  return rest.build();
}

/** The rows [first, last) outside of which there is no cell. */
function occupied({ rows, starts }: Runs): [number, number] {
  let first = 0;
  let last = rows;
  while (first < last && starts[first + 1] === 0) first += 1;
  while (last > first && starts[last - 1] === starts[rows]) last -= 1;
  return [first, last];
}

/** Collects runs row by row, each from left to right; those that overlap or touch become one. */
export class RunsBuilder {
  private readonly starts: Int32Array;
  private edges: Int32Array;
  private size = 0;
  /** The row that is being filled: the starts up to this one are known. */
  private row = 0;

  /** `room`: how many runs are expected; more may come. */
  constructor(
    private readonly rows: number,
    private readonly columns: number,
    room = rows,
  ) {
    this.starts = new Int32Array(rows + 1);
    this.edges = new Int32Array(2 * room);
  }

  /** Adds [from, to), nothing if it is empty; never a row above, nor a `from` left of, the one added before. */
  add(row: number, from: number, to: number): void {
    if (from >= to) return;
    this.moveTo(row);
    const { size } = this;
    if (size > 2 * (this.starts[row] as number) && from <= (this.edges[size - 1] as number)) {
      if (to > (this.edges[size - 1] as number)) this.edges[size - 1] = to;
      return;
    }
    if (size === this.edges.length) this.makeRoom(2);
    this.edges[size] = from;
    this.edges[size + 1] = to;
    this.size = size + 2;
  }

  /** Adds the rows [from, to) of other runs as they are; no run of row `from` or below may have been added. */
  copy(runs: Runs, from: number, to: number): void {
    if (from >= to) return;
    this.moveTo(from);
    const first = runs.starts[from] as number;
    const edges = runs.edges.subarray(2 * first, 2 * (runs.starts[to] as number));
    this.makeRoom(edges.length);
    this.edges.set(edges, this.size);
    const shift = this.size / 2 - first;
    for (let row = from; row < to; row += 1) this.starts[row] = (runs.starts[row] as number) + shift;
    this.row = to - 1;
    this.size += edges.length;
  }

  /** What was collected. The builder is of no use afterwards. */
  build(): Runs {
    this.moveTo(this.rows);
    return { rows: this.rows, columns: this.columns, starts: this.starts, edges: this.edges.slice(0, this.size) };
  }

  private moveTo(row: number): void {
    while (this.row < row) this.starts[++this.row] = this.size / 2;
  }

  private makeRoom(more: number): void {
    if (this.size + more <= this.edges.length) return;
    const { edges } = this;
    this.edges = new Int32Array(Math.max(2 * edges.length, this.size + more, 16));
    this.edges.set(edges);
  }
}

/** The same flags for every picture of the batch. */
export function repeated(one: Uint8Array<ArrayBuffer>, batch: number): Uint8Array<ArrayBuffer> {
  if (batch === 1) return one;
  const all = new Uint8Array(batch * one.length);
  for (let b = 0; b < batch; b += 1) all.set(one, b * one.length);
  return all;
}

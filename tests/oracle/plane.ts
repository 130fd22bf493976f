/** One meaning of an axis and where its values stand: laying tiles out or inside them, along rows or columns. */
export interface OraclePart {
  readonly size: number;
  readonly list: "outerRows" | "outerColumns" | "innerRows" | "innerColumns";
  /** Its place within that list, the outermost 0. */
  readonly place: number;
}

/** Rows of cells; null where a cell holds no element. */
export type OracleCells = (number | null)[][];

/** Lays row-major numbers out as tiles, one element after the other; `wrap` breaks the outer columns, 0 never does. */
export function laidOut(numbers: readonly number[], parts: readonly OraclePart[], wrap: number): OracleCells {
  const sizeOf = (list: OraclePart["list"]): number =>
    parts.filter((part) => part.list === list).reduce((product, { size }) => product * size, 1);
  const across = sizeOf("outerColumns");
  const perLine = wrap > 0 ? Math.min(wrap, across) : across;
  const lines = Math.ceil(across / perLine);
  const [high, wide] = [sizeOf("innerRows"), sizeOf("innerColumns")];
  const cells: OracleCells = Array.from({ length: sizeOf("outerRows") * lines * high }, () =>
    new Array<number | null>(perLine * wide).fill(null),
  );
  const digits = parts.map(() => 0);
  const speller = (list: OraclePart["list"]): (() => number) => {
    const own = parts
      .map((part, k) => ({ ...part, k }))
      .filter((part) => part.list === list)
      .toSorted((a, b) => a.place - b.place);
    return () => own.reduce((value, { size, k }) => value * size + (digits[k] ?? 0), 0);
  };
  const [outerRows, outerColumns] = [speller("outerRows"), speller("outerColumns")];
  const [innerRows, innerColumns] = [speller("innerRows"), speller("innerColumns")];
  for (const number of numbers) {
    const tile = outerColumns();
    const row = (outerRows() * lines + Math.floor(tile / perLine)) * high + innerRows();
    const line = cells[row];
    if (line) line[(tile % perLine) * wide + innerColumns()] = number;
    for (let k = parts.length - 1; k >= 0; k -= 1) {
      digits[k] = (digits[k] ?? 0) + 1;
      if ((digits[k] ?? 0) < (parts[k]?.size ?? 1)) break;
      digits[k] = 0;
    }
  }
  return cells;
}

/** The square of side × side cells at (row, column), in squares: its mean or the value of largest magnitude, 0 if empty. */
export function square(cells: OracleCells, row: number, column: number, side: number, pool: "mean" | "peak"): number {
  const found = cells
    .slice(row * side, (row + 1) * side)
    .flatMap((line) => line.slice(column * side, (column + 1) * side))
    .filter((value) => value !== null);
  if (found.length === 0) return 0;
  if (found.some(Number.isNaN)) return NaN;
  if (pool === "mean") return found.reduce((sum, value) => sum + value, 0) / found.length;
  return found.reduce((peak, value) => (Math.abs(value) > Math.abs(peak) ? value : peak), 0);
}

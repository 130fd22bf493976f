import type { Axis } from "./axes";
import { checkTiling, partAt, partRefs, sizeOf, type PartRef, type Tiling } from "./tiling";

/** One digit of a mixed-radix number: how many values it has, and how far one step moves in the tensor. */
interface Digit {
  readonly size: number;
  readonly stride: number;
}

/** A cell of the grid, counted from the top left. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Where the grid along one direction is set apart, in cells: inside a tile, between tiles, between groups of tiles. */
export interface Periods {
  /** Cells between two faint gaps inside a tile; 0 for none. */
  readonly part: number;
  /** Cells of one tile. */
  readonly tile: number;
  /** Cells between two wide gaps; 0 for none. */
  readonly group: number;
}

/** A tensor laid out as tiles, everything in closed form: element numbers are row-major over the tensor. */
export interface TileGrid {
  /** Elements of the tensor. */
  readonly count: number;
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Rows and columns of one tile, in cells. */
  readonly cellRows: number;
  readonly cellColumns: number;
  /** Rows and columns of the whole grid, in cells. */
  readonly rows: number;
  readonly columns: number;
  readonly rowPeriods: Periods;
  readonly columnPeriods: Periods;
  /** The element in a cell, or -1 where there is none: outside, or past the end of the last broken line. */
  elementAt(row: number, column: number): number;
  /** Where element `linear` stands; the inverse of `elementAt`. */
  cellOf(linear: number): Cell;
  /** The tile that holds a cell, numbered row by row. */
  tileOf(row: number, column: number): number;
  /** An element is `rowBase(row) + columnOffset(column, lineOf(row))`. */
  rowBase(row: number): number;
  /** Which line of its outer row a grid row stands in; 0 when lines are not broken. */
  lineOf(row: number): number;
  /** What a column adds to the row's base, or -1 past the end of the line. */
  columnOffset(column: number, line: number): number;
  /** How many columns of a line hold elements. */
  columnsIn(line: number): number;
}

function offsetOf(digits: readonly Digit[], value: number): number {
  let rest = value;
  let offset = 0;
  for (let at = digits.length - 1; at >= 0; at -= 1) {
    const { size, stride } = digits[at] as Digit;
    const quotient = Math.floor(rest / size);
    offset += (rest - quotient * size) * stride;
    rest = quotient;
  }
  return offset;
}

function valueOf(digits: readonly Digit[], linear: number): number {
  let value = 0;
  for (const { size, stride } of digits) value = value * size + (Math.floor(linear / stride) % size);
  return value;
}

function innermostPeriod(axes: readonly Axis[], refs: readonly PartRef[]): number {
  const real = refs.filter((ref) => partAt(axes, ref).size > 1);
  const last = real.at(-1);
  return real.length > 1 && last ? partAt(axes, last).size : 0;
}

/**
 * The grid of a tiling; mixed radix throughout, so that its cost does not depend on the tensor's size. Throws what
 * `checkTiling` throws.
 */
export function tileGrid(axes: readonly Axis[], tiling: Tiling): TileGrid {
  checkTiling(axes, tiling);
  const count = sizeOf(axes, partRefs(axes));
  const strides = new Map<string, number>();
  partRefs(axes).reduce((rest, ref) => {
    const stride = rest / Math.max(partAt(axes, ref).size, 1);
    strides.set(`${ref.axis}.${ref.part}`, stride);
    return stride;
  }, count);
  const digits = (refs: readonly PartRef[]): Digit[] =>
    refs.map((ref) => ({ size: partAt(axes, ref).size, stride: strides.get(`${ref.axis}.${ref.part}`) ?? 0 }));

  const outerRows = digits(tiling.outerRows);
  const outerColumns = digits(tiling.outerColumns);
  const innerRows = digits(tiling.innerRows);
  const innerColumns = digits(tiling.innerColumns);
  const cellRows = sizeOf(axes, tiling.innerRows);
  const cellColumns = sizeOf(axes, tiling.innerColumns);
  const across = sizeOf(axes, tiling.outerColumns);
  const tileColumns = tiling.wrap > 0 ? Math.min(tiling.wrap, across) : across;
  const lines = across === 0 ? 0 : Math.ceil(across / tileColumns);
  const tileRows = sizeOf(axes, tiling.outerRows) * lines;
  const rows = count === 0 ? 0 : tileRows * cellRows;
  const columns = count === 0 ? 0 : tileColumns * cellColumns;

  const lineOf = (row: number): number => Math.floor(row / cellRows) % lines;
  const columnsIn = (line: number): number => Math.min(tileColumns, across - line * tileColumns) * cellColumns;
  const rowBase = (row: number): number => {
    const tile = Math.floor(row / cellRows);
    return offsetOf(outerRows, Math.floor(tile / lines)) + offsetOf(innerRows, row - tile * cellRows);
  };
  const columnOffset = (column: number, line: number): number => {
    if (column >= columnsIn(line)) return -1;
    const tile = Math.floor(column / cellColumns);
    return offsetOf(outerColumns, line * tileColumns + tile) + offsetOf(innerColumns, column - tile * cellColumns);
  };

  const groupRows = lines > 1 ? lines : innermostPeriod(axes, tiling.outerRows);
  const groupColumns = lines > 1 ? 0 : innermostPeriod(axes, tiling.outerColumns);
  return {
    count,
    tileRows,
    tileColumns,
    cellRows,
    cellColumns,
    rows,
    columns,
    rowPeriods: { part: innermostPeriod(axes, tiling.innerRows), tile: cellRows, group: groupRows * cellRows },
    columnPeriods: {
      part: innermostPeriod(axes, tiling.innerColumns),
      tile: cellColumns,
      group: groupColumns * cellColumns,
    },
    elementAt: (row, column) => {
      if (!(row >= 0 && row < rows && column >= 0 && column < columns)) return -1;
      const offset = columnOffset(column, lineOf(row));
      return offset < 0 ? -1 : rowBase(row) + offset;
    },
    cellOf: (linear) => {
      const tile = valueOf(outerColumns, linear);
      const line = Math.floor(tile / tileColumns);
      return {
        row: (valueOf(outerRows, linear) * lines + line) * cellRows + valueOf(innerRows, linear),
        column: (tile - line * tileColumns) * cellColumns + valueOf(innerColumns, linear),
      };
    },
    tileOf: (row, column) => Math.floor(row / cellRows) * tileColumns + Math.floor(column / cellColumns),
    rowBase,
    lineOf,
    columnOffset,
    columnsIn,
  };
}

import type { ClosedForm } from "../../model/closed-form";
import { elementDigits } from "../../model/closed-form";
import type { TileGrid } from "../../model/tile-grid";

/**
 * Elements laid out in rows and columns: element `rowBase(row) + columnOffset(column, lineOf(row))` stands in a cell, the
 * first `columnsIn(lineOf(row))` columns of a row hold one.
 */
export type Plane = Pick<TileGrid, "rows" | "columns" | "rowBase" | "lineOf" | "columnOffset" | "columnsIn">;

/** Columns of the plane that holds a step in row-major order, at least where there are so many. */
const LONG_ROW = 2048;

/** All elements of a step in their own order, in rows of a convenient length. */
export function rowMajorPlane(form: ClosedForm): Plane {
  const digits = elementDigits(form);
  let columns = 1;
  let rows = 1;
  for (const { size } of digits.toReversed()) {
    if (columns < LONG_ROW) columns *= size;
    else rows *= size;
  }
  return {
    rows,
    columns,
    rowBase: (row) => row * columns,
    lineOf: () => 0,
    columnOffset: (column) => column,
    columnsIn: () => columns,
  };
}

import type { Axis } from "../../src/model/axes";
import { tileGrid } from "../../src/model/tile-grid";
import { TILING_LISTS, type Tiling } from "../../src/model/tiling";

/** Small tilings for tests, and their grids as text. */

/** The axis N of all windows. */
export const windows = (rows: number, columns: number, batch = 1): Axis => ({
  parts: [
    { name: "B", family: "B", size: batch },
    { name: "h_windows", family: "H", size: rows },
    { name: "w_windows", family: "W", size: columns },
  ],
});

/** The lists of a tiling by the names of their parts. */
export function names(axes: readonly Axis[], tiling: Tiling): string {
  const text = TILING_LISTS.map((list) =>
    tiling[list].map((ref) => axes[ref.axis]?.parts[ref.part]?.name ?? "?").join(" "),
  );
  return text.join(" | ") + (tiling.wrap > 0 ? ` / ${tiling.wrap}` : "");
}

/** Part of an axis, the first when left out. */
export const ref = (axis: number, part = 0) => ({ axis, part });
/** A tiling with the lists given and all others empty. */
export const place = (lists: Partial<Tiling>): Tiling => ({
  outerRows: [],
  outerColumns: [],
  innerRows: [],
  innerColumns: [],
  wrap: 0,
  ...lists,
});

/** The whole grid with its element numbers, "." where a cell holds none. */
export function drawn(axes: readonly Axis[], tiling: Tiling): string[] {
  const grid = tileGrid(axes, tiling);
  return Array.from({ length: grid.rows }, (_, row) =>
    Array.from({ length: grid.columns }, (__, column) => {
      const element = grid.elementAt(row, column);
      return element < 0 ? "." : String(element);
    }).join(" "),
  );
}

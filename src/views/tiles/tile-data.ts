import type { Axis } from "../../model/axes";
import type { Shape } from "../../model/layout";
import type { Pool } from "../../model/pool";
import { tileGrid, type TileGrid } from "../../model/tile-grid";
import type { Rect } from "../../model/tile-request";
import { tilingKey, type Tiling } from "../../model/tiling";
import type { ColourScale } from "../colour";
import { gapsFor, spacing, type Spacing } from "./spacing";

/** Numbers side by side, from index `at` on. */
export interface NumberRow {
  readonly numbers: Float32Array;
  readonly at: number;
}

/** Squares of 2^level cells of a grid, one number each. */
export interface Squares {
  /** The square that the rows begin with. */
  readonly left: number;
  /** The numbers of a row of squares, good until the next row is asked for. */
  row(y: number): NumberRow;
}

/** Some squares of a tensor that is never held as a whole, and which of them are not known yet. */
export interface Sheet extends Squares {
  readonly missing: readonly Rect[];
  /** True when none is known. */
  readonly empty: boolean;
}

/** Numbers that are fetched when they are looked at. */
export interface TileSource {
  /** How many elements there are. */
  readonly length: number;
  /**
   * What is known of the squares in a rectangle, which covers it. From now on these are fetched for `looker`, and no
   * longer what it looked at before.
   */
  sheet(looker: object, level: number, pool: Pool, rect: Rect): Sheet;
}

/** A tensor to be shown as tiles. `values` are row-major, or come as they are asked for; `axes` say what its shape stands for. */
export interface TileData {
  readonly values: Float32Array | TileSource;
  readonly shape: Shape;
  readonly axes: readonly Axis[];
  readonly tiling: Tiling;
  readonly scale: ColourScale;
}

/** The grid of the tiles, and where its rows and columns stand. */
export interface TileLayout {
  readonly key: string;
  readonly grid: TileGrid;
  readonly across: Spacing;
  readonly down: Spacing;
}

const layouts = new WeakMap<Tiling, { axes: readonly Axis[]; layout: TileLayout }>();

/**
 * The layout of a tensor's tiles, remembered per tiling. Throws what `checkTiling` throws, and `RangeError` when the
 * values are not as many as the axes say.
 */
export function tileLayout(data: Pick<TileData, "axes" | "tiling" | "values">): TileLayout {
  let known = layouts.get(data.tiling);
  if (known?.axes !== data.axes) {
    const grid = tileGrid(data.axes, data.tiling);
    const { rowPeriods, columnPeriods } = grid;
    const sizes = data.axes.map((axis) => axis.parts.map((part) => part.size).join(",")).join(";");
    known = {
      axes: data.axes,
      layout: {
        key: `${tilingKey(data.tiling)}@${sizes}`,
        grid,
        across: spacing(grid.columns, columnPeriods, gapsFor(columnPeriods, rowPeriods)),
        down: spacing(grid.rows, rowPeriods, gapsFor(rowPeriods, columnPeriods)),
      },
    };
    layouts.set(data.tiling, known);
  }
  if (data.values.length !== known.layout.grid.count) {
    throw new RangeError(`${data.values.length} values for axes of ${known.layout.grid.count} elements`);
  }
  return known.layout;
}

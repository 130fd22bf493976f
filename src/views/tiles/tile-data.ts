import type { Axis } from "../../model/axes";
import type { Shape } from "../../model/layout";
import { tileGrid, type TileGrid } from "../../model/tile-grid";
import { tilingKey, type Tiling } from "../../model/tiling";
import type { ColourScale } from "../colour";
import { gapsFor, spacing, type Spacing } from "./spacing";

/** A tensor to be shown as tiles. `values` are row-major; `axes` say what its shape stands for. */
export interface TileData {
  readonly values: Float32Array;
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

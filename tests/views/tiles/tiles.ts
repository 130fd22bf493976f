import { axisOf, axisSize, type Axis } from "../../../src/model/axes";
import { numel } from "../../../src/model/layout";
import { presetTiling, type TilingPreset } from "../../../src/model/tiling";
import { scaleFor } from "../../../src/views/colour";
import type { TileData } from "../../../src/views/tiles/tile-data";

type Held = TileData & { readonly values: Float32Array };

/** Tensors as tiles, for tests. Values count up from `−numel/2`. */
export function tilesOf(axes: readonly Axis[], preset: TilingPreset = "maps"): Held {
  const shape = axes.map(axisSize);
  const values = Float32Array.from({ length: numel(shape) }, (_, at) => at - numel(shape) / 2);
  return { values, shape, axes, tiling: presetTiling(axes, preset), scale: scaleFor(values) };
}

/** Maps [rows·columns, 3, 3], one 3 × 3 tile per window: a tile and its gap take 3.34 cells. */
export const maps = (rows: number, columns: number, preset: TilingPreset = "maps"): Held =>
  tilesOf(
    [
      {
        parts: [
          { name: "h_windows", family: "H", size: rows },
          { name: "w_windows", family: "W", size: columns },
        ],
      },
      axisOf("kh", "H", 3),
      axisOf("kw", "W", 3),
    ],
    preset,
  );

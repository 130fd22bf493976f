import type { Pool } from "../../model/pool";
import type { ColourScale } from "../colour";
import type { Painting } from "./painting";
import { pyramidOf } from "./pyramid";
import type { TileLayout } from "./tile-data";

/**
 * The painting of a level of a tensor that is held whole; null while its squares are not ready, for a single value says
 * nothing about its neighbours: the caller comes back to let them be worked out until `late`.
 */
export function heldPainting(
  values: Float32Array,
  layout: TileLayout,
  scale: ColourScale,
  pool: Pool,
  level: number,
  late: () => boolean,
): Painting | null {
  const pyramid = pyramidOf(values, layout.key, layout.grid, pool);
  if (level > 0 && layout.grid.count > 0 && pyramid.level(level) === null) {
    // Painting waits for a frame of its own, unless there was hardly anything to work out.
    if (!pyramid.advance(level, late) || late()) return null;
  }
  return {
    layout,
    scale,
    pool,
    values,
    squares(wanted) {
      const found = wanted === 0 ? null : pyramid.level(wanted);
      return found && { left: 0, row: (y) => ({ numbers: found.pooled, at: y * found.width }) };
    },
  };
}

import type { ColourScale } from "../colour";
import type { Pool } from "../../model/pool";
import type { Squares, TileLayout } from "./tile-data";

/** Pixels to be filled, row by row; 0 is transparent. */
export interface Target {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** The values of what is not held whole. */
export const NONE = new Float32Array(0);

/** What is painted: values as tiles. */
export interface Painting {
  readonly layout: TileLayout;
  readonly scale: ColourScale;
  readonly pool: Pool;
  /** Row-major numbers of the tensor, where it is held whole. */
  readonly values: Float32Array | null;
  /** Squares of a level that are ready; null where there are none, or, at level 0, where `values` are read. */
  squares(level: number): Squares | null;
}

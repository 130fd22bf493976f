import type { ColourScale } from "../colour";
import type { Pyramid } from "./pyramid";
import type { TileLayout } from "./tile-data";

/** Pixels to be filled, row by row; 0 is transparent. */
export interface Target {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** What is painted: values as tiles. */
export interface Painting {
  readonly values: Float32Array;
  readonly layout: TileLayout;
  readonly scale: ColourScale;
  readonly pyramid: Pyramid;
}

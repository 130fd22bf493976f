import type { Region } from "../model/document";
import type { Geometry, ImageShape } from "../model/geometry";
import { keptRows } from "../model/recipes/masked-convolution";
import { type KeptCounts, keptCountsOf, keptRuns } from "../model/region/kept-windows";
import { regionRuns } from "../model/region/region-runs";
import { flagsOf, repeated, type Runs } from "../model/runs";
import { createRecent } from "./recent";
import type { Slab } from "./slabs";

/** What a region means for an image and a geometry. Arrays are shared between jobs and must not be changed. */
export interface Kept {
  /** The kept windows of each picture of the batch, over the grid of windows. */
  readonly runs: Runs;
  /** [H·W] of 0/1. */
  readonly mask: Uint8Array<ArrayBuffer>;
  /** [N] of 0/1. */
  readonly flags: Uint8Array<ArrayBuffer>;
  readonly counts: KeptCounts;
  /** Numbers of all kept windows, ascending. */
  rows(): Int32Array;
  /** Numbers of the kept windows of a slab, counted from the slab's first; the same array for the same slab. */
  rowsIn(slab: Slab): Int32Array;
}

/** Works out regions and remembers the last few: dragging a filter's number must not rasterise the region again. */
export interface KeptFinder {
  find(region: Region, geometry: Geometry, image: ImageShape): Kept;
}

/** Everything of a geometry that windows depend on, as a key. */
export const geometryKey = (g: Geometry): string =>
  [g.kernel_size, g.stride, g.padding, g.dilation, g.padding_mode].join("|");

function describe(mask: Uint8Array<ArrayBuffer>, counts: KeptCounts, runs: Runs, batch: number): Kept {
  const flags = repeated(flagsOf(runs), batch);
  const slabRows = new Map<string, Int32Array>();
  let all: Int32Array | null = null;
  return {
    runs,
    mask,
    flags,
    counts,
    rows: () => (all ??= keptRows(flags)),
    rowsIn({ first, count }) {
      const key = `${first}+${count}`;
      const known = slabRows.get(key);
      if (known) return known;
      const rows = keptRows(flags.subarray(first, first + count));
      slabRows.set(key, rows);
      return rows;
    },
  };
}

/** A finder that remembers what it found last. */
export function createKeptFinder(): KeptFinder {
  const regions = createRecent<{ readonly runs: Runs; readonly mask: Uint8Array<ArrayBuffer> }>(2);
  const counts = createRecent<KeptCounts>(2);
  const found = createRecent<Kept>(2);
  return {
    find({ shapes, keep }, geometry, image) {
      const [, , height, width] = image;
      const maskKey = `${height}×${width} ${JSON.stringify(shapes)}`;
      const countsKey = `${image.join()} ${geometryKey(geometry)} ${maskKey}`;
      return found.of(`${keep} ${countsKey}`, () => {
        const { runs, mask } = regions.of(maskKey, () => {
          const drawn = regionRuns(shapes, height, width);
          return { runs: drawn, mask: flagsOf(drawn) };
        });
        const counted = counts.of(countsKey, () => keptCountsOf(runs, geometry, image));
        return describe(mask, counted, keptRuns(runs, geometry, image, keep), image[0]);
      });
    },
  };
}

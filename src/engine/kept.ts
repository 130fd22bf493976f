import type { Region } from "../model/document";
import { type Geometry, type ImageShape, windowCount } from "../model/geometry";
import { keptRows } from "../model/recipes/masked-convolution";
import { type KeptCounts, keptCountsOf, keptRuns } from "../model/region/kept-windows";
import { regionRuns } from "../model/region/region-runs";
import type { RunRows } from "../model/rows";
import { flagsOf, repeated, type Runs } from "../model/runs";
import { createRecent } from "./recent";
import type { Slab } from "./slabs";

/**
 * What a region means for an image and a geometry, each worked out when it is first asked for: maps do not depend on it.
 * What it holds is shared between jobs and must not be changed.
 */
export interface Kept {
  /** The pixels of the region, over [H, W]. */
  readonly region: Runs;
  /** The kept windows of each picture of the batch, over the grid of windows. */
  readonly runs: Runs;
  readonly counts: KeptCounts;
  /** Windows of all pictures, kept or not. */
  readonly windows: number;
  /** Numbers of all kept windows. */
  readonly rows: RunRows;
  /** [N] of 0/1, made when it is first asked for. */
  flags(): Uint8Array<ArrayBuffer>;
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

/** How what a region means is worked out. */
interface Ways {
  readonly region: () => Runs;
  readonly runs: () => Runs;
  readonly counts: () => KeptCounts;
}

function describe(ways: Ways, windows: number, batch: number): Kept {
  const slabRows = new Map<string, Int32Array>();
  let runs: Runs | null = null;
  let made: Uint8Array<ArrayBuffer> | null = null;
  const runsOnce = (): Runs => (runs ??= ways.runs());
  const flags = (): Uint8Array<ArrayBuffer> => (made ??= repeated(flagsOf(runsOnce()), batch));
  return {
    get region() {
      return ways.region();
    },
    get runs() {
      return runsOnce();
    },
    get counts() {
      return ways.counts();
    },
    windows,
    get rows() {
      return { runs: runsOnce(), batch };
    },
    flags,
    rowsIn({ first, count }) {
      const key = `${first}+${count}`;
      const known = slabRows.get(key);
      if (known) return known;
      const rows = keptRows(flags().subarray(first, first + count));
      slabRows.set(key, rows);
      return rows;
    },
  };
}

/** A finder that remembers what it found last. */
export function createKeptFinder(): KeptFinder {
  const regions = createRecent<Runs>(2);
  const counts = createRecent<KeptCounts>(2);
  const found = createRecent<Kept>(2);
  return {
    find({ shapes, keep }, geometry, image) {
      const [, , height, width] = image;
      const maskKey = `${height}×${width} ${JSON.stringify(shapes)}`;
      const countsKey = `${image.join()} ${geometryKey(geometry)} ${maskKey}`;
      return found.of(`${keep} ${countsKey}`, () => {
        const region = () => regions.of(maskKey, () => regionRuns(shapes, height, width));
        return describe(
          {
            region,
            runs: () => keptRuns(region(), geometry, image, keep),
            counts: () => counts.of(countsKey, () => keptCountsOf(region(), geometry, image)),
          },
          windowCount(geometry, image),
          image[0],
        );
      });
    },
  };
}

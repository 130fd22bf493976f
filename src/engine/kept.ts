import type { Region } from "../model/document";
import type { Geometry, ImageShape } from "../model/geometry";
import { keptRows } from "../model/recipes/masked-convolution";
import { type KeptCounts, keptCounts, keptWindows } from "../model/region/kept-windows";
import { rasterise } from "../model/region/rasterise";
import { createRecent } from "./recent";
import type { Slab } from "./slabs";

/** What a region means for an image and a geometry. Arrays are shared between jobs and must not be changed. */
export interface Kept {
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

function describe(mask: Uint8Array<ArrayBuffer>, counts: KeptCounts, flags: Uint8Array<ArrayBuffer>): Kept {
  const slabRows = new Map<string, Int32Array>();
  let all: Int32Array | null = null;
  return {
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
  const masks = createRecent<Uint8Array<ArrayBuffer>>(2);
  const counts = createRecent<KeptCounts>(2);
  const found = createRecent<Kept>(2);
  return {
    find({ shapes, keep }, geometry, image) {
      const [, , height, width] = image;
      const maskKey = `${height}×${width} ${JSON.stringify(shapes)}`;
      const countsKey = `${image.join()} ${geometryKey(geometry)} ${maskKey}`;
      return found.of(`${keep} ${countsKey}`, () => {
        const mask = masks.of(maskKey, () => rasterise(shapes, height, width));
        const counted = counts.of(countsKey, () => keptCounts(mask, geometry, image));
        return describe(mask, counted, keptWindows(mask, geometry, image, keep));
      });
    },
  };
}

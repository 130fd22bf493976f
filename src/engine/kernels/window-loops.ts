import { tapCount, tapOffsets, windowsPerImage } from "../../model/addressing";
import { type Grouping, groupOfTap, tapsByGroup } from "./grouping";
import type { PlacedWindows } from "./placed-windows";

/** Calls `visit` for every run of windows of every picture: where it begins in the prepared picture, in the grid, and among the placed windows. */
function eachRun(
  { addressing, runs, count }: PlacedWindows,
  visit: (image: number, cell: number, place: number, length: number) => void,
): void {
  const { batch, batchPitch, rowPitch } = addressing;
  const { starts, edges, columns } = runs;
  for (let b = 0; b < batch; b += 1) {
    let place = b * count;
    for (let row = 0; row < runs.rows; row += 1) {
      for (let run = starts[row] as number; run < (starts[row + 1] as number); run += 1) {
        const from = edges[2 * run] as number;
        const length = (edges[2 * run + 1] as number) - from;
        const cell = b * windowsPerImage(addressing) + row * columns + from;
        visit(b * batchPitch + row * rowPitch + from, cell, place, length);
        place += length;
      }
    }
  }
}

/** The products of each placed window by group, [B·count, groups]. */
export function mapWindows(
  out: Float32Array,
  image: Float32Array,
  filter: Float32Array,
  placed: PlacedWindows,
  grouping: Grouping,
): void {
  const { groups } = grouping;
  const taps = tapsByGroup(placed.addressing, grouping);
  const each = taps.length / groups;
  const offsets = tapOffsets(placed.addressing);
  const at = taps.map((t) => offsets[t] as number);
  const weights = Float32Array.from(taps, (t) => filter[t] as number);
  eachRun(placed, (start, _, place, length) => {
    for (let group = 0; group < groups; group += 1) {
      const first = group * each;
      let to = place * groups + group;
      for (let s = 0; s < length; s += 1, to += groups) {
        let sum = 0;
        for (let t = first; t < first + each; t += 1) {
          sum += (weights[t] as number) * (image[start + s + (at[t] as number)] as number);
        }
        out[to] = sum;
      }
    }
  });
}

/** Adds every number of `dy` [B·count, groups], times the filter, to the elements it came from. */
export function backpropImage(
  out: Float32Array,
  dy: Float32Array,
  filter: Float32Array,
  placed: PlacedWindows,
  grouping: Grouping,
): void {
  const groupsOf = groupOfTap(placed.addressing, grouping);
  const offsets = tapOffsets(placed.addressing);
  eachRun(placed, (start, _, place, length) => {
    for (let t = 0; t < offsets.length; t += 1) {
      const weight = filter[t] as number;
      const to = start + (offsets[t] as number);
      let from = place * grouping.groups + (groupsOf[t] as number);
      for (let s = 0; s < length; s += 1, from += grouping.groups) {
        out[to + s] = (out[to + s] as number) + weight * (dy[from] as number);
      }
    }
  });
}

/** Per tap, what lies under it times what came back through its group, summed over all windows, [C·kh·kw]. */
export function backpropFilter(
  dy: Float32Array,
  image: Float32Array,
  placed: PlacedWindows,
  grouping: Grouping,
): Float32Array<ArrayBuffer> {
  const groupsOf = groupOfTap(placed.addressing, grouping);
  const offsets = tapOffsets(placed.addressing);
  // Sums over millions of windows: added up in double precision.
  const sums = new Float64Array(tapCount(placed.addressing));
  eachRun(placed, (start, _, place, length) => {
    for (let t = 0; t < sums.length; t += 1) {
      const at = start + (offsets[t] as number);
      let from = place * grouping.groups + (groupsOf[t] as number);
      let sum = 0;
      for (let s = 0; s < length; s += 1, from += grouping.groups) {
        sum += (dy[from] as number) * (image[at + s] as number);
      }
      sums[t] = (sums[t] as number) + sum;
    }
  });
  return Float32Array.from(sums);
}

import { getBackend, keep, type Tensor1D, tensor1d, type Tensor4D } from "@tensorflow/tfjs-core";
import { type Addressing, tapCount, windowsPerImage } from "../../model/addressing";
import { PlaygroundError } from "../../model/errors";
import { cellCount, cellsOf, fullRuns, type Runs } from "../../model/runs";
import { type Plan, planOf } from "./wasm/plan";
import { ZERO_ENTRY } from "./index-select";

/** Numbers of one entry of the table of runs: row, first column, one past the last, windows before it. */
export const TABLE_ENTRY = 4;

/** Integers reach WebGL as float32, which holds them exactly up to here. */
const EXACT = 2 ** 24;

/**
 * The windows that are to be computed, the same for every picture of the batch, with the lists that the backend's
 * kernels read. A list is made when a kernel first asks for it and stays on the backend until `dispose`.
 */
export interface PlacedWindows {
  readonly addressing: Addressing;
  readonly runs: Runs;
  /** Windows of one picture. */
  readonly count: number;
  /** True when no window is left out. */
  readonly full: boolean;
  /** The runs, `TABLE_ENTRY` numbers each. */
  table(): Tensor1D;
  /** The work list of the wasm kernel. */
  plan(): { readonly plan: Plan; readonly entries: Tensor1D };
  /** The number n of each window within its picture, [count]. */
  cells(): Tensor1D;
  /** For every place of the grid how many windows come before it, or `ZERO_ENTRY` where there is none, [h·w]. */
  places(): Tensor1D;
  /** All windows of the same picture; the same object each time. */
  whole(): PlacedWindows;
  /** For every place of the grid its own number, or `ZERO_ENTRY` where no window is placed, [h·w]. */
  mask(): Tensor1D;
  /** The last result for these windows, whose memory the next one may have; see `maskedConv2d`. */
  spare: Tensor4D | null;
  /** Disposes those of its lists that `which` names. */
  forget(which: (list: { readonly added: number; readonly used: number }) => boolean): void;
  dispose(): void;
}

function tableOf({ rows, starts, edges }: Runs): Int32Array {
  const table = new Int32Array((edges.length / 2) * TABLE_ENTRY);
  let before = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let run = starts[row] as number; run < (starts[row + 1] as number); run += 1) {
      const [from, to] = [edges[2 * run] as number, edges[2 * run + 1] as number];
      table.set([row, from, to, before], run * TABLE_ENTRY);
      before += to - from;
    }
  }
  return table;
}

function placesOf(runs: Runs): Int32Array {
  const places = new Int32Array(runs.rows * runs.columns).fill(ZERO_ENTRY);
  for (const [place, cell] of cellsOf(runs).entries()) places[cell] = place;
  return places;
}

function maskOf(runs: Runs): Int32Array {
  const mask = new Int32Array(runs.rows * runs.columns).fill(ZERO_ENTRY);
  for (const cell of cellsOf(runs)) mask[cell] = cell;
  return mask;
}

/** What one step of looking a window up in the table of runs costs on a GPU, in taps. */
const STEP_COST = 0.75;

/**
 * Whether a GPU computes all windows and leaves some out in less time than it looks every kept one up: the search takes a
 * step for each doubling of the runs.
 */
export function isDenseCheaper({ addressing, runs, count, full }: PlacedWindows): boolean {
  if (full) return false;
  const taps = tapCount(addressing);
  const search = STEP_COST * Math.ceil(Math.log2(Math.max(2, runs.edges.length / 2)));
  return count * (taps + search) > windowsPerImage(addressing) * taps;
}

/**
 * Places the windows of `runs` (over the grid of windows) in a prepared picture. The caller disposes the result. `now`
 * numbers the pieces of work, so that lists know which one made and used them last. Throws `PlaygroundError`
 * "too-large-for-backend" when webgl cannot number that many.
 */
export function placeWindows(addressing: Addressing, runs: Runs, now: () => number = () => 0): PlacedWindows {
  const count = cellCount(runs);
  const full = count === windowsPerImage(addressing);
  if (!full && getBackend() === "webgl" && windowsPerImage(addressing) > EXACT) {
    throw new PlaygroundError(
      "too-large-for-backend",
      `webgl numbers windows up to ${EXACT}, and there are ${windowsPerImage(addressing)}; another backend takes more`,
      { most: EXACT, windows: windowsPerImage(addressing) },
    );
  }
  const lists = new Map<string, { readonly tensor: Tensor1D; readonly added: number; used: number }>();
  let plan: Plan | null = null;
  let whole: PlacedWindows | null = null;
  const list = (name: string, make: () => Int32Array): Tensor1D => {
    const known = lists.get(name);
    if (known) {
      known.used = now();
      return known.tensor;
    }
    const tensor = keep(tensor1d(make(), "int32"));
    lists.set(name, { tensor, added: now(), used: now() });
    return tensor;
  };
  const forget: PlacedWindows["forget"] = (which) => {
    for (const [name, entry] of lists) {
      if (!which(entry)) continue;
      lists.delete(name);
      entry.tensor.dispose();
    }
    whole?.forget(which);
  };
  const result: PlacedWindows = {
    addressing,
    runs,
    count,
    full,
    table: () => list("table", () => tableOf(runs)),
    plan() {
      const planned = (plan ??= planOf(addressing, runs));
      return { plan: planned, entries: list("plan", () => planned.entries) };
    },
    cells: () => list("cells", () => cellsOf(runs)),
    places: () => list("places", () => placesOf(runs)),
    whole: () => (whole ??= full ? result : placeWindows(addressing, fullRuns(runs.rows, runs.columns), now)),
    mask: () => list("mask", () => maskOf(runs)),
    spare: null,
    forget,
    dispose() {
      forget(() => true);
      this.spare?.dispose();
      this.spare = null;
    },
  };
  return result;
}

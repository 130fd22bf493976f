import type { BackendName } from "./backends";

/**
 * Ways to compute the same convolution. `conv2d`: tfjs's own, dense. `dense`: the region kernel over every window.
 * `gather`: the thread's idea by library calls, the rows of kept windows times the filter, scattered back. `region`: the
 * region kernel over the kept windows only.
 */
export const METHODS = ["conv2d", "dense", "gather", "region"] as const;
export type Method = (typeof METHODS)[number];

/**
 * How windows are chosen when coverage is swept. `shape`: the drawn region, scaled about its centre. `blocks`: squares
 * of 32 × 32 windows. `scatter`: single windows, at random, the counter-example.
 */
export const SWEEPS = ["shape", "blocks", "scatter"] as const;
export type Sweep = (typeof SWEEPS)[number];

/** The coverages of a sweep, in percent. */
export const COVERAGES = [1, 2, 5, 10, 20, 30, 50, 70, 85, 100] as const;

/** What is to be measured: once for the drawn region, or for a share of the windows (0 to 1) chosen by a sweep's rule. */
export interface MeasureRequest {
  readonly method: Method;
  /** How many samples are taken, 1 to 101. */
  readonly runs: number;
  readonly mask: "drawn" | { readonly sweep: Sweep; readonly coverage: number };
}

/**
 * What the parts of one run take, in milliseconds, each on its own; null where a method has no such part. A run is taken
 * apart over the drawn region only: in a sweep, that would cost more than what is measured, and everything is null.
 */
export interface Phases {
  /** Building the list of kept windows. */
  readonly runs: number | null;
  readonly gather: number | null;
  readonly multiply: number | null;
  /** Bringing the results to their places; for the kernel, writing what lies outside the region, once per region. */
  readonly scatter: number | null;
  /** Bringing the result from the backend. */
  readonly readback: number | null;
}

export interface Measurement {
  readonly backend: BackendName;
  /** The backend's true name: "wasm · relaxed SIMD · 1 thread", "webgl 2 · float32 · Mali-G78"; no threads on a GPU. */
  readonly detail: string;
  readonly method: Method;
  /** Share of the windows that is kept; 1 for the dense methods' own work. */
  readonly coverage: number;
  readonly kept: number;
  readonly windows: number;
  /** Multiply-adds of one run. */
  readonly macs: number;
  /** Milliseconds of each sample, warm-up excluded; a sample repeats the work until it lasts 5 ms and is divided. */
  readonly runs: readonly number[];
  readonly median: number;
  readonly phases: Phases;
}

/** How long a typed program takes from its inputs to its last line, nothing of it remembered from before. */
export interface ProgramTiming {
  readonly backend: BackendName;
  /** The backend's true name. */
  readonly detail: string;
  /** Milliseconds of each sample, as those of a `Measurement`. */
  readonly samples: readonly number[];
  readonly median: number;
  readonly quartiles: readonly [number, number];
}

/** The value below which a share `q` (0 to 1) of the numbers lie, interpolated; NaN of none. */
export function quantile(numbers: readonly number[], q: number): number {
  if (numbers.length === 0) return NaN;
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}

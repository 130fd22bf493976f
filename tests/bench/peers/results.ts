/** The shape of the raw results: what the page answers for each case, and the file that holds them all. */

/** What is asked of a case: one image against the peers, regions of it, the cpu backend, tfjs pipelines, building runs. */
export const KINDS = ["full", "regions", "cpu", "gather", "maps", "runs"] as const;
export type Kind = (typeof KINDS)[number];

/** One image and one geometry, everything of which is measured in the same rounds. */
export interface Case {
  readonly id: string;
  readonly kind: Kind;
  /** Rows and columns of a square image. */
  readonly size: number;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Multiply-adds of all windows with one filter. */
  readonly macs: number;
  /** Bytes of the image and of one output, each touched once. */
  readonly bytes: number;
}

export interface Timed {
  readonly status: "timed";
  readonly name: string;
  /** Milliseconds of one run, one sample for each round. */
  readonly samples: readonly number[];
  /** What one run does, where that is not the case's own: multiply-adds or bytes. */
  readonly work: number | null;
  /** Largest difference from the naive result, relative to it; null where there is nothing to compare. */
  readonly difference: number | null;
}

/** Not timed: it disagrees with the naive result, one run takes too long, or it threw. */
export interface NotTimed {
  readonly status: "disagrees" | "too slow" | "failed";
  readonly name: string;
  readonly why: string;
}

export type MethodResult = Timed | NotTimed;

export interface CaseResult {
  readonly case: Case;
  readonly methods: readonly MethodResult[];
}

export interface Results {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memory: number; readonly system: string };
  /** Runnable processes per core before and after, so that a reader sees whether something else ran. */
  readonly load: readonly [before: number, after: number];
  readonly versions: Readonly<Record<string, string>>;
  readonly settings: { readonly rounds: number; readonly quick: boolean; readonly leastSample: number };
  readonly wasm: readonly { readonly file: string; readonly bytes: number; readonly gzipped: number }[];
  readonly cases: readonly CaseResult[];
}

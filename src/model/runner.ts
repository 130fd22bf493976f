import type { BackendName } from "./backends";
import type { ProgramKind, Region, SumAxis } from "./document";
import { type PlainError, PlaygroundError } from "./errors";
import type { Geometry, ImageShape } from "./geometry";
import type { Shape } from "./layout";
import type { ImageNumbers } from "./levels";
import type { GradientCheck, Learned, LearnRequest } from "./learning";
import type { LossSpec } from "./loss";
import type { FilterTap } from "./pulls";
import type { Program } from "./program";
import type { KeptCounts } from "./region/kept-windows";
import type { Runs } from "./runs";
import type { Measurement, MeasureRequest, ProgramTiming } from "./measure";
import type { Extent, Histogram } from "./summary";
import type { Survey, TileRequest, TileValues } from "./tile-request";
import type { Tiling } from "./tiling";

export { BACKENDS, type BackendName } from "./backends";

/** The numbers of a tensor, row-major whatever its strides were. */
export interface TensorValues {
  readonly shape: Shape;
  readonly data: Float32Array<ArrayBuffer>;
}

/** The numbers of the shown step, with their range and histogram. */
export interface ShownValues extends TensorValues {
  readonly summary: Histogram;
}

/**
 * A result of one number per window as it is shown: means of squares of 2^level × 2^level windows, which at level 0 are
 * the numbers themselves. `data` is [B, ceil(h / 2^level), ceil(w / 2^level)].
 */
export interface ShownOutput extends TensorValues {
  /** [B, 1, h_windows, w_windows]: that of the whole result. */
  readonly shape: ImageShape;
  readonly level: number;
  /** Extent of what is handed over: of means, where there are too many windows, for colours are to tell those apart. */
  readonly extent: Extent;
}

/** A shown step too large to be handed over: `tiles` and `survey` tell of it. */
export interface ShownOnDemand {
  readonly shape: Shape;
  readonly onDemand: true;
}

/** The picture that is worked on: planar float32, [B, C, H, W]. */
export interface WorkingImage {
  readonly shape: ImageShape;
  readonly data: Float32Array<ArrayBuffer>;
}

/** The same as the page holds it. */
export interface HeldImage {
  readonly shape: ImageShape;
  readonly data: ImageNumbers;
  /** How a large one looks: RGBA bytes of the means of its squares, see `previewSide`, where that was worked out with it. */
  readonly preview?: Uint8Array<ArrayBuffer>;
}

/** The two programs made from one geometry. */
export type ProgramName = "maps" | "output";

/** Names under which the scripting interface and the export know the tensors. */
export const TENSOR_NAMES = [
  "image",
  "filter",
  "patches",
  "products",
  "maps",
  "depthwise",
  "output",
  "dense",
  "kept",
  "region",
] as const;
export type TensorName = (typeof TENSOR_NAMES)[number];
/** Names of the gradients of the document's loss, which are tensors like any other. */
export const GRADIENT_NAMES = ["grad_filter", "grad_image"] as const;
export type GradientName = (typeof GRADIENT_NAMES)[number];

/** Everything whose values can be asked for by name. */
export const VALUE_NAMES = [...TENSOR_NAMES, ...GRADIENT_NAMES] as const;
export type ValueName = (typeof VALUE_NAMES)[number];

/** Everything the engine needs beside the image. */
export interface Job {
  readonly geometry: Geometry;
  readonly program: ProgramKind;
  /** A program typed by hand, in the place of the patch maps; null for those. */
  readonly typed: Program | null;
  readonly sum_over: readonly SumAxis[];
  readonly region: Region;
  /** [C, kh, kw], row-major. */
  readonly filter: Float32Array<ArrayBuffer>;
  /** The step whose values the page wants to see: 0 is the image, k the k-th operation. */
  readonly shown: { readonly program: ProgramName; readonly step: number };
}

/** What a job over very many windows shows before anything is computed. */
export interface Glance {
  /** The pixels of the region, over [H, W]. */
  readonly region: Runs;
  /** The windows that the region keeps of each picture of the batch, over h_windows × w_windows. */
  readonly kept: Runs;
  /** How many windows a rule keeps, by rule: the one that holds, for the others take many times as long. */
  readonly keptBy: Partial<KeptCounts>;
  readonly shown: ShownOnDemand;
}

/** What one run of a job yields. A step that cannot be shown says why; everything else is still there. */
export interface JobResult extends Omit<Glance, "shown" | "keptBy"> {
  readonly backend: BackendName;
  /** How many windows each rule would keep. */
  readonly keptBy: KeptCounts;
  /** Masked convolution, [B, 1, h_windows, w_windows], filled `outside` as the region says. */
  readonly output: ShownOutput;
  /** The same convolution without a region. */
  readonly dense: ShownOutput;
  readonly shown: ShownValues | ShownOnDemand | PlainError;
  readonly milliseconds: number;
}

/** A loss and what came back from it. A tensor from which no way leads to the loss is null, as PyTorch leaves its `.grad` None. */
export interface Gradients {
  readonly backend: BackendName;
  /** Added up in double precision. */
  readonly loss: number;
  /** ∂loss/∂filter, [C, kh, kw]. */
  readonly filter: TensorValues | null;
  /** ∂loss/∂image, [B, C, H, W]. */
  readonly image: TensorValues | null;
  /** ∂loss/∂(what the loss is of): [N·groups] for maps, [N] for the output; null for a typed program. */
  readonly result: Float32Array<ArrayBuffer> | null;
  readonly milliseconds: number;
}

/** One of the gradients; throws `PlaygroundError` "no-gradient" where PyTorch leaves None. */
export function gradientNamed({ filter, image }: Gradients, name: GradientName): TensorValues {
  const found = name === "grad_filter" ? filter : image;
  if (found) return found;
  const what = name === "grad_filter" ? "filt" : "image";
  throw new PlaygroundError("no-gradient", `${what}.grad is None: no way leads from ${what} to the loss`, { what });
}

/** What the engine reports between results. */
export interface EngineStatus {
  /**
   * The backend really in use, its fuller name ("wasm · SIMD", "webgl 2 · float32 · Mali-G78": with the GPU, as far as the
   * browser tells), and why another one was left, if it was.
   */
  readonly backend: BackendName;
  readonly detail: string;
  readonly notice: string | null;
}

/**
 * The contract between page and engine. Calls run one at a time; of several `run`s only the newest waits, the ones
 * in between reject with tag "superseded". `tiles`, `survey` and `elements` make way for a `run`: they reject with that tag
 * too, and may be asked again. All rejections are `PlaygroundError`s.
 */
export interface Runner {
  /** Hands over the picture; later jobs use it. The array is copied on its way and must not be changed
   * afterwards: it is sent again when the engine has to start anew. */
  setImage(image: HeldImage): Promise<void>;
  /** Says that a picture of so many numbers is on its way, so that memory for it may be made ready. */
  expectImage(count: number): void;
  /**
   * Hands over numbers [at, at + piece.length) of a picture of `of` numbers that may be set soon; its memory is gone. They
   * are taken in where room was made for them, and the picture that is there stays.
   */
  offer(piece: ImageNumbers, at: number, of: number): void;
  /** Says that all pieces of these numbers were offered: setting their picture need not send them again. */
  offered(data: ImageNumbers): void;
  run(job: Job, onProgress?: (done: number) => void): Promise<JobResult>;
  /** Names the job that everything but a `run` is asked about from now on; a `run` of it follows. */
  prepare(job: Job): void;
  /** Gives back the memory of a result that nobody looks at any more: its arrays become empty. Later ones use it again. */
  recycle(result: JobResult): void;
  /** Any tensor of the last job handed to `run`, computed on demand. */
  tensor(name: TensorName): Promise<TensorValues>;
  /** Values of one step of a program of the last job handed to `run`. */
  step(program: ProgramName, step: number): Promise<TensorValues>;
  /** A loss of the last job handed to `run`, and its gradients. */
  gradients(loss: LossSpec, onProgress?: (done: number) => void): Promise<Gradients>;
  /**
   * How much each pixel pulls on a tap of the filter through that job's typed program: what the products of the two send
   * back to it. Shape of the image; null when filter and picture meet in no product.
   */
  pulls(loss: LossSpec, tap: FilterTap): Promise<TensorValues | null>;
  /** Compares the gradients of a loss of that job with finite differences. */
  checkGradients(loss: LossSpec, onProgress?: (done: number) => void): Promise<GradientCheck>;
  /** Takes steps down a loss over that job's picture. */
  learn(request: LearnRequest): Promise<Learned>;
  /** Part of a step of the last job handed to `run`, computed from picture and filter alone; see `formOnDemand`. */
  tiles(program: ProgramName, step: number, request: TileRequest): Promise<TileValues>;
  /**
   * Goes on with the survey of such a step by a bounded piece of work and tells how far it is; to be called until it is
   * done. What it computes on its way is kept for the far-out tiles of the same tiling.
   */
  survey(program: ProgramName, step: number, tiling: Tiling): Promise<Survey>;
  /** Elements [from, to) of such a step, row-major. */
  elements(program: ProgramName, step: number, from: number, to: number): Promise<Float32Array<ArrayBuffer>>;
  /**
   * Measures one way to compute the convolution of the last job handed to `run`. Rejects with tag "unmeasurable" when
   * a method does not exist for the geometry, saying why.
   */
  measure(request: MeasureRequest, onProgress?: (done: number) => void): Promise<Measurement>;
  /** Times the typed program of that job, in so many samples. Rejects with tag "no-program" when it has none. */
  timeProgram(runs: number, onProgress?: (done: number) => void): Promise<ProgramTiming>;
  /** Chooses a backend; resolves to the status of the one really in use. */
  backend(name: BackendName | "auto"): Promise<EngineStatus>;
  /** Number of tensors alive in the engine, for tests of leaks. */
  liveTensors(): Promise<number>;
  /** Stops what runs; its promise rejects with tag "cancelled". */
  cancel(): void;
  dispose(): void;
}

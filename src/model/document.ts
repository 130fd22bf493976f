import type { Geometry } from "./geometry";
import { type Method, METHODS, type Sweep } from "./measure";

/** Where the picture comes from. Public format, version 1: see docs/link.md. */
export type ImageSource =
  | { readonly sample: string }
  | { readonly random: { readonly seed: number; readonly shape: readonly [number, number, number, number] } }
  | { readonly arange: { readonly shape: readonly [number, number, number, number] } }
  | { readonly tensor: { readonly shape: readonly [number, number, number, number]; readonly float32: string } }
  | { readonly file: { readonly mime: string; readonly base64: string } }
  | { readonly absent: { readonly name: string; readonly shape: readonly [number, number, number, number] } };

export const FILTER_PRESETS = [
  "identity",
  "box",
  "gaussian",
  "sobel-x",
  "sobel-y",
  "laplacian",
  "sharpen",
  "emboss",
] as const;
export type FilterPreset = (typeof FILTER_PRESETS)[number];

export type FilterSlice = readonly (readonly number[])[];

/** The filter: a preset, a seeded standard normal, or the numbers themselves: [C][kh][kw], or [kh][kw] shared by all channels. */
export type FilterSource =
  | { readonly preset: FilterPreset }
  | { readonly random: { readonly seed: number; readonly shared: boolean } }
  | { readonly values: FilterSlice | readonly FilterSlice[] };

export const SUM_AXES = ["C", "kh", "kw"] as const;
export type SumAxis = (typeof SUM_AXES)[number];

export type Point = readonly [number, number];

/** A shape in image pixels of the working image; x to the right, y down, pixel (x, y) has its centre at (x + ½, y + ½). */
export type RegionShape =
  | { readonly rect: readonly [number, number, number, number] }
  | { readonly ellipse: readonly [number, number, number, number] }
  | { readonly polygon: readonly Point[] }
  | { readonly brush: { readonly points: readonly Point[]; readonly radius: number } };

/** One gesture: a shape that adds to the region or is taken away from it, in drawing order. */
export type RegionEdit = { readonly add: RegionShape } | { readonly subtract: RegionShape };

export const KEEP_RULES = ["centre", "any", "all"] as const;
export type KeepRule = (typeof KEEP_RULES)[number];
export const OUTSIDE_FILLS = ["zeros", "input", "dense"] as const;
export type OutsideFill = (typeof OUTSIDE_FILLS)[number];

/** What the user drew, which windows it lets run, and what stands in the output where none ran. */
export interface Region {
  readonly shapes: readonly RegionEdit[];
  readonly keep: KeepRule;
  readonly outside: OutsideFill;
}

export const PROGRAM_KINDS = ["contiguous", "thread", "reshape"] as const;
/** How the patches are laid out before the product; see model/recipes/patch-maps.ts. */
export type ProgramKind = (typeof PROGRAM_KINDS)[number];
/** A program as a person typed it: lines of PyTorch, see src/language. */
export interface TypedProgram {
  readonly code: string;
}
/** Characters of a typed program that are read, and that a link carries. */
export const MOST_CODE = 20_000;

/** The layout of the patches that a document goes by where a typed program does not say. */
export const programKind = (program: ProgramKind | TypedProgram): ProgramKind =>
  typeof program === "string" ? program : "contiguous";

/** What the speed panel measures; none of it changes a number of the convolution. */
export interface SpeedSettings {
  /** At least one, in the order of `METHODS`. */
  readonly methods: readonly Method[];
  readonly sweep: Sweep;
  /** Samples of each measurement. */
  readonly runs: number;
}

/** Samples that the speed panel offers, fewest and most. */
export const SPEED_RUNS = [3, 101] as const;

export const LOSS_OF = ["maps", "output"] as const;
/** What the loss is of: the patch maps (or the last tensor of a typed program), or the masked output. */
export type LossOf = (typeof LOSS_OF)[number];
export const LOSSES = ["sum", "mean", "mse"] as const;
/** How a loss makes one number of a tensor; `mse` is the mean of the squared differences from a target. */
export type LossName = (typeof LOSSES)[number];
export const OPTIMIZERS = ["sgd", "adam"] as const;
/** How a filter is learned, by PyTorch's rules: see model/optimizer.ts. */
export type Optimizer = (typeof OPTIMIZERS)[number];

/**
 * The target of a squared error: zeros, or what another filter makes of the same picture: a preset, one whose name is not
 * told (`hidden` is a number it is found by), or numbers.
 */
export type LossTarget =
  | "zeros"
  | { readonly preset: FilterPreset }
  | { readonly hidden: number }
  | { readonly values: FilterSlice | readonly FilterSlice[] };

/** What the gradients panel shows and how it learns; none of it changes a number of the convolution. */
export interface GradientSettings {
  readonly of: LossOf;
  readonly loss: LossName;
  readonly target: LossTarget;
  readonly optimizer: Optimizer;
  /** Learning rate. */
  readonly lr: number;
}

/** Learning rates that are offered, smallest and largest. */
export const LEARNING_RATES = [1e-6, 1000] as const;
/** The largest number that hides a preset. */
export const MOST_HIDDEN = 9999;

/** Everything a link carries, every default filled in. Plain JSON, immutable. */
export interface Document extends Geometry {
  readonly v: 1;
  readonly image: ImageSource;
  readonly color: "rgb" | "gray";
  /** Working size [H, W] of a picture, or null for its own size. */
  readonly resize: readonly [number, number] | null;
  readonly filter: FilterSource;
  readonly sum_over: readonly SumAxis[];
  readonly region: Region;
  readonly program: ProgramKind | TypedProgram;
  readonly speed: SpeedSettings;
  readonly gradients: GradientSettings;
}

/** What a link leaves out. */
export const DEFAULT_DOCUMENT: Document = {
  v: 1,
  image: { sample: "chelsea" },
  color: "rgb",
  resize: null,
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
  filter: { preset: "sobel-x" },
  sum_over: ["C"],
  region: { shapes: [], keep: "centre", outside: "zeros" },
  program: "contiguous",
  speed: { methods: METHODS, sweep: "shape", runs: 15 },
  gradients: { of: "maps", loss: "sum", target: { hidden: 1 }, optimizer: "adam", lr: 0.01 },
};

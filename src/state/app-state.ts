import type { Document, OutsideFill } from "../model/document";
import type { PlainError } from "../model/errors";
import type { MeasureRequest } from "../model/measure";
import type { OptimizerState } from "../model/optimizer";
import type { Picture } from "../model/picture";
import type { Program, Step } from "../model/program";
import type { BackendName, Glance, Gradients, JobResult, ProgramName } from "../model/runner";
import type { Selection } from "../model/selection";
import type { Findings } from "../model/speed";
import type { Tiling, TilingPreset } from "../model/tiling";

export const TOOLS = ["select", "rect", "ellipse", "polygon", "lasso", "brush", "eraser"] as const;
export type Tool = (typeof TOOLS)[number];

export type OutputMode = "masked" | "dense" | "difference";
export type Theme = "system" | "light" | "dark";

/** What shares the lower area of the page, one at a time. */
export const LOWER_TABS = ["tensor", "code", "gradients", "speed"] as const;
export type LowerTab = (typeof LOWER_TABS)[number];

/** A message that stays until it is read. */
export interface Toast {
  readonly id: number;
  readonly kind: "error" | "notice";
  readonly message: string;
}

/** Which step the tensor panel shows; null means the last step that has values. */
export interface ChosenStep {
  readonly program: ProgramName;
  readonly step: number | null;
}

/** How the cells of the chosen step are laid out: a preset, or an assignment made by hand for that very step. */
export type TilingChoice =
  { readonly preset: TilingPreset } | { readonly custom: Tiling; readonly program: ProgramName; readonly step: number };

export type LinkedField = "kernel_size" | "stride" | "padding" | "dilation";

/** Numbers that a person wants to bring in: as what, and from which file, if one was dropped. */
export interface NumbersRequest {
  readonly target: "image" | "filter";
  readonly file: { readonly blob: Blob; readonly name: string } | null;
}

/** What something beyond the budget takes, in words, and what could be done instead. */
export interface CostQuestion {
  readonly words: string;
  readonly instead: string | null;
}

/** Dies with the tab: nothing in here reaches a link or the history. */
export interface Session {
  readonly theme: Theme;
  readonly chosen: ChosenStep;
  readonly tiling: TilingChoice;
  /** What a screen pixel shows that covers several values; null takes what suits the values. */
  readonly pool: "mean" | "peak" | null;
  readonly outputMode: OutputMode;
  readonly tab: LowerTab;
  /** How the axes of the speed chart are divided. */
  readonly speedScale: "log" | "linear";
  readonly batch: number;
  readonly tool: Tool;
  readonly drawing: "add" | "subtract";
  readonly brushRadius: number;
  /** Which shape of the region is selected for moving and resizing. */
  readonly shape: number | null;
  readonly hover: Selection | null;
  readonly pinned: Selection | null;
  /** The tap of a gradient whose pulls are shown, of a channel of the filter. */
  readonly tap: { readonly c: number; readonly i: number; readonly j: number } | null;
  /** True once the name of a hidden target was asked for. */
  readonly revealed: boolean;
  /** Fields whose two axes change together. */
  readonly linked: Readonly<Record<LinkedField, boolean>>;
  readonly toasts: readonly Toast[];
  readonly backend: { readonly name: BackendName; readonly detail: string } | null;
  /** A picture is being fetched or decoded; the old one stays meanwhile. */
  readonly opening: string | null;
  /** How far the decoding of a file has come, 0 to 1, and how it is stopped; null while none is decoded. */
  readonly decoding: { readonly done: number; readonly cancel: () => void } | null;
  /** A document whose picture did not travel with its link; it waits until the person brings the picture. */
  readonly wanted: Document | null;
  /** The question which numbers to bring in, while it is open. */
  readonly numbers: NumbersRequest | null;
  /** The question whether something beyond the budget is to be done, while it stands. */
  readonly asking: CostQuestion | null;
  /** How far the outputs have come that are computed behind what is shown already, 0 to 1; null while none are. */
  readonly behind: number | null;
  /** Numbers of a step that the engine computes on demand per millisecond, as it was last measured; null before that. */
  readonly pace: number | null;
}

/** What the engine made of the document; recomputed whenever it changes. */
export type Results =
  | { readonly status: "none" }
  | { readonly status: "running"; readonly previous: Ready | null; readonly done: number }
  | Ready
  | { readonly status: "failed"; readonly error: PlainError; readonly previous: Ready | null };

/** A program with its trace. */
export interface Traced {
  readonly program: Program;
  readonly steps: readonly Step[];
}

/** A finished run, with the document and picture it belongs to. */
export interface Ready {
  readonly status: "ready";
  readonly document: Document;
  readonly picture: Picture;
  readonly shown: { readonly program: ProgramName; readonly step: number };
  /** Both programs with the windows that were really kept. */
  readonly programs: Readonly<Record<ProgramName, Traced>>;
  /** Of very many windows the outputs are still under way when everything else is shown. */
  readonly result: JobResult | Glance;
}

/** Over what is measured: the page may have gone on to something else since. */
export interface SpeedSubject {
  readonly document: Document;
  readonly picture: Picture;
  /** The backend's true name. */
  readonly backend: string | null;
}

/** What measuring has found; not part of the document, for times are those of one machine. */
export type SpeedState =
  | { readonly status: "idle" }
  | {
      readonly status: "running";
      readonly about: SpeedSubject;
      readonly findings: Findings;
      readonly doing: MeasureRequest;
      /** Share of the work that is done, 0 to 1. */
      readonly done: number;
    }
  | { readonly status: "done" | "stopped"; readonly about: SpeedSubject; readonly findings: Findings }
  | {
      readonly status: "failed";
      readonly about: SpeedSubject;
      readonly findings: Findings;
      readonly error: PlainError;
    };

/** Gradients with the document and picture they belong to. */
export interface GradientsReady {
  readonly status: "ready";
  readonly document: Document;
  readonly picture: Picture;
  readonly values: Gradients;
}

/** What came back from the document's loss; computed while its tab is open, recomputed whenever that changes. */
export type GradientState =
  | { readonly status: "idle" }
  | { readonly status: "running"; readonly previous: GradientsReady | null; readonly done: number }
  | GradientsReady
  | { readonly status: "failed"; readonly error: PlainError; readonly previous: GradientsReady | null };

/** A filter that is being learned, over the document and picture that the loss is of; dies with the tab until it is kept. */
export type LearningState =
  | { readonly status: "idle" }
  | (LearningSubject & { readonly status: "playing" | "paused" | "diverged" })
  | (LearningSubject & { readonly status: "failed"; readonly error: PlainError });

export interface LearningSubject {
  readonly document: Document;
  readonly picture: Picture;
  readonly state: OptimizerState;
  /** The loss before each step. */
  readonly losses: readonly number[];
}

export interface History {
  readonly past: readonly Snapshot[];
  readonly future: readonly Snapshot[];
}

/** A document and the picture it speaks of: they are kept, undone and redone together. */
export interface Snapshot {
  readonly document: Document;
  readonly picture: Picture;
}

export interface AppState {
  readonly document: Document;
  readonly picture: Picture | null;
  readonly history: History;
  readonly session: Session;
  readonly results: Results;
  readonly speed: SpeedState;
  readonly gradients: GradientState;
  readonly learning: LearningState;
}

export const INITIAL_SESSION: Session = {
  theme: "system",
  chosen: { program: "maps", step: null },
  tiling: { preset: "maps" },
  pool: null,
  outputMode: "masked",
  tab: "tensor",
  speedScale: "log",
  batch: 0,
  tool: "select",
  drawing: "add",
  brushRadius: 6,
  shape: null,
  hover: null,
  pinned: null,
  tap: null,
  revealed: false,
  linked: { kernel_size: true, stride: true, padding: true, dilation: true },
  toasts: [],
  backend: null,
  opening: null,
  decoding: null,
  wanted: null,
  numbers: null,
  asking: null,
  behind: null,
  pace: null,
};

/** How the page names what stands outside the region in the output. */
export const OUTSIDE_NAMES: Readonly<Record<OutsideFill, string>> = {
  zeros: "zeros",
  input: "the input",
  dense: "dense",
};

import { programKind, type Document } from "../../model/document";
import { resolveFilter } from "../../model/filter";
import { reachOf, windowGrid, type Pair } from "../../model/geometry";
import { numel } from "../../model/layout";
import { numbersOf } from "../../model/levels";
import type { Program, RefusedStep, Step } from "../../model/program";
import { maskedConvolution } from "../../model/recipes/masked-convolution";
import { patchMaps } from "../../model/recipes/patch-maps";
import { keptRuns } from "../../model/region/kept-windows";
import { regionRuns } from "../../model/region/region-runs";
import type { HeldImage, WorkingImage } from "../../model/runner";
import { cellCount } from "../../model/runs";
import { trace } from "../../model/trace";
import { boxesOf, type Box } from "./boxes";

/** Longer lists of numbers are not written into the code but read from the .npz file saved beside it. */
export const MOST_WRITTEN = 1500;
/** A region of more rectangles than this is read from the .npz file. */
export const MOST_BOXES = 600;

/** A program and what the trace says of its lines. */
export interface Written {
  readonly program: Program;
  readonly steps: readonly Step[];
}

/** Where the code takes a tensor from: a rule, numbers written into it, or the .npz file. */
export type Origin = "rule" | "numbers" | "npz";

/** Everything that code in any language is written from. */
export interface Subject {
  readonly document: Document;
  /** Its numbers only where they are written into the code. */
  readonly image: WorkingImage;
  /** [C, kh, kw]. */
  readonly filter: Float32Array;
  /** True when every channel has the same slice. */
  readonly shared: boolean;
  readonly imageFrom: Origin;
  readonly filterFrom: Origin;
  /** The region as rectangles of pixels; null for the whole image, "npz" when there are too many. */
  readonly region: readonly Box[] | null | "npz";
  readonly maps: Written;
  /** The line of the document's program that PyTorch refuses; `maps` is then the same program with `.reshape`. */
  readonly refused: RefusedStep | null;
  readonly output: Written;
  readonly grid: Pair;
  readonly reach: Pair;
  /** Of the centre pixel from a window's first tap, rows and columns. */
  readonly centre: Pair;
  /** N. */
  readonly windows: number;
  /** Numbers of the variables that keep their values from one program to the other: the lines both begin with. */
  readonly common: number;
  /** True when something else has to be read from the .npz file. */
  readonly readsMore: boolean;
}

/** Second meanings of the names that both programs use: code in one file keeps them apart. */
const RENAMED: Readonly<Record<string, string>> = {
  by_window: "in_order",
  patches: "rows",
  kept_patches: "kept_rows",
  sums: "row_sums",
};

const written = (program: Program): Written => ({ program, steps: trace(program) });

/** Gathers what the code of a document over its working image is written from; throws as geometry and filter do. */
export function subjectOf(document: Document, image: HeldImage): Subject {
  const { shape } = image;
  const [batch, channels, height, width] = shape;
  const filter = resolveFilter(document.filter, channels, document.kernel_size);
  const spec = { image: shape, geometry: document, sum_over: document.sum_over };
  const asked = written(patchMaps({ ...spec, program: programKind(document.program) }));
  const last = asked.steps.at(-1);
  const refused = last?.kind === "refused" ? last : null;
  const maps = refused ? written(patchMaps({ ...spec, program: "reshape" })) : asked;

  const runs = regionRuns(document.region.shapes, height, width);
  const boxes = document.region.shapes.length === 0 ? null : boxesOf(runs);
  const kept = batch * cellCount(keptRuns(runs, document, shape, document.region.keep));
  const plain = maskedConvolution({ image: shape, geometry: document, kept, outside: document.region.outside });
  const renamed = { ...plain, calls: plain.calls.map((call) => ({ ...call, name: RENAMED[call.name] ?? call.name })) };

  const grid = windowGrid(document, shape);
  const reach: Pair = [reachOf(document, 0), reachOf(document, 1)];
  const taps = filter.length / channels;
  const made = "arange" in document.image ? "rule" : "random" in document.image || "tensor" in document.image;
  const small = numel(shape) <= MOST_WRITTEN;
  return {
    document,
    image: { shape, data: small ? numbersOf(image.data) : new Float32Array(0) },
    filter,
    shared: filter.every((value, at) => Object.is(value, filter[at % taps])),
    imageFrom: made === "rule" ? "rule" : made && small ? "numbers" : "npz",
    filterFrom: filter.length <= MOST_WRITTEN ? "numbers" : "npz",
    region: boxes !== null && boxes.length > MOST_BOXES ? "npz" : boxes,
    maps,
    refused,
    output: written(renamed),
    grid,
    reach,
    centre: [Math.floor((reach[0] - 1) / 2), Math.floor((reach[1] - 1) / 2)],
    windows: batch * grid[0] * grid[1],
    common: plain.calls.findIndex(({ op }) => op === "permute"),
    readsMore: false,
  };
}

/** True when the code cannot run without the .npz file beside it. */
export const needsNpz = ({ imageFrom, filterFrom, region, readsMore }: Subject): boolean =>
  readsMore || imageFrom === "npz" || filterFrom === "npz" || region === "npz";

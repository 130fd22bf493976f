import { SUM_AXES, type ProgramKind, type SumAxis } from "../document";
import type { Geometry, ImageShape } from "../geometry";
import { contiguousLayout } from "../layout";
import { stepOf, type Call, type Program } from "../program";
import { filterAxes, imageInput, lastOf, windowCalls } from "./windows";

export interface PatchMapsSpec {
  readonly image: ImageShape;
  readonly geometry: Geometry;
  readonly program: ProgramKind;
  readonly sum_over: readonly SumAxis[];
}

/**
 * The thread's lines: image → windows → patches [N, C, kh, kw] → products → their sum over the chosen axes. Inputs
 * are `image` [B, C, H, W] and `filter` [C, kh, kw]. With `program: "thread"`, PyTorch refuses the view to patches
 * when B > 1 and C > 1.
 */
export function patchMaps({ image, geometry, program, sum_over }: PatchMapsSpec): Program {
  const [batch, channels] = image;
  const [kh, kw] = geometry.kernel_size;
  const calls: Call[] = windowCalls(geometry);
  const add = (make: (inputs: Call["inputs"]) => Call): void => void calls.push(make([lastOf(calls)]));

  add((inputs) => ({ op: "contiguous", args: {}, inputs, name: "copied" }));
  const numbered = { shape: [batch, channels, -1, kh, kw], parts: [1, 1, 2, 1, 1] };
  add((inputs) => ({ op: "view", args: numbered, inputs, name: "numbered" }));
  add((inputs) => ({ op: "permute", args: { dims: [0, 2, 1, 3, 4] }, inputs, name: "by_window" }));
  if (program === "contiguous") add((inputs) => ({ op: "contiguous", args: {}, inputs, name: "packed" }));
  const patches = { shape: [-1, channels, kh, kw], parts: [3, 1, 1, 1] };
  add((inputs) => ({ op: program === "reshape" ? "reshape" : "view", args: patches, inputs, name: "patches" }));
  add((inputs) => ({ op: "multiply", args: {}, inputs: [...inputs, { input: "filter" }], name: "products" }));
  const dims = SUM_AXES.flatMap((axis, i) => (sum_over.includes(axis) ? [i + 1] : []));
  if (dims.length > 0) {
    add((inputs) => ({ op: "sum", args: { dims }, inputs, name: isMaps(sum_over) ? "maps" : "sums" }));
  }

  return {
    inputs: {
      image: imageInput(image),
      filter: { code: "filt", layout: contiguousLayout([channels, kh, kw]), axes: filterAxes(image, geometry) },
    },
    calls,
  };
}

/** The k×k×N maps are the products summed over channels and nothing else. */
const isMaps = (sum_over: readonly SumAxis[]): boolean => sum_over.length > 0 && sum_over.every((axis) => axis === "C");

/** Step numbers of what the page speaks of; null for a line that the program does not have. */
export interface PatchMapsSteps {
  /** [B, C, h_windows, w_windows, kh, kw], every tap of every window still a view of the image. */
  readonly windows: number | null;
  /** [N, C, kh, kw]. */
  readonly patches: number | null;
  /** patches · filter, [N, C, kh, kw]. */
  readonly products: number | null;
  /** [N, kh, kw], only when exactly the channels are summed. */
  readonly maps: number | null;
  /** The last line: products or their sum, whatever is summed. */
  readonly result: number;
}

/** Where the patch-maps program has its important lines. */
export const patchMapsSteps = (program: Program): PatchMapsSteps => ({
  windows: stepOf(program, "dilated") ?? stepOf(program, "windows"),
  patches: stepOf(program, "patches"),
  products: stepOf(program, "products"),
  maps: stepOf(program, "maps"),
  result: program.calls.length,
});

import { axisName } from "../../model/axes";
import type { Call, DoneStep } from "../../model/program";
import type { Subject } from "./subject";

const FILL = {
  zeros: "zeros",
  reflect: "the picture mirrored, its edge not repeated",
  replicate: "the edge repeated",
  circular: "the opposite side",
} as const;

/** What a line of the programs does, in a sentence; the same in every language. */
export function noteOf(call: Call, { document }: Subject): string | null {
  switch (call.name) {
    case "padded":
      return `More rows and columns on every side hold ${FILL[document.padding_mode]}.`;
    case "strips":
      return "The rows become windows of rows; a new last axis holds the rows that each window reaches over.";
    case "windows":
      return "The same for the columns: now every window of every channel is there.";
    case "dilated":
      return "Dilation: of the pixels that a window reaches over, only the taps stay.";
    case "copied":
      return "Windows overlap in memory; a copy gives every window numbers of its own.";
    case "numbered":
      return "h_windows and w_windows become one axis, the number of the window.";
    case "by_window":
      return "The number of the window comes before the channels.";
    case "packed":
      return "The order of the axes is no longer that of the memory: copied again, so that axes can be merged.";
    case "patches":
      return "One patch per window: [N, C, kh, kw].";
    case "products":
      return "Every number of every patch times the number of the filter it meets.";
    case "maps":
      return "Summed over the channels only: a kh × kw map for each window.";
    case "sums":
      return `Summed over ${document.sum_over.join(", ")}.`;
    case "row_sums":
      return "One number per kept window: the convolution where it is asked for.";
    case "in_order":
      return "Windows first, then what each of them sees.";
    case "rows":
      return "One row per window, as many numbers as the filter has.";
    case "kept_rows":
      return "Only the windows that the region keeps.";
    case "filled":
      return "Every number goes back to its window's place.";
    case "output":
      return "And the windows to their places in the picture.";
    default:
      return null;
  }
}

/** The axes of a step by their names: `[N, C, kh, kw]`. */
export const axesNote = (step: DoneStep): string => `[${step.axes.map(axisName).join(", ")}]`;

/** How a region lets windows run, in words. */
export const RULE_NOTES = {
  centre: "A window is kept when its centre pixel is in the region; a centre in the padding is not.",
  any: "A window is kept when any of its taps is in the region; a tap in the padding is not.",
  all: "A window is kept when all of its taps are in the region; a tap in the padding is not.",
} as const;

export const OUTSIDE_NOTES = {
  zeros: "Where no window ran stands 0.",
  input: "Where no window ran stands the pixel under the window's centre, its channels' mean.",
  dense: "Where no window ran stands the convolution without a region.",
} as const;

/** The document in a few lines, for the head of a file. */
export function summaryOf({ document, image }: Subject): string[] {
  const { kernel_size, stride, padding, padding_mode, dilation, region, sum_over } = document;
  const each = ([rows, columns]: readonly [number, number]): string => `${rows} x ${columns}`;
  const pads = padding.some((by) => by > 0) ? `${each(padding)} (${padding_mode})` : "none";
  const drawn =
    region.shapes.length === 0
      ? "the whole image"
      : `${region.shapes.length} shape${region.shapes.length === 1 ? "" : "s"}`;
  return [
    `image [${image.shape.join(", ")}] (B, C, H, W); kernel ${each(kernel_size)}, stride ${each(stride)},`,
    `padding ${pads}, dilation ${each(dilation)}; products summed over ${sum_over.join(", ") || "nothing"};`,
    `region: ${drawn}, a window is kept by the rule "${region.keep}".`,
  ];
}

import { axisName, axisSize } from "../../model/axes";
import type { DoneStep, Step } from "../../model/program";
import { count } from "../format";
import { monoWidth, sansWidth } from "./text";
import { shortName } from "./words";

/** Text sizes in px: `small` for nearly everything, `strong` for headings, `line` from baseline to baseline. */
export interface Type {
  readonly small: number;
  readonly strong: number;
  readonly line: number;
}

/** Where the columns stand. `width` of the last one is larger when PyTorch refused it: its words need room. */
export interface Columns {
  readonly width: number;
  readonly type: Type;
  readonly boxes: readonly { readonly x: number; readonly width: number }[];
}

/** From the left edge of a column to its text and bars, and from those to the right edge. */
export const INSET = 5;
export const RIGHT_INSET = 3;
/** The same where PyTorch's words are set inside an outline. */
export const REFUSED_INSET = 12;
/** From a bar to its name. */
export const NAME_GAP = 4;
/** Around everything: room for the outline of the first and last column. */
export const MARGIN = 3;

export const SMALLEST_TEXT = 11;
const LARGEST_TEXT = 16;
const LEAST_PITCH = 72;
const MOST_PITCH = 260;
const LEAST_BAR = 28;
/** Px of a name, and of a heading, that the narrowest column has room for; what is longer is shortened there. */
const LEAST_NAME = 22;
const LEAST_HEADING = 80;
const REFUSED_WIDTH = { least: 168, most: 280, share: 2.4 };

/** Px that the number of the widest axis of a step takes inside its bar. */
export const barNeed = (step: DoneStep, size: number): number =>
  Math.max(LEAST_BAR, ...step.axes.map((axis) => sansWidth(count(axisSize(axis)), size) + 4));

/** Px that the longest axis name of a step takes, in full or short. */
export const nameNeed = (step: DoneStep, size: number, form: (name: string) => string): number =>
  Math.max(0, ...step.axes.map((axis) => sansWidth(form(axisName(axis)), size)));

/** The narrowest column in which this step's numbers, names and heading fit. */
function needOf(step: Step): number {
  const heading = Math.min(LEAST_HEADING, monoWidth(step.heading.name, SMALLEST_TEXT)) + INSET + RIGHT_INSET - 1;
  if (step.kind === "refused") return heading;
  const name = Math.min(LEAST_NAME, nameNeed(step, SMALLEST_TEXT, shortName));
  return Math.max(heading, INSET + barNeed(step, SMALLEST_TEXT) + NAME_GAP + name + RIGHT_INSET);
}

/** Shares `width` px among the steps; asks for more than `width` when their text would not fit. */
export function placeColumns(steps: readonly Step[], width: number): Columns {
  const refused = steps.filter((step) => step.kind === "refused").length;
  const plain = steps.length - refused;
  const least = Math.max(LEAST_PITCH, ...steps.map(needOf));
  const room = width - 2 * MARGIN;
  const shared = room / Math.max(1, plain + refused * REFUSED_WIDTH.share);
  const wide = refused === 0 ? 0 : clamp(shared * REFUSED_WIDTH.share, REFUSED_WIDTH.least, REFUSED_WIDTH.most);
  const pitch = clamp((room - refused * wide) / Math.max(1, plain), least, MOST_PITCH);
  let x = MARGIN;
  const boxes = steps.map((step) => {
    const box = { x, width: step.kind === "refused" ? wide : pitch };
    x += box.width;
    return box;
  });
  return { width: Math.max(width, Math.ceil(x + MARGIN - 0.01)), type: typeFor(steps, pitch), boxes };
}

/** Text grows with the columns, so that a projector's page is read from the last row. */
function typeFor(steps: readonly Step[], pitch: number): Type {
  const small = round(clamp(SMALLEST_TEXT + (pitch - 95) / 30, SMALLEST_TEXT, LARGEST_TEXT));
  const longest = Math.max(1, ...steps.map((step) => step.heading.name.length));
  const strong = round(
    clamp((pitch - INSET - RIGHT_INSET) / monoWidth("x".repeat(longest), 1), SMALLEST_TEXT, small + 2),
  );
  return { small, strong, line: Math.round(small * 1.3) };
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const round = (value: number): number => Math.floor(value * 10) / 10;

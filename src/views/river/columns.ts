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

/** A column from edge to edge, and the room inside it for bars and text. */
export interface Box {
  readonly x: number;
  readonly width: number;
  readonly inner: { readonly x: number; readonly width: number };
}

/** Where the columns stand. `width` of the last one is larger when PyTorch refused it: its words need room. */
export interface Columns {
  readonly width: number;
  readonly type: Type;
  readonly boxes: readonly Box[];
}

/** From the edges of a column to its text and bars, in a narrow one; wider ones have more air on the left. */
const INSET = { left: 5, right: 3, most: 14, share: 0.065 };
/** The same on both sides where PyTorch's words are set inside an outline. */
const REFUSED_INSET = 12;
/** From a bar to its name. */
export const NAME_GAP = 4;
/** Around everything: room for the outline of the first and last column. */
export const MARGIN = 3;

/** Capitals and digits are about 0.72 em tall: half of it from their middle to the baseline. */
export const HALF_CAP = 0.36;

export const SMALLEST_TEXT = 11;
const LARGEST_TEXT = 16;
const LEAST_PITCH = 72;
const MOST_PITCH = 260;
const LEAST_BAR = 28;
/** Px of names and headings that columns have room for: all they can use, and where that saves the reader scrolling. */
const COMFORT = { name: 56, heading: 100 };
const TIGHT = { name: 22, heading: 80 };
/** Px at most that the last column's indices may reach out of it: those of all others reach into the next column's air. */
const MOST_OVERHANG = 40;
const REFUSED_WIDTH = { least: 168, most: 280, share: 2.4 };

/** Px that the number of the widest axis of a step takes inside its bar. */
export const barNeed = (step: DoneStep, size: number): number =>
  Math.max(LEAST_BAR, ...step.axes.map((axis) => sansWidth(count(axisSize(axis)), size) + 4));

/** Px that the longest axis name of a step takes, in full or short. */
export const nameNeed = (step: DoneStep, size: number, form: (name: string) => string): number =>
  Math.max(0, ...step.axes.map((axis) => sansWidth(form(axisName(axis)), size)));

/** The narrowest column in which this step's numbers fit, and its names and heading up to so many px. */
function needOf(step: Step, most: { readonly name: number; readonly heading: number }): number {
  const heading = Math.min(most.heading, monoWidth(step.heading.name, SMALLEST_TEXT)) + INSET.left + INSET.right - 1;
  if (step.kind === "refused") return heading;
  const name = Math.min(most.name, nameNeed(step, SMALLEST_TEXT, shortName));
  return Math.max(heading, INSET.left + barNeed(step, SMALLEST_TEXT) + NAME_GAP + name + INSET.right);
}

/** The air on the left of a column, where there is room for it. */
const insetOf = (pitch: number): number => clamp(pitch * INSET.share, INSET.left, INSET.most);

/** Px by which the longest index of a step, under its axis's name, reaches out of a column of `pitch` px. */
function overhangOf(step: Step | undefined, pitch: number, size: number): number {
  if (step?.kind !== "done") return 0;
  const longest = Math.max(0, ...step.axes.map((axis) => sansWidth(count(axisSize(axis)), size)));
  const room = pitch - insetOf(pitch) - barNeed(step, size) - NAME_GAP;
  return clamp(longest - room, 0, MOST_OVERHANG);
}

/**
 * Shares `width` px among the steps. Asks for more than `width` when their text would not fit; since it is then
 * scrolled anyway, names and headings get all the room they can use.
 */
export function placeColumns(steps: readonly Step[], width: number): Columns {
  const refused = steps.filter((step) => step.kind === "refused").length;
  const plain = steps.length - refused;
  const room = width - 2 * MARGIN;
  const shared = room / Math.max(1, plain + refused * REFUSED_WIDTH.share);
  const wide = refused === 0 ? 0 : clamp(shared * REFUSED_WIDTH.share, REFUSED_WIDTH.least, REFUSED_WIDTH.most);
  const even = (room - refused * wide) / Math.max(1, plain);
  const least = (most: typeof TIGHT) => Math.max(LEAST_PITCH, ...steps.map((step) => needOf(step, most)));
  const isTight = even >= least(TIGHT);
  const whole = isTight ? Math.min(even, MOST_PITCH) : least(COMFORT);
  const overhang = overhangOf(steps.at(-1), whole, typeFor(steps, whole).small);
  const pitch = isTight ? Math.max(least(TIGHT), whole - overhang / Math.max(1, plain)) : whole;
  let x = MARGIN;
  // As far as the text leaves room for it.
  const air = pitch - least(isTight ? TIGHT : COMFORT);
  const inset = Math.min(insetOf(pitch), INSET.left + air);
  const boxes = steps.map((step): Box => {
    const refusal = step.kind === "refused";
    const across = refusal ? wide : pitch;
    const [left, right] = refusal ? [REFUSED_INSET, REFUSED_INSET] : [inset, INSET.right];
    const box = { x, width: across, inner: { x: x + left, width: across - left - right } };
    x += across;
    return box;
  });
  return {
    width: Math.max(width, Math.ceil(x + Math.max(MARGIN, overhang) - 0.01)),
    type: typeFor(steps, pitch),
    boxes,
  };
}

/** Text grows with the columns, so that a projector's page is read from the last row. */
function typeFor(steps: readonly Step[], pitch: number): Type {
  const small = round(clamp(SMALLEST_TEXT + (pitch - 95) / 30, SMALLEST_TEXT, LARGEST_TEXT));
  const longest = Math.max(1, ...steps.map((step) => step.heading.name.length));
  const strong = round(
    clamp((pitch - INSET.left - INSET.right) / monoWidth("x".repeat(longest), 1), SMALLEST_TEXT, small + 2),
  );
  return { small, strong, line: Math.round(small * 1.3) };
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const round = (value: number): number => Math.floor(value * 10) / 10;

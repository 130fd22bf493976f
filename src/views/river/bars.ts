import { axisName, axisSize, type Axis } from "../../model/axes";
import type { DoneStep } from "../../model/program";
import { hueOf, isSoft, type Hue } from "../axis-hues";
import { count } from "../format";
import { NAME_GAP, barNeed, nameNeed, type Type } from "./columns";
import { BAR_GAP, barHeight, bitsOf, type BarScale } from "./scale";
import { sansWidth, shorten } from "./text";
import { shortName } from "./words";

/** From and to, in px downwards. */
export type Span = readonly [number, number];

/** One meaning inside a bar: the share of the bar that its size has, by logarithm. */
export interface Segment {
  readonly name: string;
  readonly hue: Hue;
  readonly span: Span;
}

/** One axis of one step. */
export interface Bar {
  /** Unique within the column, and the same while the axis keeps its name. */
  readonly key: string;
  readonly axis: number;
  readonly size: number;
  /** The axis's name in full, and as it fits beside the bar. */
  readonly name: string;
  readonly label: string;
  readonly x: number;
  readonly width: number;
  readonly span: Span;
  /** Outermost first; they fill the bar. Segments of size 1 in a merged bar have no height. */
  readonly segments: readonly Segment[];
  /** The printed size: centred at x + width / 2, on this hue. */
  readonly number: { readonly text: string; readonly centre: number; readonly hue: Hue };
}

/** The hue in which an axis's name is printed: its own, or the neutral one when it is merged. */
export const nameHue = ({ segments }: Bar): Hue => (segments.length === 1 ? (segments[0]?.hue ?? "b") : "b");

export const middle = ([from, to]: Span): number => (from + to) / 2;
export const length = ([from, to]: Span): number => to - from;

/** Shares `span` out in proportion to `weights`; evenly when all are 0. */
export function divide(span: Span, weights: readonly number[]): Span[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let at = span[0];
  return weights.map((weight, index) => {
    const from = at;
    at += total > 0 ? (length(span) * weight) / total : length(span) / weights.length;
    return [from, index === weights.length - 1 ? span[1] : at] as const;
  });
}

function segmentsOf(axis: Axis, span: Span): Segment[] {
  const spans = divide(
    span,
    axis.parts.map((part) => bitsOf(part.size)),
  );
  return axis.parts.map((part, at) => ({ name: part.name, hue: hueOf(part), span: spans[at] ?? span }));
}

/**
 * The number stands in the middle, unless soft and strong hues meet in the bar: no ink is legible on both, so it stands
 * on the longer run of one of them, as far as the bar's ends allow.
 */
function numberPlace(span: Span, segments: readonly Segment[], size: number): { centre: number; hue: Hue } {
  const runs: { hue: Hue; span: Span }[] = [];
  for (const segment of segments) {
    if (length(segment.span) === 0) continue;
    const last = runs.at(-1);
    if (last !== undefined && isSoft(last.hue) === isSoft(segment.hue)) last.span = [last.span[0], segment.span[1]];
    else runs.push({ hue: segment.hue, span: segment.span });
  }
  let longest = runs[0] ?? { hue: "other" as const, span };
  for (const run of runs) if (length(run.span) > length(longest.span)) longest = run;
  const margin = Math.min(length(span), size * 1.1) / 2;
  return { centre: Math.min(span[1] - margin, Math.max(span[0] + margin, middle(longest.span))), hue: longest.hue };
}

/** How axes are called beside their bars in all columns of a river: in full where that fits everywhere. */
export type NameForm = (name: string) => string;

/** How wide the bars of each step are, px, and how the axes are called beside them. */
export interface BarWidths {
  readonly widths: readonly number[];
  readonly form: NameForm;
}

/**
 * The same width for all steps where their numbers and names allow it, otherwise each step's own. `inner` is the room
 * of each step inside its column, in px.
 */
export function barWidths(steps: readonly DoneStep[], inner: readonly number[], type: Type): BarWidths {
  const needs = steps.map((step) => barNeed(step, type.small));
  const room = (at: number) => (inner[at] ?? 0) - NAME_GAP;
  const wish = Math.max(...needs, ...steps.map((_, at) => Math.min(84, room(at) * 0.38)));
  const forms: NameForm[] = [(name) => name, shortName];
  for (const form of forms) {
    const rooms = steps.map((step, at) => room(at) - nameNeed(step, type.small, form));
    const least = Math.min(...rooms);
    // A narrower bar is a fair price for names in full, but not one narrower than three tenths of its column.
    if (least >= Math.max(...needs, ...steps.map((_, at) => room(at) * 0.3))) {
      return { widths: steps.map(() => Math.min(wish, least)), form };
    }
  }
  const rooms = steps.map((step, at) => room(at) - nameNeed(step, type.small, shortName));
  const widths = steps.map((_, at) => Math.max(needs[at] ?? 0, Math.min(wish, rooms[at] ?? 0)));
  return { widths, form: shortName };
}

/** The bars of one step, from `top` downwards in the order of its axes; `area` is the room inside its column. */
export function barsOf(
  step: DoneStep,
  area: { readonly x: number; readonly width: number; readonly bar: number; readonly form: NameForm },
  top: number,
  scale: BarScale,
  type: Type,
): Bar[] {
  const room = area.width - area.bar - NAME_GAP;
  const fits = (text: string) => sansWidth(text, type.small) <= room + 0.5;
  const seen = new Map<string, number>();
  let y = top;
  return step.axes.map((axis, at) => {
    const name = axisName(axis);
    const size = axisSize(axis);
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    const span: Span = [y, y + barHeight(scale, size)];
    y = span[1] + BAR_GAP;
    const segments = segmentsOf(axis, span);
    return {
      key: times === 0 ? name : `${name}#${times}`,
      axis: at,
      size,
      name,
      label: shorten(area.form(name), fits),
      x: area.x,
      width: area.bar,
      span,
      segments,
      number: { text: count(size), ...numberPlace(span, segments, type.small) },
    };
  });
}

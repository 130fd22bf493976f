import { axisSize } from "../../model/axes";
import type { DoneStep, Step } from "../../model/program";
import type { Hue } from "../axis-hues";
import { allOf, type Piece } from "../paint-queue";
import { barsOf, barWidths, type Bar } from "./bars";
import { MARGIN, placeColumns, type Box, type Type } from "./columns";
import { endingsOf, tearsOf, type Ending } from "./endings";
import { flowsBetween } from "./flows";
import { footOf, footHeight, footNeeds, type Foot } from "./foot";
import { argsBlock, nameBlock, refusalOf, type Refusal } from "./heading";
import { ribbonPath } from "./paths";
import { columnHeight, fitScale } from "./scale";
import type { TextBlock } from "./text";
import { stepInWords } from "./words";

export interface RiverSize {
  /** Px there are. The layout may ask for more, and is then scrolled sideways. */
  readonly width: number;
  /** Px there are; bars and gaps may ask for more. */
  readonly height: number;
}

/** One step. What every column has, and what only those have that PyTorch carried out or refused. */
export type RiverColumn = DoneColumn | RefusedColumn;

interface ColumnBase {
  /** The operation's name and which of its kind it is: "unfold 2". Stays while other steps come and go. */
  readonly key: string;
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly name: TextBlock;
  readonly args: TextBlock;
  /** The whole step in words. */
  readonly label: string;
}

export interface DoneColumn extends ColumnBase {
  readonly kind: "done";
  readonly bars: readonly Bar[];
  readonly foot: Foot;
}

export interface RefusedColumn extends ColumnBase {
  readonly kind: "refused";
  readonly refusal: Refusal;
}

export interface Ribbon {
  readonly key: string;
  readonly hue: Hue;
  readonly path: string;
}

/** Everything the river draws, in px, without a DOM. */
export interface RiverLayout {
  readonly width: number;
  readonly height: number;
  readonly type: Type;
  readonly columns: readonly RiverColumn[];
  readonly ribbons: readonly Ribbon[];
  readonly endings: readonly Ending[];
  /** The line above the strides, and its caption. */
  readonly rule: { readonly y: number; readonly caption: TextBlock };
}

const isDone = (step: Step): step is DoneStep => step.kind === "done";
const LEAST_BARS = 120;
/** There is a box for every step; this one only satisfies the types. */
const NOWHERE: Box = { x: 0, width: 0, inner: { x: 0, width: 0 } };

/** "unfold 1", "unfold 2": keys that stay when a step is inserted elsewhere. */
export function stepKeys(steps: readonly Step[]): string[] {
  const seen = new Map<string, number>();
  return steps.map(({ heading }) => {
    const times = (seen.get(heading.name) ?? 0) + 1;
    seen.set(heading.name, times);
    return `${heading.name} ${times}`;
  });
}

/**
 * Lays the river out, piece by piece: columns share the width, bars share the height on one logarithmic scale, ribbons follow
 * the links of each step. Pure; nothing overlaps at any width, because a layout that needs more room asks for it.
 */
export function* riverLayoutInPieces(steps: readonly Step[], size: RiverSize): Generator<Piece, RiverLayout> {
  const { width, type, boxes } = placeColumns(steps, size.width);
  yield "computed";
  const keys = stepKeys(steps);
  const done = steps.filter(isDone);
  const inner = boxes.map((box) => box.inner.width);
  const names = steps.map((step, at) => nameBlock(step, boxes[at] ?? NOWHERE, type));
  const args = steps.map((step, at) => argsBlock(step, boxes[at] ?? NOWHERE, type));
  const top = MARGIN + 4;
  const argsTop = top + type.strong + Math.round(type.line * 0.35);
  yield "computed";
  const argsLines = Math.max(0, ...args.map((block) => block.lines.length));
  const barsTop = Math.ceil(argsTop + argsLines * type.line + 8);

  const needs = footNeeds(steps, inner, type);
  const footTall = footHeight(needs, type);
  yield "computed";
  const shapes = done.map((step) => step.axes.map(axisSize));
  const room = Math.max(LEAST_BARS, size.height - barsTop - footTall - 2 * MARGIN);
  const scale = fitScale(shapes, room, type.small + 5);
  const tallest = Math.max(room, ...shapes.map((shape) => columnHeight(scale, shape)));
  const footTop = Math.ceil(barsTop + tallest);
  const height = footTop + footTall + 2 * MARGIN;

  const { widths, form } = barWidths(done, inner.slice(0, done.length), type);
  const columnOf = (step: Step, at: number): RiverColumn => {
    const box = boxes[at] ?? NOWHERE;
    const base = {
      key: keys[at] ?? "",
      step: at,
      x: box.x,
      y: MARGIN,
      width: box.width,
      height: height - 2 * MARGIN,
      name: { ...(names[at] as TextBlock), y: top + type.strong * 0.8 }, // one block per step, by construction
      args: { ...(args[at] as TextBlock), y: argsTop + type.small * 0.95 },
      label: stepInWords(step, at),
    };
    if (step.kind === "refused") {
      const area = { ...box.inner, y: barsTop, height: height - barsTop - 2 * MARGIN };
      return { ...base, kind: "refused", refusal: refusalOf(step, area, type) };
    }
    const bars = barsOf(step, { ...box.inner, form, bar: widths[done.indexOf(step)] ?? 0 }, barsTop, scale, type);
    return {
      ...base,
      kind: "done",
      bars,
      foot: footOf(step, at, { ...box.inner, y: footTop }, needs, type),
    };
  };
  const columns: RiverColumn[] = [];
  for (const [at, step] of steps.entries()) {
    columns.push(columnOf(step, at));
    yield "computed";
  }
  return {
    width,
    height,
    type,
    columns,
    ...between(steps, columns, type),
    rule: ruleAt(footTop, boxes[0]?.inner.x ?? MARGIN, type),
  };
}

/** `riverLayoutInPieces`, at once. */
export const layoutRiver = (steps: readonly Step[], size: RiverSize): RiverLayout =>
  allOf(riverLayoutInPieces(steps, size));

/** What runs between columns: ribbons and the ends of axes. */
function between(
  steps: readonly Step[],
  columns: readonly RiverColumn[],
  type: Type,
): Pick<RiverLayout, "ribbons" | "endings"> {
  const ribbons: Ribbon[] = [];
  const endings: Ending[] = [];
  for (let at = 1; at < columns.length; at += 1) {
    const [before, after, step] = [columns[at - 1], columns[at], steps[at]];
    if (before?.kind !== "done" || after === undefined || step === undefined) continue;
    const right = before.x + before.width;
    if (step.kind === "refused" || after.kind === "refused") {
      endings.push(...tearsOf(before.bars, right - 2, after.key));
      continue;
    }
    const flows = flowsBetween(before.bars, after.bars, step.links);
    for (const flow of flows) {
      const [source, target] = [before.bars[flow.from], after.bars[flow.to]];
      if (source === undefined || target === undefined) continue;
      const path = ribbonPath(source.x + source.width, flow.source, target.x, flow.target);
      ribbons.push({ key: `${after.key}/${flow.key}`, hue: flow.hue, path });
    }
    endings.push(...endingsOf(before.bars, step, right, after.key, type));
  }
  return { ribbons, endings };
}

const ruleAt = (y: number, x: number, type: Type): RiverLayout["rule"] => ({
  y: y + 4,
  caption: {
    x,
    y: y + 4 + type.line,
    size: type.small,
    lineHeight: type.line,
    lines: ["stride"],
    full: "Elements to step over in the storage for the next index, per axis",
  },
});

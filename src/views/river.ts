import "./river.css";
import { select, type Selection } from "d3";
import type { Step } from "../model/program";
import { attribute } from "./change";
import type { Piece } from "./paint-queue";
import { drawColumns } from "./river/draw-column";
import { drawThreads, drawTicks } from "./river/draw-light";
import { drawRibbons, drawSums } from "./river/draw-ribbons";
import { drawText } from "./river/draw-text";
import { columnAfterKey, presses } from "./river/keys";
import { riverLayoutInPieces, type RiverColumn, type RiverLayout } from "./river/layout";
import { lightOf, type Lit } from "./river/lit";

export type { RiverLayout, RiverSize } from "./river/layout";
export { lightOf, type Lit, type RiverLight } from "./river/lit";

/** The steps of one program, as `trace` gives them. */
export interface RiverData {
  readonly steps: readonly Step[];
}

export interface RiverOptions {
  /** Px that the river may take; it takes more when its text would not fit, and its container scrolls. */
  readonly width: number;
  /** Px; 340 by default. */
  readonly height?: number;
  /** The step whose tensor is shown elsewhere: outlined, pressed. */
  readonly chosen?: number | null;
  /** Where the selection lies in each step. */
  readonly lit?: Lit;
  /** A column was clicked, or Enter or Space pressed on it. */
  readonly onChoose?: (step: number) => void;
  /** The pointer or the focus came to a column, or left them all (null). */
  readonly onPoint?: (step: number | null) => void;
}

const HEIGHT = 340;

/** What a node shows now: a selection that moves, or another chosen step, leaves the river itself as it is. */
interface Shown {
  readonly steps: readonly Step[];
  readonly width: number;
  readonly height: number;
  readonly layout: RiverLayout;
}
const SHOWN = new WeakMap<SVGSVGElement, Shown>();
const OPTIONS = new WeakMap<SVGSVGElement, RiverOptions>();

/**
 * The river of a program: one column per step, one ribbon per axis. Drawing again updates what is there. It comes in
 * pieces, for a new layout is too much for one frame.
 */
export function* riverInPieces(
  node: SVGSVGElement,
  { steps }: RiverData,
  options: RiverOptions,
): Generator<Piece, void> {
  const { width, height = HEIGHT, lit = [], chosen = null } = options;
  OPTIONS.set(node, options);
  let shown = SHOWN.get(node);
  if (shown?.steps !== steps || shown.width !== width || shown.height !== height) {
    shown = { steps, width, height, layout: yield* riverLayoutInPieces(steps, { width, height }) };
    // Whoever gives up half-way leaves a river that is neither the one nor the other.
    SHOWN.delete(node);
    yield* layoutInPieces(node, shown.layout);
    SHOWN.set(node, shown);
    yield undefined;
  }
  const light = lightOf(shown.layout, steps, lit);
  yield "computed";
  drawThreads(layer(node, "river-threads"), light);
  yield undefined;
  drawTicks(layer(node, "river-ticks"), light, shown.layout.type);
  const buttons = attribute(columnsOf(node), "aria-pressed", ({ step }) => String(step === chosen)).nodes();
  const focused = buttons.findIndex((button) => button === node.ownerDocument.activeElement);
  rove(buttons, focused >= 0 ? focused : (chosen ?? 0));
}

type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** The layers of a river, from the bottom up. All but the columns are for the eye alone. */
const LAYERS = ["river-ribbons", "river-threads", "river-columns", "river-ticks", "river-marks"] as const;

const layer = (node: SVGSVGElement, name: (typeof LAYERS)[number]): Layer =>
  select(node).selectChild<SVGGElement>(`g.${name}`);

const columnsOf = (node: SVGSVGElement) =>
  layer(node, "river-columns").selectChildren<SVGGElement, RiverColumn>("g.river-column");

function* layoutInPieces(node: SVGSVGElement, layout: RiverLayout): Generator<Piece, void> {
  const river = select(node);
  attribute(river, "class", "river");
  attribute(river, "width", layout.width);
  attribute(river, "height", layout.height);
  attribute(river, "viewBox", `0 0 ${layout.width} ${layout.height}`);
  attribute(river, "role", "toolbar");
  attribute(river, "aria-label", "Steps of the program");
  river
    .selectChildren<SVGGElement, string>("g")
    .data(LAYERS, (name) => name)
    .join((enter) =>
      enter
        .append("g")
        .attr("class", (name) => name)
        .attr("aria-hidden", (name) => (name === "river-columns" ? null : "true")),
    );
  drawRule(layer(node, "river-ribbons"), layout);
  drawRibbons(layer(node, "river-ribbons"), layout);
  yield undefined;
  const columns = columnsOf(node)
    .data(layout.columns, (column) => column.key)
    .join((enter) => {
      const column = enter.append("g");
      column.append("rect").attr("class", "river-frame").attr("rx", 8).attr("x", 1);
      return column.call(listen, node);
    })
    .order();
  attribute(columns, "class", ({ kind }) => `river-column river-column-${kind}`);
  attribute(columns, "data-step", ({ step }) => step);
  attribute(columns, "role", "button");
  attribute(columns, "aria-label", ({ label }) => label);
  attribute(columns, "transform", ({ x }) => `translate(${x},0)`);
  const frames = columns.select<SVGRectElement>(".river-frame");
  attribute(frames, "y", ({ y }) => y);
  attribute(frames, "width", (column) => column.width - 2);
  attribute(frames, "height", (column) => column.height);
  yield undefined;
  for (const at of layout.columns.keys()) {
    drawColumns(
      columns.filter((_, index) => index === at),
      layout.type,
    );
    yield undefined;
  }
  drawSums(layer(node, "river-marks"), layout);
}

type Columns = Selection<SVGGElement, RiverColumn, SVGGElement, unknown>;

/** Listeners are attached once and ask for the options of the day. */
function listen(columns: Columns, node: SVGSVGElement): void {
  columns
    .on("click", (_, { step }) => OPTIONS.get(node)?.onChoose?.(step))
    .on("pointerenter", (_, { step }) => OPTIONS.get(node)?.onPoint?.(step))
    .on("pointerleave blur", () => OPTIONS.get(node)?.onPoint?.(null))
    .on("focus", (_, { step }) => {
      rove(columnsOf(node).nodes(), step);
      OPTIONS.get(node)?.onPoint?.(step);
    })
    .on("keydown", (event: KeyboardEvent, { step }) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const buttons = columnsOf(node).nodes();
      const next = columnAfterKey(event.key, step, buttons.length);
      if (next === null && !presses(event.key)) return;
      event.preventDefault();
      if (next === null) OPTIONS.get(node)?.onChoose?.(step);
      else buttons[next]?.focus();
    });
}

/** One column is in the page's tab order; arrow keys reach the others. */
function rove(buttons: readonly SVGGElement[], current: number): void {
  const at = current < buttons.length ? current : 0;
  buttons.forEach((button, index) => {
    const order = index === at ? "0" : "-1";
    if (button.getAttribute("tabindex") !== order) button.setAttribute("tabindex", order);
  });
}

/** The line between bars and strides, and its caption. */
function drawRule(below: Layer, { width, columns, rule }: RiverLayout): void {
  const last = columns.findLast((column) => column.kind === "done");
  const group = below
    .selectChildren<SVGGElement, { x: number }>("g.river-rule")
    .data([{ x: 0 }])
    .join((enter) => {
      const made = enter.append("g").attr("class", "river-rule");
      made.append("line");
      return made;
    });
  const line = group.select<SVGLineElement>("line");
  attribute(line, "x1", columns[0]?.x ?? 0);
  attribute(line, "x2", last === undefined ? width : last.x + last.width);
  attribute(line, "y1", rule.y);
  attribute(line, "y2", rule.y);
  drawText(group, "river-caption", () => rule.caption);
}

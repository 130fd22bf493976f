import "./river.css";
import { select } from "d3";
import type { Step } from "../model/program";
import { drawColumns } from "./river/draw-column";
import { drawRibbons, drawSums } from "./river/draw-ribbons";
import { drawText } from "./river/draw-text";
import { columnAfterKey, presses } from "./river/keys";
import { layoutRiver, type RiverColumn, type RiverLayout } from "./river/layout";
import type { Lit } from "./river/lit";
import { duration, glide } from "./river/motion";

export { layoutRiver, type RiverLayout, type RiverSize } from "./river/layout";
export type { Lit } from "./river/lit";

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
  /** False to draw every change at once. Readers who asked for reduced motion never see any. */
  readonly animate?: boolean;
}

const HEIGHT = 340;

/** The river of a program: one column per step, one ribbon per axis. Drawing again updates what is there. */
export function drawRiver(node: SVGSVGElement, { steps }: RiverData, options: RiverOptions): void {
  const { width, height = HEIGHT, lit } = options;
  const layout = layoutRiver(steps, { width, height, ...(lit === undefined ? {} : { lit }) });
  // While a window is being resized, everything would lag behind it.
  const resized = node.getAttribute("width") !== String(layout.width);
  const milliseconds = duration(node, (options.animate ?? true) && !resized);
  const svg = select(node)
    .classed("river", true)
    .attr("width", layout.width)
    .attr("height", layout.height)
    .attr("viewBox", `0 0 ${layout.width} ${layout.height}`)
    .attr("role", "toolbar")
    .attr("aria-label", "Steps of the program");
  const layer = (name: string) =>
    svg
      .selectChildren<SVGGElement, string>(`g.${name}`)
      .data([name])
      .join((enter) => enter.append("g").attr("class", name));
  const below = layer("river-ribbons").attr("aria-hidden", "true");
  drawRule(below.node(), layout);
  below.each(function () {
    drawRibbons(select(this), layout, milliseconds);
  });

  const columns = layer("river-columns")
    .selectChildren<SVGGElement, RiverColumn>("g.river-column")
    .data(layout.columns, (column) => column.key)
    .join((enter) => {
      const column = enter.append("g");
      column.append("rect").attr("class", "river-frame").attr("rx", 8);
      return column;
    })
    .order()
    .attr("class", ({ kind }) => `river-column river-column-${kind}`)
    .attr("data-step", ({ step }) => step)
    .attr("role", "button")
    .attr("aria-label", ({ label }) => label)
    .attr("aria-pressed", ({ step }) => String(step === options.chosen));
  glide(columns, milliseconds, "transform", ({ x }) => `translate(${x},0)`);
  columns
    .select(".river-frame")
    .attr("x", 1)
    .attr("y", ({ y }) => y)
    .attr("width", (column) => column.width - 2)
    .attr("height", (column) => column.height);
  drawColumns(columns, layout.type, milliseconds);

  layer("river-marks")
    .attr("aria-hidden", "true")
    .each(function () {
      drawSums(select(this), layout, milliseconds);
    });

  const buttons = columns.nodes();
  const active = node.ownerDocument.activeElement;
  const focused = buttons.findIndex((button) => button === active);
  rove(buttons, focused >= 0 ? focused : (options.chosen ?? 0));
  columns
    .on("click", (_, { step }) => options.onChoose?.(step))
    .on("pointerenter", (_, { step }) => options.onPoint?.(step))
    .on("pointerleave blur", () => options.onPoint?.(null))
    .on("focus", (_, { step }) => {
      rove(buttons, step);
      options.onPoint?.(step);
    })
    .on("keydown", (event: KeyboardEvent, { step }) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = columnAfterKey(event.key, step, buttons.length);
      if (next === null && !presses(event.key)) return;
      event.preventDefault();
      if (next === null) options.onChoose?.(step);
      else buttons[next]?.focus();
    });
}

/** One column is in the page's tab order; arrow keys reach the others. */
function rove(buttons: readonly SVGGElement[], current: number): void {
  const at = current < buttons.length ? current : 0;
  buttons.forEach((button, index) => {
    button.setAttribute("tabindex", index === at ? "0" : "-1");
  });
}

function drawRule(layer: SVGGElement | null, { width, columns, rule }: RiverLayout): void {
  if (layer === null) return;
  const last = columns.findLast((column) => column.kind === "done");
  const group = select(layer)
    .selectChildren<SVGGElement, { x: number }>("g.river-rule")
    .data([{ x: 0 }])
    .join((enter) => {
      const made = enter.append("g").attr("class", "river-rule");
      made.append("line");
      return made;
    });
  group
    .select("line")
    .attr("x1", columns[0]?.x ?? 0)
    .attr("x2", last === undefined ? width : last.x + last.width)
    .attr("y1", rule.y)
    .attr("y2", rule.y);
  drawText(group, "river-caption", () => rule.caption);
}

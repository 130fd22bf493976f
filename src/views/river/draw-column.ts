import { select, type Selection } from "d3";
import { fillOf, inkOn, textOf } from "../axis-hues";
import { middle, nameHue, type Bar, type Segment } from "./bars";
import { attribute, content, fill } from "../change";
import { HALF_CAP, NAME_GAP, type Type } from "./columns";
import { drawText, drawTitle } from "./draw-text";
import type { Mark } from "./foot";
import type { DoneColumn, RefusedColumn, RiverColumn } from "./layout";
import { segmentPath } from "./paths";
import { signPath } from "./signs";

export type ColumnGroups = Selection<SVGGElement, RiverColumn, SVGGElement, unknown>;

const CORNER = 4;

const isDone = (column: RiverColumn): column is DoneColumn => column.kind === "done";
const isRefused = (column: RiverColumn): column is RefusedColumn => column.kind === "refused";

/** Draws what stands in each column; the group itself stands at the column's x. */
export function drawColumns(groups: ColumnGroups, type: Type): void {
  drawText(groups, "river-op", (column) => column.name);
  drawText(groups, "river-args", (column) => column.args);
  drawText(groups, "river-verdict", (column) => (isRefused(column) ? column.refusal.verdict : null));
  drawText(groups, "river-code", (column) => (isRefused(column) ? column.refusal.code : null));
  drawText(groups, "river-error", (column) => (isRefused(column) ? column.refusal.error : null));
  drawText(groups, "river-stride", (column) => (isDone(column) ? column.foot.stride : null));
  drawText(groups, "river-offset", (column) => (isDone(column) ? column.foot.offset : null));
  drawText(groups, "river-contiguity", (column) => (isDone(column) ? column.foot.contiguity.text : null));
  drawText(groups, "river-memory", (column) => (isDone(column) ? column.foot.memory.text : null));
  groups.each(function (column) {
    const group = select(this);
    drawSigns(group, isDone(column) ? [column.foot.contiguity, column.foot.memory] : [], column.x);
    drawBars(group, isDone(column) ? column : null, column.x, type);
  });
}

type Group = Selection<SVGGElement, unknown, null, undefined>;

function drawSigns(group: Group, marks: readonly Mark[], x: number): void {
  const signs = group
    .selectChildren<SVGPathElement, Mark>("path.river-sign")
    .data(marks.filter((mark) => mark.icon !== null))
    .join((enter) => enter.append("path"));
  attribute(signs, "class", (mark) => `river-sign river-sign-${mark.sign}`);
  attribute(signs, "transform", ({ icon }) => `translate(${(icon?.x ?? 0) - x},${icon?.y ?? 0})`);
  attribute(signs, "d", ({ sign, icon }) => signPath(sign, icon?.width ?? 0));
}

function drawBars(group: Group, column: DoneColumn | null, x: number, type: Type): void {
  const bars = group
    .selectChildren<SVGGElement, Bar>("g.river-bar")
    .data(column?.bars ?? [], (bar) => bar.key)
    .join((enter) => {
      const bar = enter.append("g").attr("class", "river-bar");
      bar.append("text").attr("class", "river-number").attr("text-anchor", "middle");
      bar.append("text").attr("class", "river-name");
      return bar;
    })
    .order();
  bars.each(function (bar) {
    drawTitle(this, `${bar.name}: ${bar.number.text}`);
    const segments = select(this)
      .selectChildren<SVGPathElement, Segment>("path")
      .data(bar.segments, (segment) => segment.name)
      .join((enter) => enter.insert("path", "text"));
    fill(segments, (segment) => fillOf(segment.hue));
    attribute(segments, "d", (segment) => {
      const corner = (at: 0 | 1) => (segment.span[at] === bar.span[at] ? CORNER : 0);
      return segmentPath(bar.x - x, bar.width, segment.span, [corner(0), corner(1)]);
    });
  });
  const numbers = bars.select<SVGTextElement>("text.river-number");
  attribute(numbers, "font-size", type.small);
  attribute(numbers, "x", (bar) => bar.x - x + bar.width / 2);
  attribute(numbers, "y", (bar) => bar.number.centre + type.small * HALF_CAP);
  fill(numbers, (bar) => inkOn(bar.number.hue));
  content(numbers, (bar) => bar.number.text);
  const names = bars.select<SVGTextElement>("text.river-name");
  attribute(names, "font-size", type.small);
  attribute(names, "x", (bar) => bar.x - x + bar.width + NAME_GAP);
  attribute(names, "y", (bar) => middle(bar.span) + type.small * HALF_CAP);
  fill(names, (bar) => textOf(nameHue(bar)));
  content(names, (bar) => bar.label);
}

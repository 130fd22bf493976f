import { select, type Selection } from "d3";
import { fillOf, inkOn, textOf } from "../axis-hues";
import { middle, type Bar, type Segment } from "./bars";
import { NAME_GAP, type Type } from "./columns";
import { drawText, drawTitle } from "./draw-text";
import type { Mark } from "./foot";
import type { DoneColumn, RefusedColumn, RiverColumn } from "./layout";
import type { Tick } from "./lit";
import { glide } from "./motion";
import { segmentPath } from "./paths";
import { signPath } from "./signs";

export type ColumnGroups = Selection<SVGGElement, RiverColumn, SVGGElement, unknown>;

const CORNER = 4;
/** A capital or a digit is about 0.72 em tall: half of it from the middle to the baseline. */
const HALF_CAP = 0.36;

const isDone = (column: RiverColumn): column is DoneColumn => column.kind === "done";
const isRefused = (column: RiverColumn): column is RefusedColumn => column.kind === "refused";

/** Draws what stands in each column; the group itself stands at the column's x. */
export function drawColumns(groups: ColumnGroups, type: Type, milliseconds: number): void {
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
    drawBars(group, isDone(column) ? column : null, column.x, type, milliseconds);
    drawTicks(group, isDone(column) ? column : null, column.x, type);
  });
}

type Group = Selection<SVGGElement, unknown, null, undefined>;

function drawSigns(group: Group, marks: readonly Mark[], x: number): void {
  group
    .selectChildren<SVGPathElement, Mark>("path.river-sign")
    .data(marks.filter((mark) => mark.icon !== null))
    .join((enter) => enter.append("path"))
    .attr("class", (mark) => `river-sign river-sign-${mark.sign}`)
    .attr("transform", ({ icon }) => `translate(${(icon?.x ?? 0) - x},${icon?.y ?? 0})`)
    .attr("d", ({ sign, icon }) => signPath(sign, icon?.width ?? 0));
}

function drawBars(group: Group, column: DoneColumn | null, x: number, type: Type, milliseconds: number): void {
  const bars = group
    .selectChildren<SVGGElement, Bar>("g.river-bar")
    .data(column?.bars ?? [], (bar) => bar.key)
    .join((enter) => {
      const bar = enter.append("g").attr("class", "river-bar");
      bar.append("rect").attr("class", "river-chip").attr("rx", 3);
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
      .join((enter) => enter.insert("path", "rect"))
      .style("fill", (segment) => fillOf(segment.hue));
    glide(segments, milliseconds, "d", (segment) => {
      const corner = (at: 0 | 1) => (segment.span[at] === bar.span[at] ? CORNER : 0);
      return segmentPath(bar.x - x, bar.width, segment.span, [corner(0), corner(1)]);
    });
  });
  const numbers = bars
    .select<SVGTextElement>("text.river-number")
    .attr("font-size", type.small)
    .attr("x", (bar) => bar.x - x + bar.width / 2)
    .style("fill", (bar) => inkOn(bar.number.hue))
    .text((bar) => bar.number.text);
  glide(numbers, milliseconds, "y", (bar) => bar.number.centre + type.small * HALF_CAP);
  const ticks = new Map((column?.ticks ?? []).map((tick) => [tick.axis, tick]));
  const chipOf = (bar: Bar) => ticks.get(bar.axis)?.chip;
  bars
    .select(".river-chip")
    .attr("x", (bar) => (chipOf(bar)?.x ?? x) - x)
    .attr("y", (bar) => chipOf(bar)?.y ?? 0)
    .attr("width", (bar) => chipOf(bar)?.width ?? 0)
    .attr("height", (bar) => chipOf(bar)?.height ?? 0);
  const names = bars
    .select<SVGTextElement>("text.river-name")
    .attr("font-size", type.small)
    .attr("x", (bar) => bar.x - x + bar.width + NAME_GAP)
    .style("fill", (bar) => textOf(bar.segments.length > 1 ? "b" : (bar.segments[0]?.hue ?? "b")))
    .text((bar) => bar.label);
  glide(
    names,
    milliseconds,
    "y",
    (bar) => middle(bar.span) - (ticks.get(bar.axis)?.raise ?? 0) + type.small * HALF_CAP,
  );
}

/** The selection's place: notches at both edges of a bar, which leave its number free, and the index beside its name. */
function drawTicks(group: Group, column: DoneColumn | null, x: number, type: Type): void {
  const ticks = group
    .selectChildren<SVGGElement, Tick>("g.river-tick")
    .data(column?.ticks ?? [], (tick) => tick.key)
    .join((enter) => {
      const tick = enter.append("g").attr("class", "river-tick");
      tick.append("path");
      tick.append("text");
      return tick;
    });
  ticks.select("path").attr("d", (tick) => {
    const bar = column?.bars[tick.axis];
    if (bar === undefined) return "";
    const [left, right] = [bar.x - x, bar.x - x + bar.width];
    const [y0, y1] = tick.span;
    if (y0 < y1) return `M${left - 2},${y0 + 1}V${y1 - 1}M${right + 2},${y0 + 1}V${y1 - 1}`;
    return `M${left - 3},${y0}h7M${right + 3},${y0}h-7`;
  });
  ticks
    .select("text")
    .attr("font-size", type.small)
    .attr("x", (tick) => tick.place.x - x)
    .attr("y", (tick) => tick.place.y + type.small * HALF_CAP)
    .text((tick) => tick.text ?? "");
}

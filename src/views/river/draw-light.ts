import type { Selection } from "d3";
import { textOf } from "../axis-hues";
import { attribute, content, fill } from "../change";
import { HALF_CAP, type Type } from "./columns";
import type { RiverLight, Tick } from "./lit";

type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** Draws the threads of the selection into a layer below the columns. */
export function drawThreads(layer: Layer, { threads }: RiverLight): void {
  const paths = layer
    .selectChildren<SVGPathElement, RiverLight["threads"][number]>("path")
    .data(threads, (thread) => thread.key)
    .join((enter) => enter.append("path").attr("class", "river-thread"));
  attribute(paths, "d", (thread) => thread.path);
}

/** A tick's notches: at both edges of its bar, which leaves the number free. */
function notches({ edges: [left, right], span: [from, to] }: Tick): string {
  if (from < to) return `M${left - 2},${from + 1}V${to - 1}M${right + 2},${from + 1}V${to - 1}`;
  return `M${left - 3},${from}h7M${right + 3},${from}h-7`;
}

/** Draws the ticks of the selection, and its indices over the axes' names, into a layer above the columns. */
export function drawTicks(layer: Layer, { ticks }: RiverLight, type: Type): void {
  const groups = layer
    .selectChildren<SVGGElement, Tick>("g.river-tick")
    .data(ticks, (tick) => tick.key)
    .join((enter) => {
      const group = enter.append("g").attr("class", "river-tick");
      group.append("path");
      group.append("rect").attr("class", "river-chip").attr("rx", 3);
      group.append("text").attr("class", "river-name");
      group.append("text").attr("class", "river-index");
      return group;
    });
  attribute(groups.select<SVGPathElement>("path"), "d", notches);
  const chips = groups.select<SVGRectElement>("rect");
  for (const side of ["x", "y", "width", "height"] as const) {
    attribute(chips, side, ({ label }) => label?.chip[side] ?? 0);
  }
  const names = groups.select<SVGTextElement>("text.river-name");
  attribute(names, "font-size", type.small);
  attribute(names, "x", ({ label }) => label?.name.x ?? 0);
  attribute(names, "y", ({ label }) => (label?.name.y ?? 0) + type.small * HALF_CAP);
  fill(names, ({ label }) => textOf(label?.name.hue ?? "b"));
  content(names, ({ label }) => label?.name.text ?? "");
  const indices = groups.select<SVGTextElement>("text.river-index");
  attribute(indices, "font-size", type.small);
  attribute(indices, "x", ({ label }) => label?.index.x ?? 0);
  attribute(indices, "y", ({ label }) => (label?.index.y ?? 0) + type.small * HALF_CAP);
  content(indices, ({ label }) => label?.index.text ?? "");
}

import "./speed-chart.css";
import { pointer, select, type Selection, symbol, symbolCircle, symbolDiamond, type SymbolType } from "d3";
import type { Method } from "../model/measure";
import type { Findings } from "../model/speed";
import {
  type ChartLine,
  nearestCoverage,
  speedChartLayout,
  type SpeedChartLayout,
  type SpeedChartOptions,
} from "./speed-chart/layout";

export { coveragesOf, type SpeedChartOptions } from "./speed-chart/layout";

/** What the pointer does: reads a coverage, by its number from the smallest, or leaves. */
export interface SpeedChartReading extends SpeedChartOptions {
  readonly onRead?: (coverage: number | null) => void;
}

/** The colour of a method; in speed-chart.css. */
export const methodColour = (method: Method): string => `var(--method-${method})`;

const DASHES: Readonly<Record<Method, string | null>> = { conv2d: "7 4", dense: null, gather: null, region: null };
const MARKERS: Readonly<Record<Method, SymbolType>> = {
  conv2d: symbolCircle,
  dense: symbolCircle,
  gather: symbolDiamond,
  region: symbolCircle,
};

const marker = (method: Method, area: number): string => symbol(MARKERS[method], area)() ?? "";
const moved = ({ x, y }: { readonly x: number; readonly y: number }): string => `translate(${x} ${y})`;

type Group = Selection<SVGGElement, unknown, null, undefined>;

/** A group of this name, made the first time: later ones lie above earlier ones. */
function group(svg: SVGSVGElement, name: string): Group {
  const root = select(svg);
  const known = root.select<SVGGElement>(`g.speed-chart-${name}`);
  return known.empty() ? root.append("g").attr("class", `speed-chart-${name}`) : known;
}

function drawGrid(into: Group, { plot, x, y }: SpeedChartLayout): void {
  const bottom = plot.y + plot.height;
  into
    .selectAll<SVGLineElement, number>("line")
    .data([...y.map(({ at }) => at), bottom])
    .join("line")
    .attr("x1", plot.x)
    .attr("x2", plot.x + plot.width)
    .attr("y1", (at) => at)
    .attr("y2", (at) => at);
  into
    .selectAll("text.y")
    .data(y)
    .join("text")
    .attr("class", "y")
    .attr("x", plot.x - 8)
    .attr("y", ({ at }) => at)
    .attr("dy", "0.35em")
    .attr("text-anchor", "end")
    .text(({ text }) => text);
  into
    .selectAll("text.x")
    .data(x)
    .join("text")
    .attr("class", "x")
    .attr("x", ({ at }) => at)
    .attr("y", bottom + 16)
    .attr("text-anchor", "middle")
    .text(({ text }) => text);
  into
    .selectAll("text.title")
    .data([
      { text: "ms per run", x: plot.x - 38, y: plot.y - 16, anchor: "start" },
      { text: "share of the windows that is kept", x: plot.x + plot.width, y: bottom + 33, anchor: "end" },
    ])
    .join("text")
    .attr("class", "title")
    .attr("x", (title) => title.x)
    .attr("y", (title) => title.y)
    .attr("text-anchor", (title) => title.anchor)
    .text((title) => title.text);
}

function drawLines(svg: SVGSVGElement, { lines, plot }: SpeedChartLayout): void {
  const byMethod = ({ method }: ChartLine): string => method;
  const colour = ({ method }: ChartLine): string => methodColour(method);
  group(svg, "bands")
    .selectAll<SVGPathElement, ChartLine>("path")
    .data(lines, byMethod)
    .join("path")
    .attr("class", "speed-chart-band")
    .attr("fill", colour)
    .attr("d", ({ band }) => band);
  group(svg, "lines")
    .selectAll<SVGPathElement, ChartLine>("path")
    .data(lines, byMethod)
    .join("path")
    .attr("class", "speed-chart-line")
    .attr("stroke", colour)
    .attr("stroke-dasharray", ({ method }) => DASHES[method])
    .attr("d", ({ path }) => path);
  group(svg, "points")
    .selectAll("path")
    .data(lines.flatMap(({ method, points }) => points.map((place) => ({ method, place }))))
    .join("path")
    .attr("d", ({ method }) => marker(method, 34))
    .attr("fill", ({ method }) => methodColour(method))
    .attr("transform", ({ place }) => moved(place));

  const right = plot.x + plot.width;
  const labels = group(svg, "labels")
    .selectAll<SVGGElement, ChartLine>("g")
    .data(lines, byMethod)
    .join((enter) => {
      const label = enter.append("g");
      label.append("path").attr("class", "speed-chart-leader");
      label.append("text").attr("class", "speed-chart-name");
      label.append("text").attr("class", "speed-chart-value");
      return label;
    });
  labels
    .select(".speed-chart-leader")
    .attr("stroke", colour)
    .attr("d", ({ end, label }) => `M${end.x + 4} ${end.y}L${right + 10} ${label}`);
  labels
    .select(".speed-chart-name")
    .attr("x", right + 14)
    .attr("y", ({ label }) => label)
    .attr("dy", "0.35em")
    .attr("fill", colour)
    .text(({ name }) => name);
  labels
    .select(".speed-chart-value")
    .attr("x", right + 14)
    .attr("y", ({ label }) => label + 14)
    .attr("dy", "0.35em")
    .text(({ value }) => value?.text ?? "");
}

function drawMarks(svg: SVGSVGElement, { breakEvens, drawn, plot }: SpeedChartLayout): void {
  const places = drawn ? [drawn] : [];
  const rules = group(svg, "drawn-rule");
  rules
    .selectAll("line")
    .data(places)
    .join("line")
    .attr("class", "speed-chart-rule")
    .attr("x1", ({ x }) => x)
    .attr("x2", ({ x }) => x)
    .attr("y1", plot.y)
    .attr("y2", plot.y + plot.height);
  const toTheLeft = (x: number): boolean => x > plot.x + plot.width / 2;
  rules
    .selectAll("text")
    .data(places)
    .join("text")
    .attr("class", "speed-chart-title speed-chart-halo")
    .attr("x", ({ x }) => x + (toTheLeft(x) ? -5 : 5))
    .attr("y", plot.y + 8)
    .attr("text-anchor", ({ x }) => (toTheLeft(x) ? "end" : "start"))
    .text(({ text }) => text);
  group(svg, "drawn-points")
    .selectAll("path")
    .data(drawn?.points ?? [])
    .join("path")
    .attr("class", "speed-chart-drawn")
    .attr("d", ({ method }) => marker(method, 52))
    .attr("stroke", ({ method }) => methodColour(method))
    .attr("transform", moved);
  const breaks = group(svg, "breaks");
  breaks
    .selectAll("circle")
    .data(breakEvens)
    .join("circle")
    .attr("class", "speed-chart-break")
    .attr("r", 6)
    .attr("cx", ({ x }) => x)
    .attr("cy", ({ y }) => y)
    .attr("stroke", ({ method }) => methodColour(method));
  breaks
    .selectAll("text")
    .data(breakEvens)
    .join("text")
    .attr("class", "speed-chart-break-text speed-chart-halo")
    .attr("x", ({ textX }) => textX)
    .attr("y", ({ y }) => y - 14)
    .attr("text-anchor", "middle")
    .attr("fill", ({ method }) => methodColour(method))
    .text(({ text }) => text);
}

function drawReading(into: Group, { reading, lines, plot }: SpeedChartLayout): void {
  const places = reading ? [reading] : [];
  into
    .selectAll("line")
    .data(places)
    .join("line")
    .attr("x1", ({ x }) => x)
    .attr("x2", ({ x }) => x)
    .attr("y1", plot.y)
    .attr("y2", plot.y + plot.height);
  into
    .selectAll("text")
    .data(places)
    .join("text")
    .attr("class", "speed-chart-halo")
    .attr("x", ({ x }) => x)
    .attr("y", plot.y - 16)
    .attr("text-anchor", ({ x }) => (x < plot.x + 90 ? "start" : x > plot.x + plot.width - 60 ? "end" : "middle"))
    .text(({ text }) => text);
  into
    .selectAll("path")
    .data(lines.flatMap(({ method, value }) => (value ? [{ method, value }] : [])))
    .join("path")
    .attr("d", ({ method }) => marker(method, 80))
    .attr("fill", ({ method }) => methodColour(method))
    .attr("transform", ({ value }) => moved(value));
}

/** What the chart says in words: what is drawn against what, and where methods break even. */
function inWords({ lines, breakEvens }: SpeedChartLayout): string {
  const even = breakEvens.map(({ text }) => text).join(" and ");
  const marked = even === "" ? "" : `; break-even at ${even}`;
  return `Time of one run against the share of the windows that is kept: ${lines.map(({ name }) => name).join(", ")}${marked}`;
}

/**
 * Draws time against coverage: a line per method with a band between its quartiles, dense methods level, break-even
 * with the fastest of them marked, the drawn region where it stands. Empty while nothing was measured.
 */
export function drawSpeedChart(svg: SVGSVGElement, findings: Findings, options: SpeedChartReading): void {
  const { width, height, onRead } = options;
  const layout = speedChartLayout(findings, options);
  const root = select(svg)
    .attr("class", "speed-chart")
    .attr("width", width)
    .attr("height", height)
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img")
    .attr("aria-label", layout ? inWords(layout) : "nothing measured yet");
  if (!layout) {
    root.selectAll("*").remove();
    return;
  }
  drawGrid(group(svg, "grid"), layout);
  drawLines(svg, layout);
  drawMarks(svg, layout);
  drawReading(group(svg, "reading"), layout);
  root
    .on("pointermove", (event: PointerEvent) => onRead?.(nearestCoverage(layout, pointer(event, svg)[0])))
    .on("pointerleave", () => onRead?.(null));
}

import "./speed-chart.css";
import { pointer, select } from "d3";
import type { Method } from "../model/measure";
import type { Findings } from "../model/speed";
import { drawMarks, drawReading } from "./speed-chart/draw-marks";
import {
  type ChartLine,
  nearestCoverage,
  speedChartLayout,
  type SpeedChartLayout,
  type SpeedChartOptions,
} from "./speed-chart/layout";
import { group, type Group, marker, methodColour, moved } from "./speed-chart/parts";

export { coveragesOf, type SpeedChartOptions } from "./speed-chart/layout";
export { methodColour } from "./speed-chart/parts";

/** What the pointer does: reads a coverage, by its number from the smallest, or leaves. */
export interface SpeedChartReading extends SpeedChartOptions {
  readonly onRead?: (coverage: number | null) => void;
}

const DASHES: Readonly<Record<Method, string | null>> = { conv2d: "7 4", dense: null, gather: null, region: null };

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

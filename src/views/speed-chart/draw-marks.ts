import type { SpeedChartLayout } from "./layout";
import { group, type Group, marker, methodColour, moved } from "./parts";

/** Break-even, and the drawn region where it stands. */
export function drawMarks(svg: SVGSVGElement, { breakEvens, drawn, plot }: SpeedChartLayout): void {
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

/** The coverage that is read, with every method's place there. */
export function drawReading(into: Group, { reading, lines, plot }: SpeedChartLayout): void {
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

import { scaleLinear, select } from "d3";
import type { Histogram } from "../model/summary";
import { attribute } from "./change";
import { count as countText, significant } from "./format";

/** How a histogram is drawn, in CSS pixels. */
export interface HistogramOptions {
  readonly width: number;
  readonly height: number;
}

/** What the histogram says in words: how many values, and between which ends. */
export function histogramText({ total, min, max, notFinite }: Histogram): string {
  if (total === 0) return "no values";
  const values = `${countText(total)} ${total === 1 ? "value" : "values"}`;
  const odd = notFinite > 0 ? `, ${countText(notFinite)} nan or inf` : "";
  if (notFinite === total) return `${values}${odd}`;
  return `${values}, min ${significant(min, 3)}, max ${significant(max, 3)}${odd}`;
}

/** A histogram's bars: heights by the square root of the count, so that rare values are still seen. */
export function barHeights({ counts }: Histogram, height: number): number[] {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const position = scaleLinear([0, Math.sqrt(Math.max(most, 1))], [0, height]);
  return Array.from(counts, (count) => (count === 0 ? 0 : Math.max(1, position(Math.sqrt(count)))));
}

/** Draws the histogram as small bars with a line at zero into an SVG. */
export function drawHistogram(svg: SVGSVGElement, histogram: Histogram, options: HistogramOptions): void {
  const { width, height } = options;
  const { counts, low, high } = histogram;
  const root = select(svg);
  attribute(root, "width", width);
  attribute(root, "height", height);
  attribute(root, "viewBox", `0 0 ${width} ${height}`);
  attribute(root, "role", "img");
  attribute(root, "aria-label", `How often each value occurs: ${histogramText(histogram)}`);
  const step = width / counts.length;
  const heights = barHeights(histogram, height - 2);
  const zero = root
    .selectChildren<SVGLineElement, number>("line.zero")
    .data(low <= 0 && high > 0 && histogram.total > 0 ? [(-low / (high - low)) * width] : [])
    .join((enter) =>
      enter
        .append("line")
        .attr("class", "zero")
        .attr("stroke", "currentColor")
        .attr("stroke-opacity", 0.35)
        .attr("stroke-dasharray", "2 2"),
    );
  attribute(zero, "x1", (x) => x);
  attribute(zero, "x2", (x) => x);
  attribute(zero, "y2", height);
  const bars = root
    .selectChildren<SVGRectElement, number>("rect.bar")
    .data(heights)
    .join((enter) => enter.append("rect").attr("class", "bar").attr("fill", "currentColor").attr("fill-opacity", 0.55));
  attribute(bars, "x", (_, at) => at * step + 0.5);
  attribute(bars, "width", Math.max(step - 1, 0.5));
  attribute(bars, "y", (bar) => height - bar);
  attribute(bars, "height", (bar) => bar);
}

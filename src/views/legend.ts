import { axisBottom, scaleLinear, select } from "d3";
import { colourOf, NOT_FINITE, type ColourScale } from "./colour";
import { significant } from "./format";

/** How a legend is drawn, in CSS pixels. */
export interface LegendOptions {
  readonly width: number;
  /** Height of the colour bar; 10 when left out. */
  readonly bar?: number;
  /** How many values are NaN or infinite; an entry of its own when there are any. */
  readonly notFinite?: number;
}

const STOPS = 64;
/** Room that one tick's number needs, in CSS pixels: of a short one, and for every digit of a long one. */
const TICK_ROOM = 52;
const DIGIT_ROOM = 6.5;

/** The values printed below a legend `width` CSS pixels wide: round ones, zero among them on a diverging scale. */
export function legendTicks({ domain }: ColourScale, width: number): number[] {
  const position = scaleLinear(domain, [0, width]);
  let count = Math.max(2, Math.floor(width / TICK_ROOM));
  let ticks = position.ticks(count);
  // Numbers such as 0.00015 are wider than their share of a narrow legend.
  while (count > 2 && areCrowded(ticks.map((tick) => [position(tick), significant(tick, 3).length]))) {
    count -= 1;
    ticks = position.ticks(count);
  }
  return ticks;
}

/** True when a number, as wide as its digits, would touch the next one. */
const areCrowded = (numbers: readonly (readonly [number, number])[]): boolean =>
  numbers.some(([at, digits], k) => {
    const [next, others] = numbers[k + 1] ?? [Infinity, 0];
    return next - at < (DIGIT_ROOM * (digits + others)) / 2 + 4;
  });

/** Height in CSS pixels of a legend with a bar of that height. */
export const legendHeight = (bar = 10): number => bar + 20;

/** Draws a horizontal colour bar with round numbers below it, and an entry for what is not finite, into an SVG. */
export function drawLegend(svg: SVGSVGElement, scale: ColourScale, options: LegendOptions): void {
  const { bar = 10, notFinite = 0 } = options;
  const aside = notFinite > 0 ? 88 : 0;
  const width = Math.max(options.width - aside, 40);
  const pad = 14;
  const position = scaleLinear(scale.domain, [pad, width - pad]);
  const root = select(svg)
    .attr("width", options.width)
    .attr("height", legendHeight(bar))
    .attr("viewBox", `0 0 ${options.width} ${legendHeight(bar)}`)
    .attr("role", "img")
    .attr("aria-label", legendLabel(scale, notFinite));

  // Small rectangles instead of a gradient: no ids to keep apart, and the same picture when saved.
  const step = (width - 2 * pad) / STOPS;
  root
    .selectAll<SVGRectElement, number>("rect.stop")
    .data(Array.from({ length: STOPS }, (_, at) => at))
    .join("rect")
    .attr("class", "stop")
    .attr("x", (at) => pad + at * step)
    .attr("width", (at) => (at === STOPS - 1 ? step : step + 0.5))
    .attr("height", bar)
    .attr("fill", (at) => colourOf(scale, position.invert(pad + (at + 0.5) * step)));

  const axis = axisBottom(position)
    .tickValues(legendTicks(scale, width - 2 * pad))
    .tickFormat((value) => significant(Number(value), 3))
    .tickSize(4)
    .tickSizeOuter(0)
    .tickPadding(3);
  const ticks = root
    .selectAll<SVGGElement, null>("g.ticks")
    .data([null])
    .join("g")
    .attr("class", "ticks")
    .attr("transform", `translate(0 ${bar})`)
    .call(axis);
  styleAxis(ticks.node());

  const entry = root
    .selectAll<SVGGElement, number>("g.not-finite")
    .data(notFinite > 0 ? [notFinite] : [])
    .join("g")
    .attr("class", "not-finite")
    .attr("transform", `translate(${width + 4} 0)`);
  entry
    .selectAll("rect")
    .data([null])
    .join("rect")
    .attr("width", bar)
    .attr("height", bar)
    .attr("rx", 2)
    .attr("fill", NOT_FINITE);
  entry
    .selectAll("text")
    .data([null])
    .join("text")
    .attr("x", bar + 5)
    .attr("y", bar / 2)
    .attr("dy", "0.35em")
    .attr("font-size", 11)
    .attr("fill", "currentColor")
    .text("nan or inf");
}

/** d3-axis sets its own font and a base line; here the page's font is used and the bar is the line. */
function styleAxis(node: SVGGElement | null): void {
  const axis = select(node).attr("font-family", null).attr("font-size", 11).attr("fill", "none");
  axis.select("path.domain").remove();
  axis.selectAll("line").attr("stroke", "currentColor").attr("stroke-opacity", 0.4);
  axis.selectAll("text").attr("fill", "currentColor").attr("font-variant-numeric", "tabular-nums");
}

/** What the legend says in words. */
export function legendLabel({ kind, domain: [low, high] }: ColourScale, notFinite: number): string {
  const colours = kind === "diverging" ? "blue below zero, white at zero, red above" : "dark to light";
  const odd = notFinite > 0 ? `; yellow where the value is nan or inf` : "";
  return `Colours from ${significant(low, 3)} to ${significant(high, 3)}: ${colours}${odd}`;
}

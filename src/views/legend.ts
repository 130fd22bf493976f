import { scaleLinear, select, type Selection } from "d3";
import { attribute, content } from "./change";
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
  const root = select(svg);
  attribute(root, "width", options.width);
  attribute(root, "height", legendHeight(bar));
  attribute(root, "viewBox", `0 0 ${options.width} ${legendHeight(bar)}`);
  attribute(root, "role", "img");
  attribute(root, "aria-label", legendLabel(scale, notFinite));

  // Small rectangles instead of a gradient: no ids to keep apart, and the same picture when saved.
  const step = (width - 2 * pad) / STOPS;
  const stops = root
    .selectChildren<SVGRectElement, number>("rect.stop")
    .data(Array.from({ length: STOPS }, (_, at) => at))
    .join((enter) => enter.append("rect").attr("class", "stop"));
  attribute(stops, "x", (at) => pad + at * step);
  attribute(stops, "width", (at) => (at === STOPS - 1 ? step : step + 0.5));
  attribute(stops, "height", bar);
  attribute(stops, "fill", (at) => colourOf(scale, position.invert(pad + (at + 0.5) * step)));

  const ticks = legendTicks(scale, width - 2 * pad).map((value) => ({ value, x: position(value) }));
  drawTicks(root, ticks, bar);
  drawNotFinite(root, notFinite, width + 4, bar);
}

type Root = Selection<SVGSVGElement, unknown, null, undefined>;

interface Tick {
  readonly value: number;
  /** Where it stands, in CSS pixels. */
  readonly x: number;
}

/** Length of a tick below the bar, and how far down its number's middle lies from there, in CSS pixels. */
const TICK = 4;
const NUMBER = 11;

/** Marks below the bar with their numbers: the bar itself is the line of this axis. */
function drawTicks(root: Root, ticks: readonly Tick[], bar: number): void {
  const marks = root
    .selectChildren<SVGGElement, Tick>("g.tick")
    .data(ticks)
    .join((enter) => {
      const tick = enter.append("g").attr("class", "tick");
      tick.append("line").attr("y2", TICK).attr("stroke", "currentColor").attr("stroke-opacity", 0.4);
      tick
        .append("text")
        .attr("y", NUMBER)
        .attr("dy", "0.35em")
        .attr("font-size", 11)
        .attr("text-anchor", "middle")
        .attr("fill", "currentColor")
        .attr("font-variant-numeric", "tabular-nums");
      return tick;
    });
  attribute(marks, "transform", ({ x }) => `translate(${x + 0.5} ${bar})`);
  content(marks.select<SVGTextElement>("text"), ({ value }) => significant(value, 3));
}

function drawNotFinite(root: Root, notFinite: number, x: number, bar: number): void {
  const entry = root
    .selectChildren<SVGGElement, number>("g.not-finite")
    .data(notFinite > 0 ? [notFinite] : [])
    .join((enter) => {
      const made = enter.append("g").attr("class", "not-finite");
      made.append("rect").attr("width", bar).attr("height", bar).attr("rx", 2).attr("fill", NOT_FINITE);
      made
        .append("text")
        .attr("x", bar + 5)
        .attr("y", bar / 2)
        .attr("dy", "0.35em")
        .attr("font-size", 11)
        .attr("fill", "currentColor")
        .text("nan or inf");
      return made;
    });
  attribute(entry, "transform", `translate(${x} 0)`);
}

/** What the legend says in words. */
export function legendLabel({ kind, domain: [low, high] }: ColourScale, notFinite: number): string {
  const colours = kind === "diverging" ? "blue below zero, white at zero, red above" : "dark to light";
  const odd = notFinite > 0 ? `; yellow where the value is nan or inf` : "";
  return `Colours from ${significant(low, 3)} to ${significant(high, 3)}: ${colours}${odd}`;
}

import "./loss-curve.css";
import { line, scaleLinear, scaleLog, select } from "d3";
import { significant } from "./format";
import { decades } from "./speed-chart/scales";

/** Size of the drawing in CSS pixels. */
export interface LossCurveOptions {
  readonly width: number;
  readonly height: number;
}

/** The curve as a path with its ticks; places in CSS pixels. */
export interface LossCurveLayout {
  readonly path: string;
  readonly scale: "log" | "linear";
  readonly x: readonly { readonly at: number; readonly text: string }[];
  readonly y: readonly { readonly at: number; readonly text: string }[];
  readonly last: { readonly x: number; readonly y: number };
}

const MARGIN = { top: 10, right: 12, bottom: 24, left: 58 };
/** Points that are drawn at most: more than there are pixels show nothing more. */
const POINTS = 600;
/** The curve is drawn on a logarithmic axis when it spans more than this ratio. */
const SPAN = 30;

/** Every so many-th step, the last one always; of the steps between, the one with the largest loss stands for them. */
function thinned(losses: readonly number[]): { step: number; loss: number }[] {
  const every = Math.ceil(losses.length / POINTS);
  const points: { step: number; loss: number }[] = [];
  for (let from = 0; from < losses.length; from += every) {
    const to = Math.min(from + every, losses.length);
    let found = from;
    for (let step = from; step < to; step += 1) if ((losses[step] as number) > (losses[found] as number)) found = step;
    points.push({ step: found, loss: losses[found] as number });
  }
  const last = losses.length - 1;
  if (points.at(-1)?.step !== last) points.push({ step: last, loss: losses[last] as number });
  return points;
}

/** Lays out the losses before step 0, 1, 2, …; null while there are none. What is no number is left out. */
export function lossCurveLayout(
  losses: readonly number[],
  { width, height }: LossCurveOptions,
): LossCurveLayout | null {
  const points = losses.length === 0 ? [] : thinned(losses).filter(({ loss }) => Number.isFinite(loss));
  if (points.length === 0) return null;
  const values = points.map(({ loss }) => loss);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const right = Math.max(width - MARGIN.right, MARGIN.left + 20);
  const bottom = Math.max(height - MARGIN.bottom, MARGIN.top + 20);
  const x = scaleLinear([0, Math.max(1, losses.length - 1)], [MARGIN.left, right]);
  const isLog = low > 0 && high / low > SPAN;
  const flat = high === low;
  const y = isLog
    ? scaleLog([low / 1.2, high * 1.2], [bottom, MARGIN.top])
    : scaleLinear(flat ? [low - 1, high + 1] : [Math.min(0, low), high], [bottom, MARGIN.top]);
  const ticks = isLog ? decades([low / 1.2, high * 1.2]).filter((each) => isPowerOfTen(each)) : y.ticks(4);
  const path = line<{ step: number; loss: number }>(
    ({ step }) => x(step),
    ({ loss }) => y(loss),
  )(points);
  const last = points.at(-1) as { step: number; loss: number };
  return {
    path: path ?? "",
    scale: isLog ? "log" : "linear",
    x: x
      .ticks(Math.max(2, Math.floor((right - MARGIN.left) / 70)))
      .filter((each) => Number.isInteger(each))
      .map((each) => ({ at: x(each), text: String(each) })),
    y: spaced(ticks, (bottom - MARGIN.top) / 18).map((each) => ({ at: y(each), text: significant(each, 2) })),
    last: { x: x(last.step), y: y(last.loss) },
  };
}

const isPowerOfTen = (value: number): boolean => Math.abs(Math.log10(value) % 1) < 1e-9;

/** At most `most` of the values, evenly. */
function spaced(values: readonly number[], most: number): number[] {
  const every = Math.ceil(values.length / Math.max(1, most));
  return values.toSorted((a, b) => a - b).filter((_, k) => k % every === 0);
}

/** Draws the losses of learning, step by step. Empty while there are none. */
export function drawLossCurve(svg: SVGSVGElement, losses: readonly number[], options: LossCurveOptions): void {
  const { width, height } = options;
  const layout = lossCurveLayout(losses, options);
  const root = select(svg)
    .attr("class", "loss-curve")
    .attr("width", width)
    .attr("height", height)
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img")
    .attr(
      "aria-label",
      layout
        ? `loss over ${losses.length} steps, from ${significant(losses[0] as number, 3)} to ${significant(losses.at(-1) as number, 3)}, ${layout.scale} axis`
        : "no step taken yet",
    );
  const bottom = Math.max(height - MARGIN.bottom, MARGIN.top + 20);
  root
    .selectAll<SVGLineElement, number>("line")
    .data(layout ? [...layout.y.map(({ at }) => at), bottom] : [])
    .join("line")
    .attr("x1", MARGIN.left)
    .attr("x2", width - MARGIN.right)
    .attr("y1", (at) => at)
    .attr("y2", (at) => at);
  root
    .selectAll("text.y")
    .data(layout?.y ?? [])
    .join("text")
    .attr("class", "y")
    .attr("x", MARGIN.left - 6)
    .attr("y", ({ at }) => at)
    .attr("dy", "0.35em")
    .attr("text-anchor", "end")
    .text(({ text }) => text);
  root
    .selectAll("text.x")
    .data(layout?.x ?? [])
    .join("text")
    .attr("class", "x")
    .attr("x", ({ at }) => at)
    .attr("y", height - 8)
    .attr("text-anchor", "middle")
    .text(({ text }) => text);
  root
    .selectAll("path")
    .data(layout ? [layout.path] : [])
    .join("path")
    .attr("d", (path) => path);
  root
    .selectAll("circle")
    .data(layout ? [layout.last] : [])
    .join("circle")
    .attr("r", 3.5)
    .attr("cx", ({ x }) => x)
    .attr("cy", ({ y }) => y);
}

import { area, line, scaleLinear, scaleLog } from "d3";
import { METHODS, type Method } from "../../model/measure";
import {
  curveOf,
  type CurvePoint,
  drawnOf,
  type Findings,
  isDense,
  levelOf,
  METHOD_NAMES,
  referenceOf,
  type Spread,
  standingOf,
} from "../../model/speed";
import { aboutPercent, percent } from "../../model/speed-summary";
import { count, significant } from "../format";
import type { Box } from "../view";
import { apart, decades, positive, type Scale, timeDomain } from "./scales";
import { spread } from "./spread";

/** How the speed chart is drawn: size in CSS pixels, how both axes are divided, and which coverage is read. */
export interface SpeedChartOptions {
  readonly width: number;
  readonly height: number;
  readonly scale: "log" | "linear";
  /** Number of the coverage whose values are shown, counted from the smallest; none when left out. */
  readonly reading?: number | null;
}

interface Tick {
  readonly at: number;
  readonly text: string;
}

/** A place in CSS pixels of the drawing. */
interface Place {
  readonly x: number;
  readonly y: number;
}

export interface ChartLine {
  readonly method: Method;
  readonly name: string;
  /** Medians, joined by what is a straight line on linear axes. */
  readonly path: string;
  /** Between the quartiles. */
  readonly band: string;
  /** Where something was measured; none for a dense method, whose line holds at every coverage. */
  readonly points: readonly Place[];
  readonly end: Place;
  /** Height at which the name stands. */
  readonly label: number;
  /** The value that is read. */
  readonly value: (Place & { readonly text: string }) | null;
}

export interface SpeedChartLayout {
  readonly plot: Box;
  readonly x: readonly Tick[];
  readonly y: readonly Tick[];
  /** Where the coverages of the curves stand. */
  readonly coverages: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Where a method crosses the fastest dense one, and where that is written. */
  readonly breakEvens: readonly (Place & { readonly method: Method; readonly text: string; readonly textX: number })[];
  /** The drawn region: its coverage, and what it took. */
  readonly drawn: {
    readonly x: number;
    readonly text: string;
    readonly points: readonly (Place & { readonly method: Method })[];
  } | null;
  readonly reading: { readonly x: number; readonly text: string } | null;
}

const MARGIN = { top: 30, right: 112, bottom: 40, left: 46 };
/** Room of a name with the value that is read below it. */
const LABEL = 30;
/** Room of a break-even's number. */
const BREAK_EVEN = 40;
/** Least distance of ticks. */
const TICK = { x: 34, y: 26 };
/** Pieces of a line between two measurements: straight on linear axes, it is bent on logarithmic ones. */
const PIECES = 8;
/** Coverages at which the curves were measured, ascending. */
export function coveragesOf(findings: Findings): number[] {
  const all = findings.settings.methods.flatMap((method) => curveOf(findings, method).map(({ coverage }) => coverage));
  return [...new Set(all)].toSorted((a, b) => a - b);
}

/** The curve with points between those measured, in equal steps of coverage. */
function refined(curve: readonly CurvePoint[]): CurvePoint[] {
  return curve.flatMap((point, k) => {
    const next = curve[k + 1];
    if (!next) return [point];
    return Array.from({ length: PIECES }, (_, piece) => {
      const share = piece / PIECES;
      const mix = (from: number, to: number): number => from + share * (to - from);
      return {
        kept: point.kept,
        coverage: mix(point.coverage, next.coverage),
        median: mix(point.median, next.median),
        low: mix(point.low, next.low),
        high: mix(point.high, next.high),
      };
    });
  });
}

/** The chart as places and paths; null while nothing was measured. Pure: it needs no document. */
export function speedChartLayout(findings: Findings, options: SpeedChartOptions): SpeedChartLayout | null {
  const { width, height, scale } = options;
  const plot: Box = {
    x: MARGIN.left,
    y: MARGIN.top,
    width: Math.max(width - MARGIN.left - MARGIN.right, 60),
    height: Math.max(height - MARGIN.top - MARGIN.bottom, 60),
  };
  const methods = METHODS.filter((method) => findings.settings.methods.includes(method));
  const curves = methods
    .map((method) => ({ method, level: levelOf(findings, method), curve: curveOf(findings, method) }))
    .map((each) => (isDense(each.method) ? { ...each, curve: [] } : each))
    .filter(({ level, curve }) => level !== null || curve.length > 0);
  const drawnAll = methods.flatMap((method) => {
    const found = isDense(method) ? null : drawnOf(findings, method);
    return found && found.kept > 0 ? [{ method, found }] : [];
  });
  const spreads: Spread[] = [
    ...curves.flatMap(({ level, curve }) => (level ? [level] : curve)),
    ...drawnAll.map(({ found: { median } }) => ({ median, low: median, high: median })),
  ];
  if (spreads.length === 0) return null;

  const coverages = coveragesOf(findings);
  const least = Math.min(0.01, ...coverages, ...drawnAll.map(({ found }) => found.coverage));
  const right = plot.x + plot.width;
  const bottom = plot.y + plot.height;
  const times = timeDomain(spreads, scale);
  const [x, y]: [Scale, Scale] =
    scale === "log"
      ? [scaleLog([least, 1], [plot.x, right]), scaleLog(times, [bottom, plot.y])]
      : [scaleLinear([0, 1], [plot.x, right]), scaleLinear(times, [bottom, plot.y])];
  const yOf: Scale = (milliseconds) => (scale === "log" ? y(positive(milliseconds)) : y(milliseconds));

  const xValues = scale === "log" ? decades([least, 1]) : [0, 1, 0.5, 0.25, 0.75];
  const yValues = scale === "log" ? decades(times) : scaleLinear(times, [bottom, plot.y]).ticks(plot.height / 40);

  const read = options.reading === undefined || options.reading === null ? undefined : coverages[options.reading];
  const ends = curves.map(({ level, curve }): Place => {
    const last = curve.at(-1);
    return level ? { x: right, y: yOf(level.median) } : { x: x(last?.coverage ?? 1), y: yOf(last?.median ?? 0) };
  });
  const labels = spread(
    ends.map((end) => end.y),
    LABEL,
    [plot.y, bottom],
  );
  const lines = curves.map(({ method, level, curve }, k): ChartLine => {
    const drawn = level
      ? [
          { ...level, x: plot.x },
          { ...level, x: right },
        ]
      : refined(curve).map((point) => ({ ...point, x: x(point.coverage) }));
    const at = curve.find(({ coverage }) => coverage === read);
    const value = read === undefined ? undefined : (level?.median ?? at?.median);
    return {
      method,
      name: METHOD_NAMES[method],
      path:
        line<(typeof drawn)[number]>(
          (point) => point.x,
          (point) => yOf(point.median),
        )(drawn) ?? "",
      band:
        area<(typeof drawn)[number]>(
          (point) => point.x,
          (point) => yOf(point.low),
          (point) => yOf(point.high),
        )(drawn) ?? "",
      points: curve.map(({ coverage, median }) => ({ x: x(coverage), y: yOf(median) })),
      end: ends[k] ?? { x: right, y: bottom },
      label: labels[k] ?? bottom,
      value:
        read === undefined || value === undefined
          ? null
          : { x: x(read), y: yOf(value), text: `${significant(value, 3)} ms` },
    };
  });

  const reference = referenceOf(findings);
  const crossings = curves.flatMap(({ method, curve }) =>
    (reference ? standingOf(curve, reference.level).wins : [])
      .flatMap(({ from, to }) => [from, to])
      .filter((coverage) => coverage !== null)
      .map((coverage) => ({ method, x: x(coverage), text: aboutPercent(coverage) })),
  );
  const texts = spread(
    crossings.map((crossing) => crossing.x),
    BREAK_EVEN,
    [plot.x, right],
  );
  const breakEvens = crossings.map((crossing, k) => ({
    ...crossing,
    y: yOf(reference?.level.median ?? 0),
    textX: texts[k] ?? crossing.x,
  }));
  const windows = findings.measured[0]?.measurement.windows ?? 0;
  const drawnAt = drawnAll[0]?.found.coverage;
  return {
    plot,
    x: apart(xValues, x, TICK.x).map((value) => ({ at: x(value), text: percent(value) })),
    y: apart(yValues, y, TICK.y).map((value) => ({ at: y(value), text: significant(value, 3) })),
    coverages: coverages.map(x),
    lines,
    breakEvens,
    drawn:
      drawnAt === undefined
        ? null
        : {
            x: x(drawnAt),
            text: "drawn region",
            points: drawnAll.map(({ method, found }) => ({ method, x: x(found.coverage), y: yOf(found.median) })),
          },
    reading:
      read === undefined
        ? null
        : { x: x(read), text: `${percent(read)}, ${count(Math.round(read * windows))} windows` },
  };
}

/** Number of the coverage nearest to a place in CSS pixels; null when there is none. */
export function nearestCoverage({ coverages }: SpeedChartLayout, at: number): number | null {
  const off = coverages.map((place) => Math.abs(place - at));
  return off.length === 0 ? null : off.indexOf(Math.min(...off));
}

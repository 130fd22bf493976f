import type { Span } from "./bars";

const n = (value: number): string => String(Math.round(value * 100) / 100);

/** A ribbon from `source` at x0 to `target` at x1, both ends level, as SVG path data. */
export function ribbonPath(x0: number, source: Span, x1: number, target: Span): string {
  const m = n((x0 + x1) / 2);
  const [a, b] = [n(x0), n(x1)];
  return (
    `M${a},${n(source[0])}C${m},${n(source[0])} ${m},${n(target[0])} ${b},${n(target[0])}` +
    `L${b},${n(target[1])}C${m},${n(target[1])} ${m},${n(source[1])} ${a},${n(source[1])}Z`
  );
}

/** A line that follows a ribbon from height `from` at x0 to height `to` at x1. */
export function threadPath(x0: number, from: number, x1: number, to: number): string {
  const m = n((x0 + x1) / 2);
  return `M${n(x0)},${n(from)}C${m},${n(from)} ${m},${n(to)} ${n(x1)},${n(to)}`;
}

/** An end: `source` narrows from x0 to a point at (x1, y), as an axis does that is summed away. */
export function taperPath(x0: number, source: Span, x1: number, y: number): string {
  const m = n((x0 + x1) / 2);
  return (
    `M${n(x0)},${n(source[0])}C${m},${n(source[0])} ${m},${n(y)} ${n(x1)},${n(y)}` +
    `C${m},${n(y)} ${m},${n(source[1])} ${n(x0)},${n(source[1])}Z`
  );
}

/** A ribbon torn off at x1, with teeth about `tooth` px high. */
export function tornPath(x0: number, source: Span, x1: number, tooth: number): string {
  const [top, bottom] = source;
  const teeth = Math.max(1, Math.round((bottom - top) / tooth));
  const step = (bottom - top) / teeth;
  let edge = `L${n(x1)},${n(top)}`;
  for (let at = 0; at < teeth; at += 1) {
    edge += `L${n(x1 - tooth * 0.7)},${n(top + (at + 0.5) * step)}L${n(x1)},${n(top + (at + 1) * step)}`;
  }
  return `M${n(x0)},${n(top)}${edge}L${n(x0)},${n(bottom)}Z`;
}

/** One segment of a bar, rounded by `radius` at the ends that are the bar's own. */
export function segmentPath(x: number, width: number, span: Span, radius: readonly [number, number]): string {
  const height = span[1] - span[0];
  const limit = Math.min(width / 2, radius[0] > 0 && radius[1] > 0 ? height / 2 : height);
  const top = Math.min(radius[0], limit);
  const bottom = Math.min(radius[1], limit);
  const [left, right] = [n(x), n(x + width)];
  return (
    `M${left},${n(span[0] + top)}Q${left},${n(span[0])} ${n(x + top)},${n(span[0])}` +
    `L${n(x + width - top)},${n(span[0])}Q${right},${n(span[0])} ${right},${n(span[0] + top)}` +
    `L${right},${n(span[1] - bottom)}Q${right},${n(span[1])} ${n(x + width - bottom)},${n(span[1])}` +
    `L${n(x + bottom)},${n(span[1])}Q${left},${n(span[1])} ${left},${n(span[1] - bottom)}Z`
  );
}

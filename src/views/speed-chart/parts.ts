import { select, type Selection, symbol, symbolCircle, symbolDiamond, type SymbolType } from "d3";
import type { Method } from "../../model/measure";

/** The colour of a method; in speed-chart.css. */
export const methodColour = (method: Method): string => `var(--method-${method})`;

const MARKERS: Readonly<Record<Method, SymbolType>> = {
  conv2d: symbolCircle,
  dense: symbolCircle,
  gather: symbolDiamond,
  region: symbolCircle,
};

export const marker = (method: Method, area: number): string => symbol(MARKERS[method], area)() ?? "";
export const moved = ({ x, y }: { readonly x: number; readonly y: number }): string => `translate(${x} ${y})`;

export type Group = Selection<SVGGElement, unknown, null, undefined>;

/** A group of this name, made the first time: later ones lie above earlier ones. */
export function group(svg: SVGSVGElement, name: string): Group {
  const root = select(svg);
  const known = root.select<SVGGElement>(`g.speed-chart-${name}`);
  return known.empty() ? root.append("g").attr("class", `speed-chart-${name}`) : known;
}

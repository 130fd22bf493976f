import type { Selection } from "d3";
import { fillOf, textOf } from "../axis-hues";
import { attribute, fill } from "../change";
import type { Ending } from "./endings";
import type { Ribbon, RiverLayout } from "./layout";

type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** Draws what runs between the columns into a layer below them. */
export function drawRibbons(layer: Layer, layout: RiverLayout): void {
  const ribbons = layer
    .selectChildren<SVGPathElement, Ribbon>("path.river-ribbon")
    .data(layout.ribbons, (ribbon) => ribbon.key)
    .join((enter) => enter.append("path").attr("class", "river-ribbon"));
  fill(ribbons, (ribbon) => fillOf(ribbon.hue));
  attribute(ribbons, "d", (ribbon) => ribbon.path);

  const endings = layer
    .selectChildren<SVGPathElement, Ending>("path.river-ending")
    .data(layout.endings, (ending) => `${ending.kind} ${ending.key}`)
    .join((enter) => enter.append("path"));
  attribute(endings, "class", (ending) => `river-ending river-ending-${ending.kind}`);
  fill(endings, (ending) => fillOf(ending.hue));
  attribute(endings, "d", (ending) => ending.path);
}

/** Draws the Σ marks into a layer above the columns, whose outlines they interrupt. */
export function drawSums(layer: Layer, layout: RiverLayout): void {
  const sums = layer
    .selectChildren<SVGTextElement, Ending>("text.river-sum")
    .data(
      layout.endings.filter((ending) => ending.mark !== null),
      (ending) => ending.key,
    )
    .join((enter) => enter.append("text").attr("class", "river-sum").attr("text-anchor", "middle").text("Σ"));
  attribute(sums, "font-size", layout.type.small + 3);
  fill(sums, (ending) => textOf(ending.hue));
  attribute(sums, "x", (ending) => ending.mark?.x ?? 0);
  attribute(sums, "y", (ending) => (ending.mark?.y ?? 0) + layout.type.small * 0.48);
}

import { select, type BaseType, type Selection } from "d3";
import { attribute, content } from "../change";
import type { TextBlock } from "./text";

/** Any parent, any datum: what the helpers here are given. */
export type Group<Datum, Parent extends BaseType = SVGGElement, ParentDatum = unknown> = Selection<
  SVGGElement,
  Datum,
  Parent,
  ParentDatum
>;

/** Sets one block of text per group under `className`, at its place minus the group's own x; none where it is null. */
export function drawText<Datum extends { readonly x: number }, Parent extends BaseType, ParentDatum>(
  groups: Group<Datum, Parent, ParentDatum>,
  className: string,
  blockOf: (datum: Datum) => TextBlock | null,
): void {
  groups.each(function (datum) {
    const block = blockOf(datum);
    select(this)
      .selectChildren<SVGTextElement, TextBlock>(`text.${className}`)
      .data(block === null || block.lines.length === 0 ? [] : [block])
      .join((enter) => enter.append("text").attr("class", className))
      .call((texts) => attribute(texts, "font-size", ({ size }) => size))
      .each(function (text) {
        const x = text.x - datum.x;
        const lines = select(this).selectChildren<SVGTSpanElement, string>("tspan").data(text.lines).join("tspan");
        attribute(lines, "x", x);
        attribute(lines, "y", (_, line) => text.y + line * text.lineHeight);
        content(lines, (line) => line);
        drawTitle(this, text.full);
      });
  });
}

/** A tooltip of the browser's own; none for null. */
export function drawTitle(node: SVGElement, words: string | null): void {
  const titles = select(node)
    .selectChildren<SVGTitleElement, string>("title")
    .data(words === null ? [] : [words])
    .join("title");
  content(titles, (title) => title);
}

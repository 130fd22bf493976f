import { select } from "d3";
import type { Extent2, View } from "../view";
import { outlineOf, pathOf } from "./outline";
import type { TileData } from "./tile-data";

/** What is marked on the tiles; elements are row-major numbers. */
export interface TileMarks extends Extent2 {
  readonly hover?: number | null;
  /** What the hovered element comes from or feeds, in any order. */
  readonly lit?: Iterable<number>;
  readonly pinned?: number | null;
}

interface Mark {
  readonly kind: "lit" | "pinned" | "hover";
  readonly path: string;
  readonly width: number;
}

const one = (element: number | null | undefined): number[] =>
  element === null || element === undefined ? [] : [element];

/**
 * Outlines elements over the tiles: lit ones thin, the pinned and the hovered one strong, whole tiles as one. Every
 * outline is the accent colour on a casing of the page's colour, so that it is seen on dark red, dark blue and white
 * alike. Draws into an SVG that lies over the canvas with one unit per CSS pixel.
 */
export function drawTilesOverlay(svg: SVGElement, data: TileData, view: View, marks: TileMarks): void {
  const outline = (kind: Mark["kind"], elements: Iterable<number>, width: number): Mark => ({
    kind,
    path: pathOf(outlineOf(data, view, elements, marks), width / 2),
    width,
  });
  const drawn = [
    outline("lit", marks.lit ?? [], 1.5),
    outline("pinned", one(marks.pinned), 2.5),
    outline("hover", one(marks.hover), 2.5),
  ].filter((mark) => mark.path !== "");

  const groups = select(svg)
    .selectAll<SVGGElement, Mark>("g.mark")
    .data(drawn, (mark) => mark.kind)
    .join((enter) => {
      const group = enter
        .append("g")
        .attr("fill", "none")
        .attr("pointer-events", "none")
        .attr("stroke-linejoin", "round");
      group.append("path").attr("class", "casing").attr("stroke", "var(--casing, #fff)").attr("stroke-opacity", 0.9);
      group.append("path").attr("class", "line").attr("stroke", "var(--accent, #d6246e)");
      return group;
    })
    .attr("class", (mark) => `mark ${mark.kind}`);
  groups
    .select("path.casing")
    .attr("d", (mark) => mark.path)
    .attr("stroke-width", (mark) => mark.width + 2);
  groups
    .select("path.line")
    .attr("d", (mark) => mark.path)
    .attr("stroke-width", (mark) => mark.width);
}

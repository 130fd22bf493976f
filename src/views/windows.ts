import { select } from "d3";
import { centreUnder, type Geometry, type ImageShape, windowGrid } from "../model/geometry";
import { eachRun, fullRuns, type Runs, runsOfFlags, squaresOfRuns } from "../model/runs";
import { attribute } from "./change";
import type { Piece } from "./paint-queue";
import { pixelBox, type PictureFrame } from "./raster-frame";
import { hundredths } from "./view";

/** A grid finer than this many CSS pixels would only gray the picture: then the kept windows are tinted, without lines. */
const FINEST = 5;
/** Windows finer than this many CSS pixels are drawn several together. */
const TOGETHER = 0.75;

/**
 * The kept windows taken together in squares of `side` × `side` windows: a square is kept when one of its windows is. At
 * side 1 the windows themselves.
 */
export function coarser(kept: Runs, side: number): Runs {
  if (side === 1) return kept;
  const [rows, columns] = [Math.ceil(kept.rows / side), Math.ceil(kept.columns / side)];
  return runsOfFlags(squaresOfRuns(kept, side), rows, columns);
}

/**
 * Marks the kept windows over a picture: each by its share of the picture, `stride` pixels around its centre pixel,
 * joined to a tint, with a fine grid between neighbours where there is room for one. `kept` are the windows of one image;
 * all of them when left out. It comes in pieces.
 */
export function* windowsInPieces(
  svg: SVGElement,
  frame: PictureFrame,
  geometry: Geometry,
  shape: ImageShape,
  kept?: Runs,
): Generator<Piece, void> {
  const [down, across] = geometry.stride;
  const fine = Math.min(down, across) * frame.view.k >= FINEST;
  const [windowRows, windowColumns] = windowGrid(geometry, shape);
  const side = Math.max(1, Math.floor(TOGETHER / (Math.max(down, across) * frame.view.k)));
  const shown = coarser(kept ?? fullRuns(windowRows, windowColumns), side);
  yield "computed";
  let area = "";
  let lines = "";
  eachRun(shown, (row, from, to) => {
    const [y, x] = centreUnder(geometry, row * side, from * side);
    // A centre pixel stands in the middle of its share, to the left of it when the stride is even.
    const top = y - Math.floor((down - 1) / 2);
    const left = x - Math.floor((across - 1) / 2);
    const count = Math.min(to * side, windowColumns) - from * side;
    const rows = Math.min(side, windowRows - row * side);
    const box = pixelBox(frame, top, left, down * rows, across * count);
    const outline = `M${hundredths(box.x)} ${hundredths(box.y)}h${hundredths(box.width)}v${hundredths(box.height)}h${-hundredths(box.width)}z`;
    area += outline;
    if (!fine) return;
    lines += outline;
    for (let at = 1; at < count; at += 1) {
      lines += `M${hundredths(box.x + at * across * frame.view.k)} ${hundredths(box.y)}v${hundredths(box.height)}`;
    }
  });
  yield "computed";
  const root = select(svg);
  const tint = root
    .selectChildren<SVGPathElement, string>("path.kept-area")
    .data(area === "" ? [] : [area])
    .join((enter) =>
      enter
        .append("path")
        .attr("class", "kept-area")
        .attr("pointer-events", "none")
        .attr("fill", "var(--window, #fff)"),
    );
  attribute(tint, "fill-opacity", fine ? 0.06 : 0.1);
  attribute(tint, "d", (path) => path);
  const grid = root
    .selectChildren<SVGPathElement, string>("path.kept-lines")
    .data(lines === "" ? [] : [lines])
    .join((enter) =>
      enter
        .append("path")
        .attr("class", "kept-lines")
        .attr("pointer-events", "none")
        .attr("fill", "none")
        .attr("stroke", "var(--window, #fff)")
        .attr("stroke-opacity", 0.38)
        .attr("stroke-width", 0.75),
    );
  attribute(grid, "d", (path) => path);
}

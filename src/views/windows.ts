import { select } from "d3";
import { centreUnder, windowGrid, windowNumber, type Geometry, type ImageShape } from "../model/geometry";
import { pixelBox, type PictureFrame } from "./raster-frame";
import { hundredths } from "./view";

/** Which windows are drawn over which image of the batch. */
export interface WindowOptions {
  /** Image of the batch. */
  readonly b: number;
  /** [N] of 0/1; all windows when left out. */
  readonly kept?: Uint8Array | undefined;
}

/** Neighbouring kept windows of one window row: row r, windows `from` to `to` (inclusive). */
export interface WindowRun {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** A grid finer than this many CSS pixels would only gray the picture: then the kept windows are tinted, without lines. */
const FINEST = 5;

/** The kept windows of one image as runs of neighbours, row by row. */
export function windowRuns(geometry: Geometry, shape: ImageShape, { b, kept }: WindowOptions): WindowRun[] {
  const [rows, columns] = windowGrid(geometry, shape);
  const runs: WindowRun[] = [];
  for (let row = 0; row < rows; row += 1) {
    const first = windowNumber(geometry, shape, b, row, 0);
    let from = -1;
    for (let column = 0; column <= columns; column += 1) {
      const runsOn = column < columns && (!kept || kept[first + column] === 1);
      if (runsOn && from < 0) from = column;
      if (!runsOn && from >= 0) {
        runs.push({ row, from, to: column - 1 });
        from = -1;
      }
    }
  }
  return runs;
}

/**
 * Marks the kept windows over a picture: each by its share of the picture, `stride` pixels around its centre pixel,
 * joined to a tint, with a fine grid between neighbours where there is room for one.
 */
export function drawWindows(
  svg: SVGElement,
  frame: PictureFrame,
  geometry: Geometry,
  shape: ImageShape,
  options: WindowOptions,
): void {
  const [down, across] = geometry.stride;
  const fine = Math.min(down, across) * frame.view.k >= FINEST;
  let area = "";
  let lines = "";
  for (const { row, from, to } of windowRuns(geometry, shape, options)) {
    const [y, x] = centreUnder(geometry, row, from);
    // A centre pixel stands in the middle of its share, to the left of it when the stride is even.
    const top = y - Math.floor((down - 1) / 2);
    const left = x - Math.floor((across - 1) / 2);
    const count = to - from + 1;
    const box = pixelBox(frame, top, left, down, across * count);
    const outline = `M${hundredths(box.x)} ${hundredths(box.y)}h${hundredths(box.width)}v${hundredths(box.height)}h${-hundredths(box.width)}z`;
    area += outline;
    if (!fine) continue;
    lines += outline;
    for (let at = 1; at < count; at += 1) {
      lines += `M${hundredths(box.x + at * across * frame.view.k)} ${hundredths(box.y)}v${hundredths(box.height)}`;
    }
  }
  const root = select(svg);
  root
    .selectAll<SVGPathElement, string>("path.kept-area")
    .data(area === "" ? [] : [area])
    .join("path")
    .attr("class", "kept-area")
    .attr("pointer-events", "none")
    .attr("fill", "var(--window, #fff)")
    .attr("fill-opacity", fine ? 0.06 : 0.1)
    .attr("d", (path) => path);
  root
    .selectAll<SVGPathElement, string>("path.kept-lines")
    .data(lines === "" ? [] : [lines])
    .join("path")
    .attr("class", "kept-lines")
    .attr("pointer-events", "none")
    .attr("fill", "none")
    .attr("stroke", "var(--window, #fff)")
    .attr("stroke-opacity", 0.38)
    .attr("stroke-width", 0.75)
    .attr("d", (path) => path);
}

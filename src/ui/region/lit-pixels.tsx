import { useApp } from "../services";
import { windowAt, pixelUnder, reachOf } from "../../model/geometry";
import type { Linked } from "../../model/selection";
import type { PictureFrame } from "../../views/raster";

/** More outlines than this say nothing more. */
const MOST = 900;

/** Outlines the pixels that the followed number comes from, and the window (or windows) it belongs to. */
export function LitPixels({ frame, linked, batch }: { frame: PictureFrame; linked: Linked; batch: number }) {
  const document = useApp((state) => state.document);
  const shape = useApp((state) => state.picture?.image.shape);
  if (!shape) return null;
  const { k, x, y } = frame.view;
  const box = (row: number, column: number, rows: number, columns: number) =>
    `M${column} ${row}h${columns}v${rows}h${-columns}z`;

  const windows = linked.windows.slice(0, MOST).flatMap((n) => {
    const [b, r, s] = windowAt(document, shape, n);
    if (b !== batch) return [];
    const [top, left] = pixelUnder(document, r, s, 0, 0);
    return [box(top, left, reachOf(document, 0), reachOf(document, 1))];
  });
  const seen = new Set<string>();
  const pixels = linked.pixels.slice(0, MOST).flatMap((pixel) => {
    const key = `${pixel.y} ${pixel.x}`;
    if (pixel.b !== batch || seen.has(key)) return [];
    seen.add(key);
    return [box(pixel.y, pixel.x, 1, 1)];
  });
  const one = windows.length === 1;
  return (
    // The outlines follow the pointer: they must not stand between it and what it presses.
    <g transform={`translate(${x} ${y}) scale(${k})`} pointerEvents="none">
      {one && <path className="region__lit-under" d={windows[0]} />}
      {one && <path className="region__lit" d={windows[0]} />}
      {!one && windows.length > 0 && <path className="region__lit region__lit--many" d={windows.join("")} />}
      {k >= 3 || !one ? <path className="region__lit region__lit--pixels" d={pixels.join("")} /> : null}
    </g>
  );
}

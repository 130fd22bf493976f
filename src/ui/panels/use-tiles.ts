import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import {
  drawOverview,
  drawTiles,
  drawTilesOverlay,
  elementAtPoint,
  fitView,
  overviewSize,
  type Pool,
  tilesExtent,
  type TileData,
  viewAround,
} from "../../views/tiles";
import type { View } from "../../views/view";
import { attachZoom, type KeyPress, zoomAbout, type ZoomHandle } from "../../views/zoom";
import { useSize } from "../use-size";

interface Tiles {
  readonly stage: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<SVGSVGElement | null>;
  readonly overview: RefObject<HTMLCanvasElement | null>;
  elementUnder(event: { clientX: number; clientY: number }): number | null;
  key(event: KeyPress): boolean;
}

/** Free space around a fitted tensor, in CSS pixels. */
const MARGIN = 8;
/** Pixels per cell from which numbers are printed. */
const READABLE = 26;
/** Pixels per cell of the first look at a followed number: several whole maps around it. */
const FIRST_LOOK = 36;
/** Largest size of the overview, and the share of the stage that it may cover along each side. */
const OVERVIEW = { width: 150, height: 110, share: 0.3 };

/** Draws tiles into a stage and keeps them in step with data, size, zoom and what is lit; hovering redraws outlines only. */
export function useTiles(data: TileData, lit: Iterable<number>, pool: Pool): Tiles {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<SVGSVGElement>(null);
  const overview = useRef<HTMLCanvasElement>(null);
  const zoom = useRef<ZoomHandle | null>(null);
  const latest = useRef({ data, lit, pool });
  latest.current = { data, lit, pool };
  const { width, height } = useSize(stage);

  const outlines = (view: View) => {
    const node = stage.current;
    if (!overlay.current || !node) return;
    const { data: tiles, lit: marked } = latest.current;
    drawTilesOverlay(overlay.current, tiles, view, {
      width: node.clientWidth,
      height: node.clientHeight,
      lit: marked,
    });
  };
  const draw = (view: View) => {
    const node = stage.current;
    if (!canvas.current || !node || node.clientWidth === 0) return;
    const { data: tiles, pool: pooled } = latest.current;
    const devicePixelRatio = window.devicePixelRatio;
    drawTiles(canvas.current, tiles, {
      width: node.clientWidth,
      height: node.clientHeight,
      devicePixelRatio,
      view,
      pool: pooled,
    });
    if (overview.current) {
      const viewport = { width: node.clientWidth, height: node.clientHeight };
      const size = overviewSize(tiles, {
        width: Math.min(OVERVIEW.width, viewport.width * OVERVIEW.share),
        height: Math.min(OVERVIEW.height, viewport.height * OVERVIEW.share),
      });
      overview.current.style.width = `${size.width}px`;
      overview.current.style.height = `${size.height}px`;
      drawOverview(overview.current, tiles, view, { ...size, devicePixelRatio, viewport, pool: pooled });
    }
    outlines(view);
  };

  useLayoutEffect(() => {
    const node = stage.current;
    if (!node) return undefined;
    let frame = 0;
    const handle = attachZoom(node, {
      viewport: () => ({ width: node.clientWidth || 1, height: node.clientHeight || 1 }),
      content: () => tilesExtent(latest.current.data),
      fit: () => fitView(latest.current.data, node.clientWidth || 1, node.clientHeight || 1, MARGIN),
      onChange: (view) => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => draw(view));
      },
    });
    zoom.current = handle;
    // A number that is already followed is shown large enough to be read, with its neighbours.
    const [followed] = latest.current.lit;
    const size = { width: node.clientWidth, height: node.clientHeight };
    if (followed !== undefined && handle.view().k < READABLE && size.width > 0) {
      const near = viewAround(latest.current.data, followed, size.width, size.height);
      handle.set(zoomAbout(near, FIRST_LOOK / near.k, size.width / 2, size.height / 2));
    }
    return () => {
      cancelAnimationFrame(frame);
      handle.dispose();
      zoom.current = null;
    };
    // The handle asks for the newest data through the ref; it lives as long as the stage.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  useEffect(() => {
    const handle = zoom.current;
    if (!handle) return;
    handle.refresh();
    draw(handle.view());
    // oxlint-disable-next-line react/exhaustive-deps -- draw reads the newest data through the ref
  }, [data, width, height, pool]);

  useEffect(() => {
    if (zoom.current) outlines(zoom.current.view());
    // oxlint-disable-next-line react/exhaustive-deps -- as above
  }, [lit]);

  return {
    stage,
    canvas,
    overlay,
    overview,
    elementUnder({ clientX, clientY }) {
      const handle = zoom.current;
      const box = stage.current?.getBoundingClientRect();
      if (!handle || !box) return null;
      return elementAtPoint(latest.current.data, handle.view(), clientX - box.left, clientY - box.top);
    },
    key: (event) => zoom.current?.key(event) ?? false,
  };
}

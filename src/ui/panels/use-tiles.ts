import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Pool } from "../../model/pool";
import type { Selection } from "../../model/selection";
import {
  cellBox,
  overviewInPieces,
  tilesInPieces,
  drawTilesOverlay,
  elementAtPoint,
  fitView,
  overviewSize,
  tilesExtent,
  type TileData,
  viewAround,
} from "../../views/tiles";
import { forgetPaint } from "../../views/paint-queue";
import type { View } from "../../views/view";
import { attachZoom, type KeyPress, zoomAbout, type ZoomHandle } from "../../views/zoom";
import { useDrawing } from "../services";
import { useSize } from "../use-size";

/** A stage of tiles: the nodes that it is drawn on, and what is done with it. */
export interface Tiles {
  readonly stage: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<SVGSVGElement | null>;
  readonly overview: RefObject<HTMLCanvasElement | null>;
  elementUnder(event: { clientX: number; clientY: number }): number | null;
  key(event: KeyPress): boolean;
  /** Brings an element to the middle, large enough to be read. */
  goTo(element: number): void;
}

/** Free space around a fitted tensor, in CSS pixels. */
const MARGIN = 8;
/** Pixels per cell from which numbers are printed. */
const READABLE = 26;
/** Pixels per cell of the first look at a followed number: several whole maps around it. */
const FIRST_LOOK = 36;
/** Largest size of the overview, and the share of the stage that it may cover along each side. */
const OVERVIEW = { width: 150, height: 110, share: 0.3 };

/** What the view of a stage goes by, beside its numbers. */
interface Looking {
  /** Another subject (another step, a picture of another size) is looked at anew; the same one keeps its view. */
  readonly subject: string;
  /** A pinned number that has moved out of sight is brought back. */
  readonly pinned: Selection | null;
}

/** Draws tiles into a stage and keeps them in step with data, size, zoom and what is lit; hovering redraws outlines only. */
export function useTiles(data: TileData, lit: Iterable<number>, pool: Pool, { subject, pinned }: Looking): Tiles {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<SVGSVGElement>(null);
  const overview = useRef<HTMLCanvasElement>(null);
  const zoom = useRef<ZoomHandle | null>(null);
  const latest = useRef({ data, lit, pool });
  latest.current = { data, lit, pool };
  const looked = useRef<string | null>(null);
  const brought = useRef<Selection | null>(null);
  const drawings = useRef(0);
  /** The numbers that were drawn last. */
  const seen = useRef<TileData["values"] | null>(null);
  const drawSoon = useDrawing();
  const { width, height } = useSize(stage);
  // Asked for in every frame: reading it off the node would lay out whatever else has just changed on the page.
  const size = useRef({ width, height });
  size.current = { width, height };
  const isSeen = width > 0;

  /** The whole tensor; or, when a number is followed, that one large enough to be read, with its neighbours. */
  const look = (handle: ZoomHandle) => {
    handle.fit();
    const [followed] = latest.current.lit;
    const { width: across, height: down } = size.current;
    if (followed === undefined || handle.view().k >= READABLE || across === 0) return;
    const near = viewAround(latest.current.data, followed, across, down);
    handle.set(zoomAbout(near, FIRST_LOOK / near.k, across / 2, down / 2));
  };

  const outlines = (view: View) => {
    if (!overlay.current) return;
    const { data: tiles, lit: marked } = latest.current;
    drawTilesOverlay(overlay.current, tiles, view, { ...size.current, lit: marked });
  };
  function* draw(view: View) {
    const viewport = size.current;
    if (!canvas.current || viewport.width === 0) return;
    const { data: tiles, pool: pooled } = latest.current;
    const devicePixelRatio = window.devicePixelRatio;
    const sized = { ...viewport, devicePixelRatio };
    drawings.current += 1;
    const mine = drawings.current;
    const after = () => {
      seen.current = tiles.values;
      outlines(view);
    };
    const outcome = yield* tilesInPieces(canvas.current, tiles, { ...sized, view, pool: pooled, after });
    if (outcome === "nothing") outlines(view);
    // A newer drawing has its own overview.
    if (outcome === "superseded" || !overview.current) return;
    yield undefined;
    if (mine !== drawings.current) return;
    const small = overviewSize(tiles, {
      width: Math.min(OVERVIEW.width, viewport.width * OVERVIEW.share),
      height: Math.min(OVERVIEW.height, viewport.height * OVERVIEW.share),
    });
    overview.current.style.width = `${small.width}px`;
    overview.current.style.height = `${small.height}px`;
    yield* overviewInPieces(overview.current, tiles, view, { ...small, devicePixelRatio, viewport, pool: pooled });
  }

  useLayoutEffect(() => {
    const node = stage.current;
    if (!node) return undefined;
    const handle = attachZoom(node, {
      viewport: () => ({ width: size.current.width || 1, height: size.current.height || 1 }),
      content: () => tilesExtent(latest.current.data),
      fit: () => fitView(latest.current.data, size.current.width || 1, size.current.height || 1, MARGIN),
      onChange: (view) => {
        // A stage without a size yet has no view of its numbers either: drawing it would fetch what nobody sees.
        if (canvas.current && size.current.width > 0) drawSoon(canvas.current, () => draw(view));
      },
    });
    zoom.current = handle;
    look(handle);
    const drawn = canvas.current;
    return () => {
      if (drawn) forgetPaint(drawn);
      handle.dispose();
      zoom.current = null;
    };
    // The handle asks for the newest data through the ref; it lives as long as the stage.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  useEffect(() => {
    const handle = zoom.current;
    // Behind another tab the stage has no size: it keeps its view until it is seen again.
    if (!handle || width === 0) return undefined;
    const redraw = () => {
      handle.refresh();
      if (looked.current !== subject) look(handle);
      looked.current = subject;
      // What the two above asked for is drawn here.
      if (canvas.current) forgetPaint(canvas.current);
      return draw(handle.view());
    };
    // What has to be fetched is asked for, and seen for the first time, before anything else is drawn.
    return drawSoon(data, redraw, !(data.values instanceof Float32Array) && seen.current !== data.values);
    // oxlint-disable-next-line react/exhaustive-deps -- draw reads the newest data through the ref
  }, [data, width, height, pool]);

  useEffect(() => {
    const handle = zoom.current;
    const [followed] = latest.current.lit;
    if (!isSeen || brought.current === pinned) return;
    brought.current = pinned;
    if (!handle || !pinned || followed === undefined) return;
    const view = handle.view();
    const cell = cellBox(latest.current.data, view, followed);
    const [x, y] = [cell.x + cell.width / 2, cell.y + cell.height / 2];
    const { width: across, height: down } = size.current;
    if (x >= 0 && y >= 0 && x < across && y < down) return;
    handle.set({ k: view.k, x: view.x + across / 2 - x, y: view.y + down / 2 - y });
  }, [pinned, isSeen]);

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
    goTo(element) {
      const { width: across, height: down } = size.current;
      const near = viewAround(latest.current.data, element, across, down);
      zoom.current?.set(zoomAbout(near, FIRST_LOOK / near.k, across / 2, down / 2));
    },
  };
}

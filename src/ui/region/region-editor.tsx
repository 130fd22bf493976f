import { type PointerEvent as ReactPointerEvent, useEffect, useMemo, useRef } from "react";
import type { Point } from "../../model/document";
import type { ImageShape } from "../../model/geometry";
import type { Selection } from "../../model/selection";
import { boundsOf, outline } from "../../model/region/edit";
import { editedShape } from "../../state/drawing";
import { geometryOf } from "../../state/remembered";
import { setSession } from "../../state/store";
import { frameOf, pictureInPieces, pixelAtPoint, type PictureFrame } from "../../views/raster";
import { useLinked } from "../linked";
import { useApp, useDrawing, useServices } from "../services";
import { useMoveSelection } from "../use-move-selection";
import { useSize } from "../use-size";
import { LitPixels } from "./lit-pixels";
import { KeptWindows } from "./kept-windows";
import { type Handle, useRegionPointer } from "./use-region-pointer";
import { useRegionKeys } from "./use-region-keys";

/** Proportions of the empty frame before there is a picture. */
const NO_PICTURE: ImageShape = [1, 1, 2, 3];
/** Tallest the picture gets, as a multiple of its width. */
const TALLEST = 1.25;

const HANDLES: readonly Handle[] = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [-1, 0],
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
];

const CURSORS: Readonly<Record<string, string>> = {
  "-1,-1": "nwse-resize",
  "1,1": "nwse-resize",
  "1,-1": "nesw-resize",
  "-1,1": "nesw-resize",
  "0,-1": "ns-resize",
  "0,1": "ns-resize",
  "-1,0": "ew-resize",
  "1,0": "ew-resize",
};

function Shapes({
  frame,
  onHandle,
}: {
  frame: PictureFrame;
  onHandle: (event: ReactPointerEvent, handle: Handle) => void;
}) {
  const shapes = useApp((state) => state.document.region.shapes);
  const chosen = useApp((state) => state.session.shape);
  // Under a brush, or where a vertex is to be set, a handle would only be in the way.
  const boxed = useApp(({ session: { tool } }) => tool === "select" || tool === "rect" || tool === "ellipse");
  const { x, y, k } = frame.view;
  const edit = chosen === null ? undefined : shapes[chosen];
  const bounds = edit && boundsOf(editedShape(edit));
  return (
    <g transform={`translate(${x} ${y}) scale(${k})`}>
      {shapes.map((each, at) => {
        const { path, strokeWidth } = outline(editedShape(each));
        const kind = `${"subtract" in each ? " region__shape--subtract" : ""}${at === chosen ? " region__shape--chosen" : ""}`;
        return strokeWidth === null ? (
          <g key={at}>
            <path className="region__halo" d={path} />
            <path className={`region__shape${kind}`} d={path} />
          </g>
        ) : (
          <path key={at} className={`region__stroke${kind}`} d={path} strokeWidth={strokeWidth} />
        );
      })}
      {boxed &&
        bounds &&
        HANDLES.map((handle) => (
          <rect
            key={handle.join()}
            className="region__handle"
            x={bounds[0] + ((handle[0] + 1) / 2) * bounds[2] - 4 / k}
            y={bounds[1] + ((handle[1] + 1) / 2) * bounds[3] - 4 / k}
            width={8 / k}
            height={8 / k}
            style={{ cursor: CURSORS[handle.join()] }}
            onPointerDown={(event) => onHandle(event, handle)}
          />
        ))}
    </g>
  );
}

/** The picture with its padding and dropped rows, the region drawn on it, and the pixels of the followed number. */
export function RegionEditor() {
  const { store } = useServices();
  const picture = useApp((state) => state.picture);
  const document = useApp((state) => state.document);
  const tool = useApp((state) => state.session.tool);
  const batch = useApp((state) => state.session.batch);
  const region = useApp((state) => (state.results.status === "ready" ? state.results : null));
  const previous = useApp((state) => ("previous" in state.results ? state.results.previous : null));
  const shown = region ?? previous;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const { width } = useSize(box);
  const drawSoon = useDrawing();
  const linked = useLinked();
  const moveSelection = useMoveSelection();

  const shape = picture?.image.shape ?? NO_PICTURE;
  const [, , h, w] = shape;
  const paddedH = h + 2 * document.padding[0];
  const paddedW = w + 2 * document.padding[1];
  const height = Math.max(40, Math.round(width * Math.min(paddedH / paddedW, TALLEST)));
  const { kernel_size, stride, padding, padding_mode, dilation } = document;
  const geometry = geometryOf(kernel_size, stride, padding, padding_mode, dilation);
  const frame = useMemo(() => frameOf(shape, { width, height }, geometry), [shape, width, height, geometry]);
  const isMasked = shown !== null && shown.picture === picture && document.region.shapes.length > 0;
  const masked = isMasked ? shown.document.region : null;

  useEffect(() => {
    const node = canvas.current;
    if (!node || !picture || width === 0) return undefined;
    const { devicePixelRatio } = window;
    let forget: (() => void) | undefined;
    const draw = () =>
      pictureInPieces(node, picture.image, Math.min(batch, shape[0] - 1), {
        width,
        height,
        devicePixelRatio,
        geometry,
        region: masked && shown ? { of: masked, pixels: shown.result.region } : undefined,
        again: () => (forget = drawSoon(node, draw)),
      });
    forget = drawSoon(node, draw);
    return () => forget?.();
    // Every result brings the pixels anew; they are other ones only for another region.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [drawSoon, picture, width, height, geometry, masked, batch, shape]);

  const onNode = (event: { clientX: number; clientY: number }): Point => {
    const rect = svg.current?.getBoundingClientRect();
    return [event.clientX - (rect?.left ?? 0), event.clientY - (rect?.top ?? 0)];
  };
  const toImage = (event: { clientX: number; clientY: number }): Point => {
    const [x, y] = onNode(event);
    return [(x - frame.view.x) / frame.view.k, (y - frame.view.y) / frame.view.k];
  };
  const pixelAt = (event: { clientX: number; clientY: number }): Selection | null => {
    const [row, column] = pixelAtPoint(frame, ...onNode(event));
    if (row < 0 || column < 0 || row >= h || column >= w) return null;
    return { kind: "pixel", b: Math.min(batch, shape[0] - 1), c: null, y: row, x: column };
  };
  const pin = ([x, y]: Point) => {
    const [row, column] = [Math.floor(y), Math.floor(x)];
    if (row < 0 || column < 0 || row >= h || column >= w) return;
    setSession(store, { pinned: { kind: "pixel", b: Math.min(batch, shape[0] - 1), c: null, y: row, x: column } });
  };

  const drawing = useRegionPointer(toImage, pin);
  const keys = useRegionKeys([h, w], drawing);
  const { view } = frame;

  return (
    // The picture answers arrow keys, Enter and Space itself; the panels beside it say the same in words.
    <div
      ref={box}
      className={`region${tool === "select" ? "" : " region--drawing"}`}
      role="application"
      aria-roledescription="picture with region"
      aria-label={`picture, ${h} rows, ${w} columns; ${document.region.shapes.length} region shapes; tool ${tool}. With a drawing tool: arrow keys move the pen, Space sets a point, Enter ends.`}
      tabIndex={0}
      data-testid="picture"
      style={{ height: height || undefined }}
      onKeyDown={(event) => {
        if (keys.onKey(event) || moveSelection(event, "pixel")) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
    >
      <canvas ref={canvas} />
      <svg
        ref={svg}
        aria-hidden="true"
        {...drawing.handlers}
        onPointerMove={(event) => {
          drawing.handlers.onPointerMove(event);
          if (tool === "select" && event.buttons === 0) setSession(store, { hover: pixelAt(event) });
        }}
        onPointerLeave={() => setSession(store, { hover: null })}
      >
        {shown && shown.picture === picture && (
          <KeptWindows frame={frame} geometry={shown.document} image={shape} kept={shown.result.kept} />
        )}
        <Shapes
          frame={frame}
          onHandle={(event, handle) => {
            const { session } = store.getState();
            if (session.shape !== null) drawing.startDrag(event, "resize", session.shape, handle);
          }}
        />
        {drawing.draft?.tool === "polygon" && (
          <polyline
            className="region__shape region__shape--chosen"
            transform={`translate(${view.x} ${view.y}) scale(${view.k})`}
            points={[...drawing.draft.points, drawing.draft.at].map((point) => point.join()).join(" ")}
          />
        )}
        {linked && <LitPixels frame={frame} linked={linked} batch={batch} />}
        {keys.pen && (
          <path
            className="region__pen"
            pointerEvents="none"
            transform={`translate(${keys.pen[0] * view.k + view.x} ${keys.pen[1] * view.k + view.y})`}
            d={
              keys.penDown ? "M-5 0h10M0-5v10M-2.500 0a2.500 2.500 0 1 0 5 0a2.500 2.500 0 1 0-5 0" : "M-8 0h16M0-8v16"
            }
          />
        )}
      </svg>
    </div>
  );
}

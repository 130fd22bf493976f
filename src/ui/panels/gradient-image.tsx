import { type MouseEvent, useMemo } from "react";
import { imageAxes } from "../../model/axes";
import type { ImageShape } from "../../model/geometry";
import type { TensorValues } from "../../model/runner";
import { summarise } from "../../model/summary";
import { presetsFor, presetTiling } from "../../model/tiling";
import { setSession } from "../../state/store";
import { scaleFor } from "../../views/colour";
import type { TileData } from "../../views/tiles";
import { IconButton } from "../controls/icon-button";
import { useLinked } from "../linked";
import { useApp, useServices } from "../services";
import { useMoveSelection } from "../use-move-selection";
import { TensorFoot } from "./tensor-foot";
import { useTiles } from "./use-tiles";

const NOTHING: ReadonlySet<number> = new Set();

/** ∂loss/∂image, a tile per channel: zoomed in, its numbers; pointing at a pixel lights the windows that see it. */
export function GradientImage({ values, stale }: { values: TensorValues; stale: boolean }) {
  const { store } = useServices();
  const moveSelection = useMoveSelection();
  const shape = values.shape as ImageShape; // the shape of an image, as the contract says
  const [, channels, height, width] = shape;
  const summary = useMemo(() => summarise(values.data), [values]);
  const data: TileData = useMemo(() => {
    const axes = imageAxes(shape);
    const tiling = presetTiling(axes, presetsFor(axes)[0] ?? "plain");
    return { values: values.data, shape, axes, tiling, scale: scaleFor(summary, "diverging") };
  }, [values, shape, summary]);
  const linked = useLinked();
  const lit = useMemo(() => {
    if (!linked) return NOTHING;
    const found = new Set<number>();
    for (const { b, c, source } of linked.pixels) {
      if (!source || b >= shape[0]) continue;
      const all = c === null ? Array.from({ length: channels }, (_, each) => each) : [c];
      for (const each of all) found.add(((b * channels + each) * height + source[0]) * width + source[1]);
    }
    return found;
  }, [linked, shape, channels, height, width]);
  const wanted = useApp((state) => state.session.pool);
  const pinned = useApp((state) => state.session.pinned);
  const pool = wanted ?? "peak";
  const tiles = useTiles(data, lit, pool, { subject: `gradient ${shape.join()}`, pinned });

  const zoomBy = (event: MouseEvent, key: string) => {
    event.stopPropagation();
    tiles.key({ key });
  };
  const pixelUnder = (event: { clientX: number; clientY: number }) => {
    const element = tiles.elementUnder(event);
    if (element === null) return null;
    const plane = Math.floor(element / (height * width));
    const at = element % (height * width);
    const [b, c] = [Math.floor(plane / channels), plane % channels];
    return { kind: "pixel", b, c, y: Math.floor(at / width), x: at % width } as const;
  };

  return (
    <div className="gradients__image">
      <h3>
        <code>image.grad</code> <span className="soft mono">[{shape.join(", ")}]</span>
      </h3>
      <div
        ref={tiles.stage}
        className={`tensor__stage gradients__stage${stale ? " tensor__stage--stale" : ""}`}
        role="application"
        aria-roledescription="tensor"
        aria-label={`gradient of the image, shape ${shape.join(", ")}. Arrow keys move by pixel, plus and minus zoom, Shift with arrows pans, 0 fits.`}
        tabIndex={0}
        data-testid="gradient"
        onPointerMove={(event) => {
          if (event.buttons === 0) setSession(store, { hover: pixelUnder(event) });
        }}
        onPointerLeave={() => setSession(store, { hover: null })}
        onClick={(event) => {
          const under = pixelUnder(event);
          if (under) setSession(store, { pinned: under });
        }}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          if (tiles.key(event) || moveSelection(event, "pixel")) {
            event.preventDefault();
            event.stopPropagation();
          }
        }}
      >
        <canvas ref={tiles.canvas} />
        <svg ref={tiles.overlay} aria-hidden="true" />
        <canvas ref={tiles.overview} className="tensor__overview" hidden aria-hidden="true" />
        <div className="tensor__zoom">
          <IconButton icon="plus" label="Zoom in" title="zoom in (+)" onClick={(event) => zoomBy(event, "+")} />
          <IconButton icon="minus" label="Zoom out" title="zoom out (−)" onClick={(event) => zoomBy(event, "-")} />
          <IconButton
            icon="fit"
            label="Fit"
            title="show the whole gradient (0)"
            onClick={(event) => zoomBy(event, "0")}
          />
        </div>
      </div>
      <TensorFoot data={data} known={{ summary, done: 1, failure: null }} pool={pool} />
    </div>
  );
}

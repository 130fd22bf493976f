import { useMemo } from "react";
import { imageAxes } from "../../model/axes";
import type { ImageShape } from "../../model/geometry";
import type { TensorValues } from "../../model/runner";
import { summarise } from "../../model/summary";
import { presetsFor, presetTiling } from "../../model/tiling";
import { scaleFor } from "../../views/colour";
import type { TileData } from "../../views/tiles";
import { useLinked } from "../linked";
import { useApp } from "../services";
import { TensorFoot } from "./tensor-foot";
import { TilesStage } from "./tiles-stage";
import { useTiles } from "./use-tiles";

const NOTHING: ReadonlySet<number> = new Set();

/** ∂loss/∂image, a tile per channel: zoomed in, its numbers; pointing at a pixel lights the windows that see it. */
export function GradientImage({ values, stale }: { values: TensorValues; stale: boolean }) {
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
      <TilesStage
        tiles={tiles}
        label={`gradient of the image, shape ${shape.join(", ")}`}
        whole="the whole gradient"
        testId="gradient"
        className="gradients__stage"
        stale={stale}
        moves="pixel"
        under={pixelUnder}
      />
      <TensorFoot data={data} known={{ summary, done: 1, failure: null, dear: null }} pool={pool} />
    </div>
  );
}

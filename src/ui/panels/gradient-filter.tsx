import { useEffect, useMemo, useRef, useState } from "react";
import { windowAt, windowGrid } from "../../model/geometry";
import { type FilterTap, pullsOn, strongestPull } from "../../model/pulls";
import type { TensorValues } from "../../model/runner";
import type { GradientsReady } from "../../state/app-state";
import { selectionOf } from "../../state/linked";
import { setSession } from "../../state/store";
import { type ColourScale, scaleFor } from "../../views/colour";
import { significant } from "../../views/format";
import { drawLegend } from "../../views/legend";
import { drawPlane } from "../../views/raster";
import { fitPlane } from "../../views/view";
import { NumberGrid } from "../controls/number-grid";
import { useLitTaps } from "../linked";
import { useApp, useDrawing, useServices } from "../services";
import { useSize } from "../use-size";
import { channelName } from "./filter-panel";

/** Above this many numbers one channel is shown at a time. */
const CELLS_AT_ONCE = 320;
const HEIGHT = 150;

function Channel({ channel, values, scale }: { channel: number; values: TensorValues; scale: ColourScale }) {
  const { store } = useServices();
  const [channels = 1, rows = 1, columns = 1] = values.shape;
  const taps = rows * columns;
  const name = channelName(channel, channels);
  const tap = useApp((state) => state.session.tap);
  const followed = useLitTaps(channel);
  const lit = useMemo(
    () => followed ?? (tap?.c === channel ? new Set([tap.i * columns + tap.j]) : null),
    [followed, tap, channel, columns],
  );
  return (
    <NumberGrid
      label={name ? `gradient of the filter, channel ${name}` : "gradient of the filter"}
      caption={name}
      rows={rows}
      columns={columns}
      numbers={values.data.subarray(channel * taps, (channel + 1) * taps)}
      scale={scale}
      lit={lit}
      onPoint={(i, j) => setSession(store, { tap: { c: channel, i, j } })}
    />
  );
}

interface PullsProps {
  ready: GradientsReady;
  values: TensorValues;
  /** ∂loss/∂(what the loss is of). */
  back: Float32Array;
  tap: FilterTap;
}

/** How hard each window pulls on a tap; those that do not pull stay blank. */
function Pulls({ ready, values, back, tap }: PullsProps) {
  const { store } = useServices();
  const draw = useDrawing();
  const batch = useApp((state) => state.session.batch);
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const legend = useRef<SVGSVGElement>(null);
  const { width } = useSize(box);
  const { document, picture } = ready;
  const { shape, data } = picture.image;
  const [channels = 1, kh = 1, kw = 1] = values.shape;
  const [h, w] = windowGrid(document, shape);
  const image = Math.min(batch, shape[0] - 1);
  const found = useMemo(() => {
    const sum_over = document.gradients.of === "maps" ? document.sum_over : (["C", "kh", "kw"] as const);
    const all = pullsOn(tap, { geometry: document, shape, data, sum_over, back });
    return { all, scale: scaleFor(all, "diverging"), strongest: strongestPull(all) };
  }, [document, shape, data, tap, back]);
  const shown = useMemo(() => found.all.subarray(image * h * w, (image + 1) * h * w), [found, image, h, w]);
  const pulling = useMemo(() => Uint8Array.from(shown, (pull) => Number(pull !== 0)), [shown]);
  const view = fitPlane({ width: w, height: h }, { width, height: HEIGHT });
  const selection = useApp(selectionOf);
  const [b, r, s] = selection?.kind === "product" ? windowAt(document, shape, selection.n) : [-1, 0, 0];

  useEffect(() => {
    const node = canvas.current;
    if (!node || width === 0) return undefined;
    return draw(node, () => {
      drawPlane(node, { values: shown, h, w }, found.scale, {
        width,
        height: HEIGHT,
        devicePixelRatio: window.devicePixelRatio,
        kept: pulling,
      });
      if (legend.current) drawLegend(legend.current, found.scale, { width: Math.min(width, 300) });
    });
  }, [draw, found, shown, pulling, h, w, width]);

  const name = channels > 1 ? `${channelName(tap.c, channels)}, ` : "";
  const gradient = values.data[(tap.c * kh + tap.i) * kw + tap.j] ?? 0;
  return (
    <div className="gradients__pulls">
      <p>
        What pulls on tap ({name}
        {tap.i}, {tap.j}), window by window; together <b className="mono">{significant(gradient)}</b>
      </p>
      <div
        ref={box}
        className="output__stage"
        style={{ height: HEIGHT }}
        data-testid="pulls"
        role="img"
        aria-label={`how much each of ${h} × ${w} windows pulls on tap ${tap.i}, ${tap.j}`}
        onPointerMove={(event) => {
          const frame = event.currentTarget.getBoundingClientRect();
          const [y, x] = [
            Math.floor((event.clientY - frame.top - view.y) / view.k),
            Math.floor((event.clientX - frame.left - view.x) / view.k),
          ];
          const inside = y >= 0 && x >= 0 && y < h && x < w;
          const n = (image * h + y) * w + x;
          setSession(store, { hover: inside ? { kind: "product", n, ...tap } : null });
        }}
        onPointerLeave={() => setSession(store, { hover: null })}
      >
        <canvas ref={canvas} />
        <svg aria-hidden="true">
          <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
            {b === image && (
              <>
                <path className="region__lit-under" d={`M${s} ${r}h1v1h-1z`} />
                <path className="region__lit" d={`M${s} ${r}h1v1h-1z`} />
              </>
            )}
          </g>
        </svg>
      </div>
      <svg ref={legend} className="soft output__legend" />
      {found.strongest === null ? (
        <p className="hint">No window pulls on it.</p>
      ) : (
        <button
          type="button"
          className="button button--small"
          title="follow its number through every panel"
          onClick={() => setSession(store, { pinned: { kind: "product", n: found.strongest ?? 0, ...tap } })}
        >
          Follow the strongest
        </button>
      )}
    </div>
  );
}

/** What pulls on the tap that was pointed at last; a typed program does not tell. */
function PullsOnTap({ ready, values }: { ready: GradientsReady; values: TensorValues }) {
  const tap = useApp((state) => state.session.tap);
  const [channels = 1, kh = 1, kw = 1] = values.shape;
  const back = ready.values.result;
  if (!back) return null;
  if (!tap || tap.c >= channels || tap.i >= kh || tap.j >= kw) {
    return <p className="hint">Point at a tap: the windows that pull on it stand here.</p>;
  }
  return <Pulls ready={ready} values={values} back={back} tap={tap} />;
}

/** ∂loss/∂filter as the filter's own grid, and what pulls on a tap of it. */
export function GradientFilter({ ready, values }: { ready: GradientsReady; values: TensorValues }) {
  const [channels = 1, rows = 1, columns = 1] = values.shape;
  const [chosen, setChosen] = useState(0);
  const legend = useRef<SVGSVGElement>(null);
  const scale = useMemo(() => scaleFor(values.data, "diverging"), [values]);
  useEffect(() => {
    if (legend.current) drawLegend(legend.current, scale, { width: 240 });
  }, [scale]);
  const oneAtATime = values.data.length > CELLS_AT_ONCE;
  const shown = oneAtATime ? [Math.min(chosen, channels - 1)] : Array.from({ length: channels }, (_, c) => c);
  return (
    <div className="gradients__filter">
      <h3>
        <code>filt.grad</code> <span className="soft mono">[{values.shape.join(", ")}]</span>
      </h3>
      {oneAtATime && channels > 1 && (
        <label className="hint">
          channel{" "}
          <select
            className="select select--small"
            value={shown[0]}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {Array.from({ length: channels }, (_, c) => (
              <option key={c} value={c}>
                {channelName(c, channels) || c}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className={`slices${columns > 5 ? " slices--stacked" : ""}`} data-rows={rows}>
        {shown.map((channel) => (
          <Channel key={channel} channel={channel} values={values} scale={scale} />
        ))}
      </div>
      <svg ref={legend} className="soft" />
      <PullsOnTap ready={ready} values={values} />
    </div>
  );
}

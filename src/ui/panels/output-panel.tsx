import { useEffect, useMemo, useRef } from "react";
import { KEEP_RULES, OUTSIDE_FILLS } from "../../model/document";
import { windowAt, windowGrid } from "../../model/geometry";
import { squaresOfRuns } from "../../model/runs";
import { setKeep, setOutside } from "../../state/actions";
import { OUTSIDE_NAMES, type OutputMode } from "../../state/app-state";
import { type Finished, isFinished, readyOf } from "../../state/programs";
import { setSession } from "../../state/store";
import { scaleFor } from "../../views/colour";
import { count } from "../../views/format";
import { drawLegend } from "../../views/legend";
import { type Plane, planeInPieces } from "../../views/plane";
import { fitPlane } from "../../views/view";
import { Segmented } from "../controls/segmented";
import { useLinked } from "../linked";
import { useApp, useDrawing, useServices, useSession } from "../services";
import { useMoveSelection } from "../use-move-selection";
import { useSize } from "../use-size";

const KEEP_SAYS = {
  centre: "a window is kept when its centre pixel is in the region",
  any: "a window is kept when some tap is in the region",
  all: "a window is kept when every tap is in the region",
} as const;

/** Height of the page that everything but the output needs, and the least the output gets, in CSS pixels. */
const ELSEWHERE = 782;
const LEAST = 112;
const MOST_MARKS = 900;

/** The plane of image b that a mode shows: masked, dense, or masked − dense, in squares of 2^level windows. */
function planeOf({ result }: Finished, mode: OutputMode, batch: number): Plane {
  const [, , rows, columns] = result.output.shape;
  const side = 2 ** result.output.level;
  const [h, w] = [Math.ceil(rows / side), Math.ceil(columns / side)];
  const of = (data: Float32Array) => data.subarray(batch * h * w, (batch + 1) * h * w);
  const masked = of(result.output.data);
  const dense = of(result.dense.data);
  const values =
    mode === "masked" ? masked : mode === "dense" ? dense : masked.map((value, at) => value - (dense[at] ?? 0));
  return { values, h, w };
}

function Stage({ ready, mode, batch }: { ready: Finished; mode: OutputMode; batch: number }) {
  const { store } = useServices();
  const moveSelection = useMoveSelection();
  const linked = useLinked();
  const drawSoon = useDrawing();
  const stale = useApp((state) => state.results.status !== "ready");
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const legend = useRef<SVGSVGElement>(null);
  const { width } = useSize(box);
  const plane = useMemo(() => planeOf(ready, mode, batch), [ready, mode, batch]);
  // Masked and dense share their colours, so that switching between them compares like with like.
  const scale = useMemo(() => {
    if (mode === "difference") return scaleFor(plane.values);
    const [dense, masked] = [ready.result.dense.extent, ready.result.output.extent];
    return scaleFor({ min: Math.min(dense.min, masked.min), max: Math.max(dense.max, masked.max) });
  }, [mode, plane, ready]);
  const [, , h, w] = ready.result.output.shape;
  const side = 2 ** ready.result.output.level;
  const room = Math.max(LEAST, window.innerHeight - ELSEWHERE);
  const height = Math.max(48, Math.round(Math.min((width * h) / Math.max(w, 1), room)));
  const view = fitPlane({ width: w, height: h }, { width, height });
  const kept = useMemo(
    () =>
      mode === "masked" && ready.document.region.outside === "zeros"
        ? squaresOfRuns(ready.result.kept, side)
        : undefined,
    [mode, ready, side],
  );

  useEffect(() => {
    const node = canvas.current;
    if (!node || width === 0) return undefined;
    return drawSoon(node, function* drawing() {
      // A square of windows is drawn as large as it is; those at the far edges reach over them.
      const fitted = fitPlane({ width: w, height: h }, { width, height });
      const squares = side === 1 ? undefined : { ...fitted, k: fitted.k * side };
      const size = { width, height, devicePixelRatio: window.devicePixelRatio };
      yield* planeInPieces(node, plane, scale, { ...size, kept, view: squares });
      if (legend.current) drawLegend(legend.current, scale, { width: Math.min(width, 300) });
    });
  }, [drawSoon, plane, scale, width, height, kept, h, w, side]);

  const windowUnder = (event: { clientX: number; clientY: number }) => {
    const rect = box.current?.getBoundingClientRect();
    if (!rect) return null;
    const s = Math.floor((event.clientX - rect.left - view.x) / view.k);
    const r = Math.floor((event.clientY - rect.top - view.y) / view.k);
    if (r < 0 || s < 0 || r >= h || s >= w) return null;
    return { kind: "product", n: (batch * h + r) * w + s, c: null, i: null, j: null } as const;
  };

  const [rows, columns] = windowGrid(ready.document, ready.picture.image.shape);
  const marks = (linked?.windows ?? []).slice(0, MOST_MARKS).flatMap((n) => {
    const [b, r, s] = windowAt(ready.document, ready.picture.image.shape, n);
    return b === batch && r < rows && s < columns ? [`M${s} ${r}h1v1h-1z`] : [];
  });

  return (
    <>
      <div
        ref={box}
        className={`output__stage${stale ? " output__stage--stale" : ""}`}
        style={{ height: height || undefined }}
        role="application"
        aria-roledescription="output"
        aria-label={`${mode} output, ${h} rows, ${w} columns. Arrow keys move by window, Enter pins.`}
        tabIndex={0}
        data-testid="output"
        onPointerMove={(event) => setSession(store, { hover: windowUnder(event) })}
        onPointerLeave={() => setSession(store, { hover: null })}
        onClick={(event) => {
          const under = windowUnder(event);
          if (under) setSession(store, { pinned: under });
        }}
        onKeyDown={(event) => {
          if (moveSelection(event, "product")) {
            event.preventDefault();
            event.stopPropagation();
          }
        }}
      >
        <canvas ref={canvas} />
        <svg aria-hidden="true">
          <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
            <path className="region__lit-under" d={marks.join("")} />
            <path className="region__lit" d={marks.join("")} />
          </g>
        </svg>
      </div>
      <svg ref={legend} className="soft output__legend" />
    </>
  );
}

/** Masked convolution, dense, or their difference; how much of it ran; and what stands where nothing ran. */
export function OutputPanel() {
  const { store } = useServices();
  const set = useSession();
  const results = useApp((state) => state.results);
  const mode = useApp((state) => state.session.outputMode);
  const batch = useApp((state) => state.session.batch);
  const region = useApp((state) => state.document.region);
  const ready = readyOf(results);
  const finished = ready && isFinished(ready) ? ready : null;
  const kept = ready?.result.keptBy[ready.document.region.keep] ?? 0;
  const images = ready?.picture.image.shape[0] ?? 1;
  const total = ready ? images * ready.result.kept.rows * ready.result.kept.columns : 0;

  return (
    <section className="panel panel--output" aria-labelledby="output-title">
      <div className="panel__head">
        <h2 id="output-title" className="panel__title">
          Output
        </h2>
        <Segmented
          label="which output"
          value={mode}
          choices={[
            { value: "masked", label: "masked", title: "only the kept windows are computed" },
            { value: "dense", label: "dense", title: "every window" },
            { value: "difference", label: "difference", title: "masked − dense" },
          ]}
          onChange={(value) => set({ outputMode: value })}
        />
      </div>
      {finished && <Stage ready={finished} mode={mode} batch={Math.min(batch, images - 1)} />}
      {ready && !finished && (
        <p className="hint" role="status">
          computing all {count(total)} windows…
        </p>
      )}
      {ready && (
        <p className="output__line">
          <span>
            <b>
              {count(kept)} of {count(total)}
            </b>{" "}
            <span className="soft">windows kept</span>
          </span>
          <b>{total === 0 ? "–" : `${((100 * kept) / total).toFixed(1)} %`}</b>
        </p>
      )}
      {finished && finished.result.output.level > 0 && (
        <p className="hint">
          Every square is the mean of up to {2 ** finished.result.output.level} × {2 ** finished.result.output.level}{" "}
          windows; the colours reach over these means.
        </p>
      )}
      {ready && kept === 0 && total > 0 && (
        <p className="hint hint--rule">
          No window is kept: the shapes leave nothing under this rule. That is a valid result.
        </p>
      )}
      {region.shapes.length === 0 && <p className="hint">No region drawn: the whole image is used.</p>}
      <div className="output__controls">
        <label>
          <span className="soft">keep </span>
          <select
            className="select select--small"
            aria-label="which windows are kept"
            title={KEEP_SAYS[region.keep]}
            value={region.keep}
            onChange={(event) => {
              const rule = KEEP_RULES.find((each) => each === event.target.value);
              if (rule) setKeep(store, rule);
            }}
          >
            {KEEP_RULES.map((rule) => {
              const by = ready?.result.keptBy[rule];
              return (
                <option key={rule} value={rule}>
                  {rule}
                  {by === undefined ? "" : ` · ${count(by)}`}
                </option>
              );
            })}
          </select>
        </label>
        <label>
          <span className="soft">outside </span>
          <select
            className="select select--small"
            aria-label="what stands outside the region"
            value={region.outside}
            onChange={(event) => {
              const fill = OUTSIDE_FILLS.find((each) => each === event.target.value);
              if (fill) setOutside(store, fill);
            }}
          >
            {OUTSIDE_FILLS.map((fill) => (
              <option key={fill} value={fill}>
                {OUTSIDE_NAMES[fill]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}

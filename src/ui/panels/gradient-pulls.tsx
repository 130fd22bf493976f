import { useEffect, useMemo, useRef, useState } from "react";
import { windowAt, windowGrid } from "../../model/geometry";
import { lossSpec } from "../../model/loss-target";
import { addedUp, type FilterTap, pullsOn, strongestPull } from "../../model/pulls";
import type { TensorValues } from "../../model/runner";
import type { Selection } from "../../model/selection";
import type { GradientsReady } from "../../state/app-state";
import { areStale } from "../../state/gradients";
import { selectionOf } from "../../state/linked";
import { setSession } from "../../state/store";
import { scaleFor } from "../../views/colour";
import { significant } from "../../views/format";
import { drawLegend } from "../../views/legend";
import { drawPlane } from "../../views/plane";
import { fitPlane } from "../../views/view";
import { useApp, useDrawing, useServices } from "../services";
import { useSize } from "../use-size";
import { channelName } from "./filter-panel";

const HEIGHT = 150;
/** A sum of pulls that is farther from the gradient than this part of it does not tell all of it. */
const ROUNDING = 1e-3;

interface PlaneProps {
  /** One number per place of every picture of the batch. */
  readonly pulls: Float32Array;
  readonly height: number;
  readonly width: number;
  /** What pulls, for the label: "window" or "pixel". */
  readonly what: string;
  readonly tap: FilterTap;
  /** What a place is to every other panel, and the place of what is followed; −1 for none. */
  readonly selectionAt: (place: number) => Selection;
  readonly placeOf: (selection: Selection) => number;
  /** True while the tap is pointed at: then what pulls hardest is followed everywhere. */
  readonly pointing: boolean;
}

/** How hard each place pulls on a tap; those that do not pull stay blank. */
function Plane({ pulls, height, width: columns, what, tap, selectionAt, placeOf, pointing }: PlaneProps) {
  const { store } = useServices();
  const draw = useDrawing();
  const batch = useApp((state) => state.session.batch);
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const legend = useRef<SVGSVGElement>(null);
  const { width } = useSize(box);
  const plane = height * columns;
  const image = Math.min(batch, pulls.length / plane - 1);
  const scale = useMemo(() => scaleFor(pulls, "diverging"), [pulls]);
  const strongest = useMemo(() => strongestPull(pulls), [pulls]);
  const shown = useMemo(() => pulls.subarray(image * plane, (image + 1) * plane), [pulls, image, plane]);
  const pulling = useMemo(() => Uint8Array.from(shown, (pull) => Number(pull !== 0)), [shown]);
  const view = fitPlane({ width: columns, height }, { width, height: HEIGHT });
  const selection = useApp(selectionOf);
  const place = selection ? placeOf(selection) : -1;
  const [r, s] = [Math.floor((place % plane) / columns), place % columns];

  useEffect(() => {
    const node = canvas.current;
    if (!node || width === 0) return undefined;
    return draw(node, () => {
      drawPlane(node, { values: shown, h: height, w: columns }, scale, {
        width,
        height: HEIGHT,
        devicePixelRatio: window.devicePixelRatio,
        kept: pulling,
      });
      if (legend.current) drawLegend(legend.current, scale, { width: Math.min(width, 300) });
    });
  }, [draw, scale, shown, pulling, height, columns, width]);

  const follow = useRef(selectionAt);
  follow.current = selectionAt;
  useEffect(() => {
    if (pointing && strongest !== null) setSession(store, { hover: follow.current(strongest) });
  }, [store, pointing, strongest, tap]);

  return (
    <>
      <div
        ref={box}
        className="output__stage"
        style={{ height: HEIGHT }}
        data-testid="pulls"
        role="img"
        aria-label={`how much each of ${height} × ${columns} ${what}s pulls on tap ${tap.i}, ${tap.j}`}
        onPointerMove={(event) => {
          const frame = event.currentTarget.getBoundingClientRect();
          const [y, x] = [
            Math.floor((event.clientY - frame.top - view.y) / view.k),
            Math.floor((event.clientX - frame.left - view.x) / view.k),
          ];
          const inside = y >= 0 && x >= 0 && y < height && x < columns;
          setSession(store, { hover: inside ? selectionAt(image * plane + y * columns + x) : null });
        }}
        onPointerLeave={() => setSession(store, { hover: null })}
      >
        <canvas ref={canvas} />
        <svg aria-hidden="true">
          <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
            {place >= 0 && Math.floor(place / plane) === image && (
              <>
                <path className="region__lit-under" d={`M${s} ${r}h1v1h-1z`} />
                <path className="region__lit" d={`M${s} ${r}h1v1h-1z`} />
              </>
            )}
          </g>
        </svg>
      </div>
      <svg ref={legend} className="soft output__legend" />
      {strongest === null ? (
        <p className="hint">No {what} pulls on it.</p>
      ) : (
        <button
          type="button"
          className="button button--small"
          title="follow its number through every panel"
          onClick={() => setSession(store, { pinned: selectionAt(strongest) })}
        >
          Follow the strongest
        </button>
      )}
    </>
  );
}

interface PullsProps {
  readonly ready: GradientsReady;
  /** ∂loss/∂filter. */
  readonly values: TensorValues;
  readonly tap: FilterTap;
  readonly pointing: boolean;
}

/** The tap's name and gradient, in the sentence that stands above what pulls on it. */
function Saying({ values, tap, places }: { values: TensorValues; tap: FilterTap; places: string }) {
  const [channels = 1] = values.shape;
  const name = channels > 1 ? `${channelName(tap.c, channels)}, ` : "";
  return (
    <p>
      What pulls on tap ({name}
      {tap.i}, {tap.j}), {places}; together <b className="mono">{significant(gradientAt(values, tap))}</b>
    </p>
  );
}

const gradientAt = ({ shape: [, kh = 1, kw = 1], data }: TensorValues, { c, i, j }: FilterTap): number =>
  data[(c * kh + i) * kw + j] ?? 0;

/** Of the controls' programs: the windows, in closed form. */
function WindowPulls({ ready, values, tap, pointing, back }: PullsProps & { back: Float32Array }) {
  const { document, picture } = ready;
  const { shape, data } = picture.image;
  const [h, w] = windowGrid(document, shape);
  const pulls = useMemo(() => {
    const sum_over = document.gradients.of === "maps" ? document.sum_over : (["C", "kh", "kw"] as const);
    return pullsOn(tap, { geometry: document, shape, data, sum_over, back });
  }, [document, shape, data, tap, back]);
  return (
    <div className="gradients__pulls">
      <Saying values={values} tap={tap} places="window by window" />
      <Plane
        pulls={pulls}
        height={h}
        width={w}
        what="window"
        tap={tap}
        pointing={pointing}
        selectionAt={(n) => ({ kind: "product", n, ...tap })}
        placeOf={(selection) => {
          if (selection.kind !== "product") return -1;
          const [b, r, s] = windowAt(document, shape, selection.n);
          return (b * h + r) * w + s;
        }}
      />
    </div>
  );
}

/** What the engine answers for the newest tap that was asked about; questions in between are left out. */
function usePixelPulls(ready: GradientsReady, tap: FilterTap): TensorValues | "none" | null {
  const { runner } = useServices();
  const stale = useApp(areStale);
  const [found, setFound] = useState<{
    readonly key: readonly unknown[];
    readonly pulls: TensorValues | "none";
  } | null>(null);
  const key = useMemo(() => [ready, tap], [ready, tap]);
  const wanted = useRef<readonly unknown[] | null>(null);
  const busy = useRef(false);
  useEffect(() => {
    wanted.current = stale ? null : key;
    const ask = async (): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      while (wanted.current) {
        const asked = wanted.current;
        const [about, at] = asked as [GradientsReady, FilterTap]; // as it was put together above
        wanted.current = null;
        const { gradients, kernel_size } = about.document;
        try {
          // The newest question only, when the one before is answered.
          const pulls = await runner.pulls(lossSpec(gradients, about.picture.image.shape[1], kernel_size), at);
          setFound({ key: asked, pulls: pulls ?? "none" });
        } catch {
          // A run that came in between: its own gradients ask again.
        }
      }
      busy.current = false;
    };
    void ask();
  }, [runner, key, stale]);
  return found && found.key[0] === ready && found.key[1] === tap ? found.pulls : null;
}

/** Of a typed program: the pixels, as its own autograd tells. */
function PixelPulls({ ready, values, tap, pointing }: PullsProps) {
  const found = usePixelPulls(ready, tap);
  const { shape } = ready.picture.image;
  const [, channels, height, width] = shape;
  const known = found === "none" ? null : found;
  const pulls = useMemo(() => known && addedUp(known), [known]);
  if (found === "none") {
    return <p className="hint">No product of filter and picture leads to the loss: no pixel pulls on a tap.</p>;
  }
  if (!pulls) {
    return (
      <p className="hint" role="status">
        computing what pulls on tap ({tap.i}, {tap.j})…
      </p>
    );
  }
  const gradient = gradientAt(values, tap);
  const sum = pulls.pulls.reduce((total, each) => total + each, 0);
  const size = pulls.pulls.reduce((total, each) => total + Math.abs(each), Math.abs(gradient));
  const channel = channels === 1 ? 0 : pulls.channel;
  return (
    <div className="gradients__pulls">
      <Saying values={values} tap={tap} places="pixel by pixel" />
      <Plane
        pulls={pulls.pulls}
        height={height}
        width={width}
        what="pixel"
        tap={tap}
        pointing={pointing}
        selectionAt={(place) => ({
          kind: "pixel",
          b: Math.floor(place / (height * width)),
          c: channel,
          y: Math.floor((place % (height * width)) / width),
          x: place % width,
        })}
        placeOf={(selection) =>
          selection.kind === "pixel" &&
          selection.y >= 0 &&
          selection.y < height &&
          selection.x >= 0 &&
          selection.x < width
            ? (selection.b * height + selection.y) * width + selection.x
            : -1
        }
      />
      {Math.abs(sum - gradient) > ROUNDING * size && (
        <p className="hint">
          The pixels add up to <b className="mono">{significant(sum)}</b>: the rest of the gradient comes from elsewhere
          than from products of filter and picture.
        </p>
      )}
    </div>
  );
}

/** What pulls on the tap that was pointed at last: windows of the controls' programs, pixels through a typed one. */
export function PullsOnTap({ ready, values, pointing }: Omit<PullsProps, "tap">) {
  const tap = useApp((state) => state.session.tap);
  const [channels = 1, kh = 1, kw = 1] = values.shape;
  const back = ready.values.result;
  if (!tap || tap.c >= channels || tap.i >= kh || tap.j >= kw) {
    return (
      <p className="hint">Point at a tap: what pulls on it stands here, and the strongest is followed everywhere.</p>
    );
  }
  const props = { ready, values, tap, pointing };
  return back ? <WindowPulls {...props} back={back} /> : <PixelPulls {...props} />;
}

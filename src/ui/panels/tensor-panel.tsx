import { useCallback, useEffect, useMemo, useState } from "react";
import { indexAlong } from "../../model/coordinates";
import type { DoneStep } from "../../model/program";
import { rowAt } from "../../model/rows";
import type { ProgramName, ShownValues } from "../../model/runner";
import type { Selection } from "../../model/selection";
import { extentOf } from "../../model/summary";
import { presetsFor, presetTiling, type Tiling, type TilingPreset } from "../../model/tiling";
import type { Ready, TilingChoice } from "../../state/app-state";
import { litOf, selectionAt, selectionOf } from "../../state/linked";
import { readyOf } from "../../state/programs";
import { setSession } from "../../state/store";
import { typedSelection } from "../../state/typed-windows";
import { scaleFor } from "../../views/colour";
import { bytes, count, tuple } from "../../views/format";
import type { TileData } from "../../views/tiles";
import { Segmented } from "../controls/segmented";
import { useApp, useServices, useSession } from "../services";
import { AxesEditor } from "./axes-editor";
import { type Known, TensorFoot } from "./tensor-foot";
import { type Landmarks, TensorGoTo } from "./tensor-go-to";
import { TensorSave } from "./tensor-save";
import { TilesStage } from "./tiles-stage";
import { useTileSource } from "./use-tile-source";
import { useTiles } from "./use-tiles";

const PRESET_NAMES: Readonly<Record<TilingPreset, string>> = {
  maps: "maps per window",
  taps: "planes per tap",
  plain: "as printed",
};

const PRESET_SAYS: Readonly<Record<TilingPreset, string>> = {
  maps: "one tile per window: what the kernel sees there",
  taps: "one tile per tap: the same numbers, all windows of one tap together",
  plain: "the last axis along the rows, as PyTorch prints it",
};

function tilingFor(choice: TilingChoice, program: ProgramName, at: number, step: DoneStep): Tiling {
  if ("custom" in choice && choice.program === program && choice.step === at) return choice.custom;
  const presets = presetsFor(step.axes);
  const wanted = "preset" in choice ? choice.preset : "maps";
  return presetTiling(step.axes, presets.includes(wanted) ? wanted : (presets[0] ?? "plain"));
}

/** Where the smallest, the largest and a number that is not finite stand among all. */
function landmarksOf(values: Float32Array): Landmarks {
  const { min, max } = extentOf(values);
  const find = (which: (value: number) => boolean): number | null => {
    const found = values.findIndex(which);
    return found < 0 ? null : found;
  };
  const odd = find((value) => !Number.isFinite(value));
  return { least: find((value) => value === min), most: find((value) => value === max), odd };
}

const NOTHING: ReadonlySet<number> = new Set();

/** Which of the kept windows row `row` of a gathered tensor is. */
const keptWindow = ({ result, picture }: Ready, row: number): number | null =>
  rowAt({ runs: result.kept, batch: picture.image.shape[0] }, row);

/** What an element of the shown step is to every other panel; null where it is no one place of theirs. */
function selectionOfElement(ready: Ready, step: DoneStep, element: number): Selection | null {
  const { document, picture, programs, shown } = ready;
  const { shape } = picture.image;
  const asked = selectionAt(step, element, document, shape, (row) => keptWindow(ready, row));
  if (shown.program !== "maps" || typeof document.program === "string") return asked;
  return typedSelection(programs.maps, shown.step, indexAlong(step.axes, element), asked, document, shape);
}

interface StageProps {
  readonly ready: Ready;
  readonly step: DoneStep;
  readonly data: TileData;
  /** What is known of all numbers; null while nothing is. */
  readonly known: Known;
  /** Its numbers, where they are all there. */
  readonly held: Float32Array<ArrayBuffer> | null;
}

/** A step whose values are all there. */
function HeldStage({
  values,
  tiling,
  ...rest
}: Omit<StageProps, "data" | "known" | "held"> & { values: ShownValues; tiling: Tiling }) {
  const { step } = rest;
  const data: TileData = useMemo(
    () => ({ values: values.data, shape: values.shape, axes: step.axes, tiling, scale: scaleFor(values.summary) }),
    [values, step, tiling],
  );
  const known = useMemo(
    () => ({
      summary: values.summary,
      some: true,
      early: false,
      done: 1,
      failure: null,
      landmarks: () => landmarksOf(values.data),
      dear: null,
    }),
    [values],
  );
  return <Stage {...rest} data={data} known={known} held={values.data} />;
}

/** A step that is fetched as it is looked at. */
function FetchedStage({ tiling, ...rest }: Omit<StageProps, "data" | "known" | "held"> & { tiling: Tiling }) {
  const fetched = useTileSource(rest.ready, rest.step, tiling);
  return fetched && <Stage {...rest} {...fetched} held={null} />;
}

function Stage({ ready, step, data, known, held }: StageProps) {
  const { store } = useServices();
  const selection = useApp(selectionOf);
  const stale = useApp((state) => state.results.status !== "ready");
  const lit = useMemo(
    () =>
      selection ? (litOf(store.getState(), ready.shown.program, selection)[ready.shown.step] ?? NOTHING) : NOTHING,
    [store, selection, ready],
  );
  const wanted = useApp((state) => state.session.pool);
  // Extremes of very many numbers take a look at each: until a survey has had it, means are shown.
  const pool = wanted ?? (data.scale.kind === "diverging" && !known.early ? "peak" : "mean");
  const pinned = useApp((state) => state.session.pinned);
  const subject = `${ready.shown.program} ${ready.shown.step} ${ready.picture.image.shape.join()}`;
  const tiles = useTiles(data, lit, pool, { subject, pinned });

  const goTo = (element: number) => {
    const pinning = selectionOfElement(ready, step, element);
    setSession(store, { hover: null, pinned: pinning });
    tiles.goTo(element);
  };
  const goToWindow = (n: number) => {
    const window: Selection = { kind: "product", n, c: null, i: null, j: null };
    setSession(store, { hover: null, pinned: window });
    const [element] = litOf(store.getState(), ready.shown.program, window)[ready.shown.step] ?? NOTHING;
    if (element !== undefined) tiles.goTo(element);
  };

  const selectionUnder = (event: { clientX: number; clientY: number }) => {
    const element = tiles.elementUnder(event);
    if (element === null) return null;
    return selectionOfElement(ready, step, element);
  };

  return (
    <>
      <TilesStage
        tiles={tiles}
        label={`numbers of ${step.heading.name}, shape ${data.shape.join(", ")}`}
        whole="the whole tensor"
        testId="tensor"
        stale={stale}
        waiting={!known.some && known.failure === null}
        moves="product"
        under={selectionUnder}
      />
      <TensorFoot data={data} known={known} pool={pool}>
        <TensorGoTo
          ready={ready}
          landmarks={known.landmarks}
          notFinite={known.summary.notFinite}
          known={known.done >= 0.5}
          toElement={goTo}
          toWindow={goToWindow}
        />
        <TensorSave ready={ready} step={step} held={held} />
      </TensorFoot>
    </>
  );
}

/** The numbers of the chosen step as nested tiles. */
export function TensorPanel() {
  const set = useSession();
  const results = useApp((state) => state.results);
  const choice = useApp((state) => state.session.tiling);
  const [editing, setEditing] = useState(false);
  const ready = readyOf(results);
  const step = ready?.programs[ready.shown.program].steps[ready.shown.step];
  const shown = ready?.result.shown;
  const values = shown && "data" in shown ? shown : null;
  const isFetched = shown ? "onDemand" in shown : false;
  const done = step?.kind === "done" ? step : null;
  const program = ready?.shown.program;
  const at = ready?.shown.step ?? 0;
  // The same for every run that shows this step: what was fetched for it is shown on.
  const tiling = useMemo(
    () => (program && done ? tilingFor(choice, program, at, done) : null),
    [choice, program, at, done],
  );
  const presets = useMemo(() => (done ? presetsFor(done.axes) : []), [done]);
  const preset = "preset" in choice ? (presets.includes(choice.preset) ? choice.preset : presets[0]) : null;
  const assign = useCallback((custom: Tiling) => ready && set({ tiling: { custom, ...ready.shown } }), [ready, set]);
  useEffect(() => setEditing(false), [program, at]);

  return (
    <section className="tensor" aria-label="Tensor">
      <div className="panel__head panel__head--tabs">
        {done && (
          <p className="tensor__name mono" title={done.code}>
            {done.heading.name} {tuple(done.layout.shape)}
            {done.copies ? <span className="soft tensor__bytes"> {bytes(done.bytes)}</span> : null}
          </p>
        )}
        {done && presets.length > 1 && (
          <Segmented
            label="how the numbers are laid out"
            value={editing || preset === undefined ? null : preset}
            choices={presets.map((each) => ({ value: each, label: PRESET_NAMES[each], title: PRESET_SAYS[each] }))}
            onChange={(value) => {
              setEditing(false);
              set({ tiling: { preset: value } });
            }}
          />
        )}
        {done && (
          <button
            type="button"
            className="button button--quiet button--small"
            aria-expanded={editing}
            onClick={() => setEditing(!editing)}
          >
            axes…
          </button>
        )}
      </div>
      {editing && done && tiling && <AxesEditor axes={done.axes} tiling={tiling} onChange={assign} />}
      {ready && done && values && tiling ? (
        <HeldStage ready={ready} step={done} values={values} tiling={tiling} />
      ) : ready && done && isFetched && tiling ? (
        <FetchedStage ready={ready} step={done} tiling={tiling} />
      ) : (
        <div className="tensor__stage">
          <p className="tensor__message" role="status">
            {shown && "message" in shown
              ? `${shown.tag === "pytorch" ? "PyTorch refuses this step, so it has no numbers: " : ""}${shown.message}`
              : results.status === "failed"
                ? results.error.message
                : "computing…"}
          </p>
        </div>
      )}
      {values && <span className="visually-hidden">{count(values.data.length)} numbers shown</span>}
    </section>
  );
}

import { useEffect, useMemo, useRef, useState } from "react";
import { costWords, isOverBudget, surveyCost } from "../../model/budget";
import { numel } from "../../model/layout";
import type { DoneStep } from "../../model/program";
import { emptyHistogram } from "../../model/summary";
import { tileGrid } from "../../model/tile-grid";
import type { Tiling } from "../../model/tiling";
import type { Ready } from "../../state/app-state";
import { createTileSource, type TileSource } from "../../state/tile-source";
import { scaleFor } from "../../views/colour";
import type { TileData } from "../../views/tiles";
import { setSession } from "../../state/store";
import { useApp, useServices } from "../services";
import type { Known } from "./tensor-foot";

/** How often the page is told what the survey has found, in milliseconds. */
const TELL_EVERY = 120;

const NONE = { least: null, most: null, odd: null };

interface Fetched {
  readonly data: TileData;
  readonly known: Known;
}

/** The shown step of a run as tiles that are fetched when they are looked at; null before the first frame. */
export function useTileSource(ready: Ready, step: DoneStep, tiling: Tiling): Fetched | null {
  const { runner, store } = useServices();
  const [source, setSource] = useState<TileSource | null>(null);
  const pace = useApp((state) => state.session.pace);
  /** Set once the person has said that all of this step is to be looked through. */
  const wantsSurvey = useRef(false);
  // Counts what became known; data made anew is drawn anew.
  const [news, setNews] = useState(0);

  useEffect(() => {
    wantsSurvey.current = false;
    let due: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    const tell = () => {
      due ??= setTimeout(() => {
        due = undefined;
        setNews((count) => count + 1);
      }, TELL_EVERY);
    };
    const made = createTileSource({
      runner,
      ...ready.shown,
      tiling,
      grid: tileGrid(step.axes, tiling),
      isCurrent: () => store.getState().results === ready,
      maySurvey: () =>
        wantsSurvey.current || !isOverBudget(surveyCost(numel(step.layout.shape), store.getState().session.pace)),
      onPace: (measured) => setSession(store, { pace: measured }),
      onTiles: () => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => setNews((count) => count + 1));
      },
      onSurvey: tell,
    });
    setSource(made);
    return () => {
      clearTimeout(due);
      cancelAnimationFrame(frame);
      made.dispose();
    };
  }, [runner, store, ready, step, tiling]);

  return useMemo(() => {
    if (!source) return null;
    const { shape } = step.layout;
    const cost = surveyCost(numel(shape), pace);
    const lookThrough = () => {
      wantsSurvey.current = true;
      setNews((count) => count + 1);
      source.goOn();
    };
    const extent = source.extent();
    const survey = source.survey();
    const data = { values: source, shape, axes: step.axes, tiling, scale: scaleFor(extent) };
    const summary = survey?.histogram ?? { ...emptyHistogram(extent, source.length), counts: new Uint32Array(1) };
    return {
      data,
      known: {
        summary,
        some: source.hasSome(),
        done: survey?.done ?? 0,
        failure: source.failure(),
        landmarks: () => source.survey() ?? NONE,
        dear: survey && !wantsSurvey.current && isOverBudget(cost) ? { words: costWords(cost), lookThrough } : null,
      },
    };
    // `news` stands for what the source has come to know.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [source, news, pace]);
}

import { type Dispatch, type SetStateAction, useEffect, useMemo, useRef, useState } from "react";
import { costWords, isOverBudget, surveyCost } from "../../model/budget";
import { numel } from "../../model/layout";
import type { DoneStep } from "../../model/program";
import { emptyHistogram } from "../../model/summary";
import { tileGrid } from "../../model/tile-grid";
import type { Runner } from "../../model/runner";
import type { Tiling } from "../../model/tiling";
import type { Ready } from "../../state/app-state";
import { showTheSame } from "../../state/programs";
import { createTileSource, type TileSource } from "../../state/tile-source";
import { scaleFor } from "../../views/colour";
import type { TileData } from "../../views/tiles";
import { setSession, type Store } from "../../state/store";
import { useApp, useServices } from "../services";
import type { Known } from "./tensor-foot";

/** How often the page is told what the survey has found, in milliseconds. */
const TELL_EVERY = 120;

/** How long nothing new has to come before fetching goes on, in milliseconds. */
const PAUSE = 150;

/** How many frames a drawing is given, and how long at most, in milliseconds: a page that nobody sees has no frames. */
const [FRAMES, PATIENCE] = [3, 100];

const NONE = { least: null, most: null, odd: null };

interface Fetched {
  readonly data: TileData;
  readonly known: Known;
}

/** Resolves when what has come has had its frames. */
const afterDrawing = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, PATIENCE);
    let left = FRAMES;
    const frame = (): void => {
      left -= 1;
      if (left === 0) resolve();
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });

const oneMore = (count: number): number => count + 1;

/** Counts on; closes over nothing but the setter. */
const counter = (set: Dispatch<SetStateAction<number>>) => () => set(oneMore);

interface Opening {
  readonly runner: Runner;
  readonly store: Store;
  readonly ready: Ready;
  readonly step: DoneStep;
  readonly tiling: Tiling;
  readonly wantsSurvey: { readonly current: boolean };
  readonly onNews: () => void;
}

/**
 * A source, and how to be rid of it. Not made within the component: what its functions close over would be all that the
 * component knows, the source before it included, and no source would ever be let go of.
 */
function openSource({ runner, store, ready, step, tiling, wantsSurvey, onNews }: Opening) {
  let due: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  let hasMore = false;
  /** Told at once, and once more in the next frame if more has come by then. */
  const tell = () => {
    hasMore = frame !== 0;
    if (hasMore) return;
    onNews();
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (hasMore) tell();
    });
  };
  const source = createTileSource({
    runner,
    ...ready.shown,
    tiling,
    grid: tileGrid(step.axes, tiling),
    isCurrent: () => {
      const { results } = store.getState();
      return results.status === "ready" && showTheSame(results, ready);
    },
    maySurvey: () =>
      wantsSurvey.current || !isOverBudget(surveyCost(numel(step.layout.shape), store.getState().session.pace)),
    onPace: (measured) => setSession(store, { pace: measured }),
    onTiles: tell,
    afterDrawing,
    onSurvey: () => {
      due ??= setTimeout(() => {
        due = undefined;
        onNews();
      }, TELL_EVERY);
    },
  });
  const close = () => {
    clearTimeout(due);
    cancelAnimationFrame(frame);
    source.dispose();
  };
  return { source, close };
}

/**
 * The shown step of a run as tiles that are fetched when they are looked at; null before the first frame. What is fetched
 * outlives the run as long as newer ones show the same numbers.
 */
export function useTileSource(newest: Ready, step: DoneStep, tiling: Tiling): Fetched | null {
  const { runner, store } = useServices();
  const [source, setSource] = useState<TileSource | null>(null);
  const pace = useApp((state) => state.session.pace);
  const first = useRef(newest);
  if (!showTheSame(first.current, newest)) first.current = newest;
  const ready = first.current;
  /** Set once the person has said that all of this step is to be looked through. */
  const wantsSurvey = useRef(false);
  // Counts what became known; data made anew is drawn anew.
  const [news, setNews] = useState(0);

  useEffect(() => {
    wantsSurvey.current = false;
    const opened = openSource({ runner, store, ready, step, tiling, wantsSurvey, onNews: counter(setNews) });
    setSource(opened.source);
    return opened.close;
  }, [runner, store, ready, step, tiling]);

  // Fetching ended when a newer run began; runs that follow each other closely are not to wait for it.
  useEffect(() => {
    if (newest === ready) return undefined;
    const due = setTimeout(() => source?.goOn(), PAUSE);
    return () => clearTimeout(due);
  }, [source, newest, ready]);

  return useMemo(() => {
    if (!source) return null;
    const { shape } = step.layout;
    const cost = surveyCost(numel(shape), pace);
    const lookThrough = () => {
      wantsSurvey.current = true;
      setNews(oneMore);
      source.goOn();
    };
    const extent = source.extent();
    const survey = source.survey();
    const data = { values: source, shape, axes: step.axes, tiling, scale: scaleFor(source.shownExtent()) };
    const summary = survey?.histogram ?? { ...emptyHistogram(extent, source.length), counts: new Uint32Array(1) };
    return {
      data,
      known: {
        summary,
        some: source.hasSome(),
        early: source.isEarly(),
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

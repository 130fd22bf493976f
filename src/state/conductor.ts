import { DEFAULT_DOCUMENT, type Document, programKind } from "../model/document";
import { PlaygroundError, plainError } from "../model/errors";
import { checkGeometry } from "../model/geometry";
import { clampGeometry } from "../model/legal";
import type { Picture } from "../model/picture";
import { scaleRegion } from "../model/region/scale";
import type { Glance, Job, JobResult, Runner } from "../model/runner";
import type { Selection } from "../model/selection";
import { filterNumbers, withFittingFilter } from "./actions";
import type { AppState } from "./app-state";
import { afterLooking } from "./looking";
import { glanceAt, isDear } from "./glance";
import { nextTask } from "./next-task";
import { askTheSame, isFinished, programsOf, readyOf, shownStep, traceOf } from "./programs";
import { loadLanguage, readingOf } from "./typed";
import { commit, setSession, type Store, toast } from "./store";

type Wanted = Pick<Document, "image" | "color" | "resize">;

/** What is to change about the picture that is worked on. */
export type PictureChange = Partial<Wanted>;

/** Fetches, decodes and prepares the picture a document speaks of. Rejects with a readable error. */
export type LoadPicture = (document: Wanted) => Promise<Picture>;

export interface Conductor {
  /** Shows a checked document, following `pinned` if given; rejects, changing nothing, when its picture or its sizes do not allow it. */
  load(document: Document, pinned?: Selection): Promise<void>;
  /**
   * Changes which picture is worked on (image, color or resize). What no longer fits the new picture is brought to
   * fit, and said. Of several calls under way only the newest one counts; a change that takes time to find out (a file
   * to be decoded) is handed over as a function.
   */
  changePicture(change: PictureChange | (() => Promise<PictureChange>), name: string): Promise<void>;
  /** Resolves when nothing is running and what it yielded is on the page. */
  readonly settled: () => Promise<void>;
  /** Runs again what was cancelled or has failed. */
  rerun(): void;
}

/**
 * From which size, [H, W], to which a picture was reduced though the document names none, and that in words: what happens
 * to one that cannot be worked on whole. Null for any other.
 */
function reductionOf({ image, label, natural: from }: Picture, resize: Document["resize"]) {
  const [, , h, w] = image.shape;
  if (resize !== null || !from || (from[0] === h && from[1] === w)) return null;
  const words = `${label} is reduced from ${from.join(" × ")} to ${h} × ${w} (rows × columns): it is too large to be worked on whole.`;
  return { from, to: [h, w] as const, words };
}

/** A checked document as its picture allows it: where that came reduced, everything else is brought to fit, and said. */
function allowed(document: Document, picture: Picture): { document: Document; changes: readonly string[] } {
  const { shape } = picture.image;
  const reduction = reductionOf(picture, document.resize);
  if (!reduction) {
    checkGeometry(document, shape);
    filterNumbers(document, shape[1]);
    return { document, changes: [] };
  }
  const { from, to, words } = reduction;
  const { geometry, changes } = clampGeometry(document, shape);
  const region = scaleRegion(document.region, from, to);
  const fitting = withFittingFilter({ ...document, ...geometry, resize: to, region }, shape[1]);
  return { document: fitting, changes: [words, ...changes] };
}

const superseded = () => new PlaygroundError("superseded", "a newer picture was asked for");

const newest = (store: Store) => readyOf(store.getState().results);

/** The job that the state asks for. */
export function jobOf(state: AppState): Job | null {
  const { document, picture } = state;
  const shown = shownStep(state);
  if (!picture || !shown) return null;
  const { kernel_size, stride, padding, padding_mode, dilation, program, sum_over, region } = document;
  return {
    geometry: { kernel_size, stride, padding, padding_mode, dilation },
    program: programKind(program),
    typed: typeof program === "string" ? null : (readingOf(document, picture.image.shape)?.program ?? null),
    sum_over,
    region,
    filter: filterNumbers(document, picture.image.shape[1]),
    shown,
  };
}

/**
 * Keeps results in step with the document: whenever anything changes that the numbers depend on, picture and shown step
 * included, the engine is asked again; the newest question wins, and the last good answer stays until the next one is
 * there.
 * `afterPaint` resolves when what the store holds has been drawn.
 */
export function conduct(store: Store, runner: Runner, load: LoadPicture, afterPaint: () => Promise<void>): Conductor {
  let sent: { readonly picture: Picture; readonly arrival: Promise<void> } | null = null;
  let running = 0;
  let opening = 0;
  let turn = 0;
  let waiters: (() => void)[] = [];

  const release = () => {
    if (running > 0 || opening > 0) return;
    const ready = waiters;
    waiters = [];
    for (const resolve of ready) resolve();
  };

  const run = async () => {
    const state = store.getState();
    const job = jobOf(state);
    const { document, picture } = state;
    if (!job || !picture) return;
    turn += 1;
    const mine = turn;
    running += 1;
    const before = newest(store);
    store.setState({ results: { status: "running", previous: before, done: 0 } });
    let glance: Glance | null = null;
    try {
      if (sent?.picture !== picture) sent = { picture, arrival: runner.setImage(picture.image) };
      const { shape } = picture.image;
      const show = (result: JobResult | Glance) => {
        const programs = traceOf(document, shape, { runs: result.kept, batch: shape[0] });
        store.setState({ results: { status: "ready", document, picture, shown: job.shown, programs, result } });
      };
      const traced = programsOf(state)?.[job.shown.program];
      if (traced && isDear(before, { document, picture })) {
        // A task of its own: what has just changed on the page has taken one as well.
        await nextTask();
        if (mine !== turn) return;
        glance = glanceAt(job, shape, traced, before);
      }
      if (glance) {
        runner.prepare(job);
        show(glance);
        // What is looked at comes first.
        await Promise.all([sent.arrival, afterPaint()]);
        await afterLooking();
      }
      await sent.arrival;
      if (mine !== turn) return;
      const result = await runner.run(job, (done) => {
        if (mine !== turn) return;
        if (glance) setSession(store, { behind: done });
        else store.setState({ results: { status: "running", previous: newest(store), done } });
      });
      if (mine !== turn) {
        runner.recycle(result);
        return;
      }
      show(result);
      // Once the new one is drawn, nothing looks at the old one any more.
      if (before && isFinished(before)) {
        const { result: old } = before;
        void afterPaint().then(() => runner.recycle(old));
      }
    } catch (thrown) {
      const error = plainError(thrown);
      if (mine === turn && error.tag !== "superseded") {
        sent = error.tag === "cancelled" ? sent : null;
        // What was shown meanwhile belongs to outputs that will not come.
        store.setState({ results: { status: "failed", error, previous: glance ? before : newest(store) } });
        if (error.tag !== "cancelled") toast(store, "error", error.message);
      }
    } finally {
      if (mine === turn) setSession(store, { behind: null });
      running -= 1;
      release();
    }
  };

  let asked: { document: Document; picture: Picture; key: string } | null = null;
  store.subscribe((state) => {
    const shown = shownStep(state);
    if (!state.picture || !shown) return;
    const key = `${shown.program} ${shown.step}`;
    const before = asked;
    asked = { document: state.document, picture: state.picture, key };
    if (before?.picture === state.picture && before.key === key && askTheSame(before.document, state.document)) return;
    void run();
  });

  let openTurn = 0;
  const open = async <Made extends { readonly document: Document }>(
    find: () => Wanted | Promise<Wanted>,
    name: string,
    make: (picture: Picture, wanted: Wanted) => Made,
    use: (picture: Picture, made: Made) => void,
  ) => {
    openTurn += 1;
    const mine = openTurn;
    opening += 1;
    setSession(store, { opening: name });
    try {
      const wanted = await find();
      if (mine !== openTurn) throw superseded();
      const picture = await load(wanted);
      if (mine !== openTurn) throw superseded();
      const made = make(picture, wanted);
      const before = store.getState();
      // Worked out in a task of its own, and found again when it is shown; what a typed program says is not remembered beside that of another document.
      if (typeof made.document.program === "string") programsOf({ ...before, document: made.document, picture });
      await nextTask();
      if (mine !== openTurn) throw superseded();
      const { document, picture: shown } = store.getState();
      // What a hand has changed meanwhile stays.
      const isAsBefore = document === before.document && shown === before.picture;
      use(picture, isAsBefore ? made : make(picture, wanted));
    } catch (thrown) {
      // What became of an older picture is of no interest any more.
      throw mine === openTurn ? thrown : superseded();
    } finally {
      opening -= 1;
      if (mine === openTurn) setSession(store, { opening: null });
      release();
    }
  };

  const settled = async () => {
    if (running > 0 || opening > 0) await new Promise<void>((resolve) => waiters.push(resolve));
    await afterPaint();
    if (running > 0 || opening > 0) await settled();
  };

  return {
    async load(document, pinned) {
      await open(
        async () => {
          if (typeof document.program !== "string") await loadLanguage();
          return document;
        },
        "link",
        (picture) => allowed(document, picture),
        (picture, { document: fitting, changes }) => {
          setSession(store, { shape: null, hover: null, pinned: pinned ?? null, batch: 0 });
          commit(store, fitting, picture);
          for (const sentence of changes) toast(store, "notice", sentence);
        },
      );
      await settled();
      const { results } = store.getState();
      if (results.status === "failed") throw new PlaygroundError(results.error.tag, results.error.message);
    },
    async changePicture(change, name) {
      const find = async (): Promise<Wanted> => {
        const changed = typeof change === "function" ? await change() : change;
        const { image, color, resize } = { ...store.getState().document, ...changed };
        return { image, color, resize };
      };
      await open(
        find,
        name,
        (picture, { image, color, resize }) => {
          const { document, picture: before } = store.getState();
          const [, channels, h, w] = picture.image.shape;
          const [, , beforeH, beforeW] = before?.image.shape ?? picture.image.shape;
          const { geometry, changes } = clampGeometry(document, picture.image.shape);
          const region = scaleRegion(document.region, [beforeH, beforeW], [h, w]);
          const reduction = reductionOf(picture, resize);
          const size = reduction?.to ?? resize;
          const fitting = withFittingFilter({ ...document, ...geometry, image, color, resize: size, region }, channels);
          return { document: fitting, changes: reduction ? [reduction.words, ...changes] : changes };
        },
        (picture, { document, changes }) => {
          setSession(store, { hover: null, pinned: null, batch: 0 });
          commit(store, document, picture);
          for (const sentence of changes) toast(store, "notice", sentence);
        },
      );
    },
    settled,
    rerun: () => void run(),
  };
}

/** The number that a first visit follows: a cell of one window's map, inside the region. */
export const STARTER_SELECTION: Selection = { kind: "product", n: 596, c: null, i: 0, j: 2 };

/** The document that a first visit opens with: the default picture made small enough to see its windows, with a region. */
export const STARTER_DOCUMENT: Document = {
  ...DEFAULT_DOCUMENT,
  resize: [96, 144],
  stride: [3, 3],
  region: { ...DEFAULT_DOCUMENT.region, shapes: [{ add: { ellipse: [62, 37, 33, 28] } }] },
};

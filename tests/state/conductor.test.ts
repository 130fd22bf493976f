import { describe, expect, it, vi } from "vitest";
import { DEFAULT_DOCUMENT, type Document } from "../../src/model/document";
import { PlaygroundError, plainError } from "../../src/model/errors";
import type { ImageShape } from "../../src/model/geometry";
import type { Picture } from "../../src/model/picture";
import { regionRuns } from "../../src/model/region/region-runs";
import type { Job, JobResult, Runner, WorkingImage } from "../../src/model/runner";
import { addShape, setFilter, setGeometry, setKeep, setSpeedRuns, setSweep, toggleSum } from "../../src/state/actions";
import { conduct, jobOf, type LoadPicture, STARTER_DOCUMENT, STARTER_SELECTION } from "../../src/state/conductor";
import { setLooking } from "../../src/state/looking";
import { programsOf } from "../../src/state/programs";
import { commit, createAppStore, redo, setSession, undo } from "../../src/state/store";
import { runsOfFlags } from "../../src/model/runs";
import { isWithin } from "../../src/model/selection";
import { appWith, documentWith, flags, pictureOf, resultWith, runsOf, settle, toastsOf } from "./app";

/** A promise whose end the test decides. */
class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

interface Run extends Deferred<JobResult> {
  readonly job: Job;
  readonly progress: (done: number) => void;
}

/** A runner that answers when the test says so; `images` and `runs` are what it was asked, in order. */
class FakeRunner {
  readonly images: { image: WorkingImage; arrival: Deferred<void> }[] = [];
  readonly runs: Run[] = [];
  readonly prepared: Job[] = [];
  readonly recycled: JobResult[] = [];
  /** While true, pictures arrive at once. */
  quick = true;

  setImage(image: WorkingImage): Promise<void> {
    const arrival = new Deferred<void>();
    this.images.push({ image, arrival });
    if (this.quick) arrival.resolve();
    return arrival.promise;
  }

  recycle(result: JobResult): void {
    this.recycled.push(result);
  }

  prepare(job: Job): void {
    this.prepared.push(job);
  }

  run(job: Job, onProgress: (done: number) => void = () => undefined): Promise<JobResult> {
    const run = Object.assign(new Deferred<JobResult>(), { job, progress: onProgress });
    this.runs.push(run);
    return run.promise;
  }
}

const superseded = () => new PlaygroundError("superseded", "a newer one took its place");

function stage(shape: ImageShape = [1, 3, 12, 16]) {
  const store = createAppStore();
  const runner = new FakeRunner();
  const loads: (Deferred<Picture> & { wanted: Parameters<LoadPicture>[0] })[] = [];
  const paints: Deferred<void>[] = [];
  const screen = { quick: true };
  const conductor = conduct(
    store,
    runner as unknown as Runner, // the conductor uses nothing else of it
    (wanted) => {
      const load = Object.assign(new Deferred<Picture>(), { wanted });
      loads.push(load);
      return load.promise;
    },
    () => {
      const paint = new Deferred<void>();
      paints.push(paint);
      if (screen.quick) paint.resolve();
      return paint.promise;
    },
  );
  const show = (document: Document = documentWith()) => commit(store, document, pictureOf(shape));
  /** Answers run number `at` as an engine would: every second window kept, the time as its mark. */
  const answer = (at: number): void => {
    const { document, picture } = store.getState();
    const kept = runsOf(
      document,
      picture!,
      flags(document, picture!, (n) => n % 2 === 0),
    );
    runner.runs[at]!.resolve({ ...resultWith(kept), milliseconds: at });
  };
  return { store, runner, loads, paints, screen, conductor, show, answer };
}

/** What the page shows: the status, and the mark of the run whose numbers are there. */
function shown({ store }: ReturnType<typeof stage>): string {
  const { results } = store.getState();
  const ready = results.status === "ready" ? results : results.status === "none" ? null : results.previous;
  const mark = ready && ("milliseconds" in ready.result ? ready.result.milliseconds : "at a glance");
  return `${results.status} ${mark ?? "–"}`;
}

const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (thrown: unknown) => plainError(thrown).tag,
  );

describe("jobOf", () => {
  it("is null before there is a picture", () => {
    expect(jobOf(createAppStore().getState())).toBeNull();
  });

  it("holds the geometry alone, the filter's numbers for every channel and the step that is shown", () => {
    const store = appWith({ stride: [2, 1], filter: { preset: "identity" }, program: "reshape", sum_over: [] });
    setSession(store, { chosen: { program: "output", step: 2 } });
    const job = jobOf(store.getState())!;
    expect(job.geometry).toEqual({
      kernel_size: [3, 3],
      stride: [2, 1],
      padding: [0, 0],
      padding_mode: "zeros",
      dilation: [1, 1],
    });
    expect([...job.filter]).toEqual([0, 1, 2].flatMap(() => [0, 0, 0, 0, 1, 0, 0, 0, 0]));
    expect(job).toMatchObject({ program: "reshape", sum_over: [], shown: { program: "output", step: 2 } });
    expect(job.region).toBe(store.getState().document.region);
  });
});

describe("a run over very many windows", () => {
  it("shows what needs no outputs first, and another region of the same picture all at once", async () => {
    const app = stage([1, 3, 800, 900]);
    setLooking(app, true);
    app.show();
    await settle();
    expect(shown(app)).toBe("ready at a glance");
    expect([app.runner.prepared.length, app.runner.runs.length]).toEqual([1, 0]);
    setLooking(app, false);
    await vi.waitFor(() => expect(app.runner.runs).toHaveLength(1));
    expect(app.runner.runs[0]!.job).toBe(app.runner.prepared[0]);
    app.runner.runs[0]!.progress(0.5);
    expect(shown(app), "what is shown is not dimmed").toBe("ready at a glance");
    app.answer(0);
    await settle();
    expect(shown(app)).toBe("ready 0");

    commit(app.store, documentWith({ region: { ...app.store.getState().document.region, keep: "any" } }));
    await settle();
    expect([app.runner.prepared.length, app.runner.runs.length]).toEqual([1, 2]);
    expect(app.runner.recycled).toHaveLength(0);
    app.answer(1);
    await settle();
    expect(shown(app)).toBe("ready 1");
    expect(app.runner.recycled).toHaveLength(1);
  });

  it("works out a region's pixels once, whatever else changes", async () => {
    const app = stage([1, 3, 800, 900]);
    const region = { shapes: [{ add: { rect: [100, 200, 300, 400] } }] } as const;
    const pixelsAfter = async (change: Partial<Document>) => {
      app.show(documentWith({ region: { ...DEFAULT_DOCUMENT.region, ...region }, ...change }));
      await settle();
      await settle();
      expect(shown(app)).toBe("ready at a glance");
      const { results } = app.store.getState();
      return results.status === "ready" ? results.result.region : null;
    };
    const first = await pixelsAfter({});
    expect(first).toEqual(regionRuns(region.shapes, 800, 900));
    expect(await pixelsAfter({ kernel_size: [5, 5] })).toBe(first);
    const moved = [{ add: { rect: [0, 0, 3, 4] } }] as const;
    const other = await pixelsAfter({ region: { ...DEFAULT_DOCUMENT.region, shapes: moved } });
    expect(other).toEqual(regionRuns(moved, 800, 900));
  });

  it("a newer document takes the place of one that is shown at a glance", async () => {
    const app = stage([1, 3, 800, 900]);
    // Whoever looks holds the outputs back for as long as it takes.
    setLooking(app, true);
    app.show();
    await settle();
    expect(shown(app)).toBe("ready at a glance");
    app.show(documentWith({ stride: [9, 9] }));
    await settle();
    app.answer(0);
    await settle();
    expect(shown(app)).toBe("ready 0");
    setLooking(app, false);
    await settle();
    expect(app.runner.runs, "the outputs of the older one are not asked for").toHaveLength(1);
  });
});

describe("runs", () => {
  it("nothing runs before there is a picture", async () => {
    const { store, runner, conductor } = stage();
    setFilter(store, { preset: "box" });
    setSession(store, { tool: "rect" });
    await conductor.settled();
    expect(runner.runs).toEqual([]);
    expect(store.getState().results).toEqual({ status: "none" });
  });

  it("a picture is sent and run at once, its numbers shown with the windows that were kept", async () => {
    const all = stage([1, 1, 4, 4]);
    all.show();
    expect(shown(all)).toBe("running –");
    await settle();
    all.answer(0);
    await all.conductor.settled();
    expect(shown(all)).toBe("ready 0");
    const { results, document, picture } = all.store.getState();
    if (results.status !== "ready") throw new Error("not ready");
    expect([results.document === document, results.picture === picture]).toEqual([true, true]);
    expect(results.shown).toEqual(all.runner.runs[0]!.job.shown);
    expect(results.programs).toBe(programsOf(all.store.getState()));
    const chosen = results.programs.output.program.calls.find(({ op }) => op === "index_select");
    expect(chosen?.args).toMatchObject({ rows: { runs: runsOfFlags(Uint8Array.of(1, 0, 1, 0), 2, 2), batch: 1 } });
  });

  it("only what changes numbers runs again", async () => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    setSession(all.store, { tool: "brush", hover: { kind: "pixel", b: 0, c: null, y: 0, x: 0 }, outputMode: "dense" });
    await settle();
    expect(all.runner.runs).toHaveLength(1);
    setSession(all.store, { chosen: { program: "maps", step: 1 } });
    await settle();
    expect(all.runner.runs[1]!.job.shown).toEqual({ program: "maps", step: 1 });
    setKeep(all.store, "any");
    await settle();
    expect(all.runner.runs[2]!.job.region.keep).toBe("any");
  });

  it("what is measured changes no number: nothing runs again, and undo takes it back", async () => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    const programs = programsOf(all.store.getState());
    setSweep(all.store, "scatter");
    setSpeedRuns(all.store, 31);
    await all.conductor.settled();
    expect([all.runner.runs.length, shown(all)]).toEqual([1, "ready 0"]);
    expect(programsOf(all.store.getState())).toBe(programs);
    undo(all.store);
    undo(all.store);
    await all.conductor.settled();
    expect(all.store.getState().document.speed).toEqual(documentWith().speed);
    expect(all.runner.runs).toHaveLength(1);
    setKeep(all.store, "any");
    await settle();
    expect(all.runner.runs, "what comes after it runs as ever").toHaveLength(2);
  });

  it("the previous numbers stay, with progress, until the next are there", async () => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    setFilter(all.store, { preset: "box" });
    expect(shown(all)).toBe("running 0");
    await settle();
    all.runner.runs[1]!.progress(0.5);
    expect(all.store.getState().results).toMatchObject({ status: "running", done: 0.5 });
    expect(shown(all)).toBe("running 0");
    all.answer(1);
    await all.conductor.settled();
    expect(shown(all)).toBe("ready 1");
  });

  it("gives back the memory of a result once the next one is drawn, and of one that came too late at once", async () => {
    const all = stage();
    const milliseconds = () => all.runner.recycled.map((result) => result.milliseconds);
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    all.screen.quick = false;
    toggleSum(all.store, "kh");
    await settle();
    all.answer(1);
    await settle();
    expect(shown(all)).toBe("ready 1");
    expect(milliseconds()).toEqual([]);
    for (const paint of all.paints) paint.resolve();
    await settle();
    expect(milliseconds()).toEqual([0]);
    toggleSum(all.store, "kh");
    await settle();
    toggleSum(all.store, "kw");
    await settle();
    all.answer(2);
    await settle();
    expect(milliseconds()).toEqual([0, 2]);
  });

  it("the newest wins: superseded runs, late answers and late progress never show", async () => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    for (const stride of [2, 3, 4]) {
      setGeometry(all.store, "stride", 0, stride);
      await settle();
    }
    const [, late, dropped] = all.runner.runs;
    const seen = new Set<string>();
    all.store.subscribe(() => seen.add(shown(all)));
    dropped!.reject(superseded());
    late!.progress(0.9);
    all.answer(1);
    await settle();
    expect(shown(all)).toBe("running 0");
    all.answer(3);
    await all.conductor.settled();
    expect([...seen]).toEqual(["ready 3"]);
    expect(toastsOf(all.store)).toEqual([]);
  });

  it("answers that overtake one another: an older one after the newest is not shown", async () => {
    const all = stage();
    all.show();
    await settle();
    toggleSum(all.store, "kh");
    await settle();
    all.answer(1);
    await settle();
    expect(shown(all)).toBe("ready 1");
    all.answer(0);
    await all.conductor.settled();
    expect(shown(all)).toBe("ready 1");
  });

  it("an older run that fails is not told", async () => {
    const all = stage();
    all.show();
    await settle();
    toggleSum(all.store, "kh");
    await settle();
    all.runner.runs[0]!.reject(new PlaygroundError("memory", "too large"));
    all.answer(1);
    await all.conductor.settled();
    expect([shown(all), toastsOf(all.store)]).toEqual(["ready 1", []]);
  });

  it("a failed run says why and keeps the document and the previous numbers", async () => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    toggleSum(all.store, "kh");
    const { document, history } = all.store.getState();
    await settle();
    all.runner.runs[1]!.reject(new PlaygroundError("memory", "too large for this machine"));
    await all.conductor.settled();
    expect(shown(all)).toBe("failed 0");
    expect(all.store.getState().results).toMatchObject({ error: { tag: "memory" } });
    expect(toastsOf(all.store)).toEqual(["error: too large for this machine"]);
    expect([all.store.getState().document === document, all.store.getState().history === history]).toEqual([
      true,
      true,
    ]);
  });

  it("a cancelled run keeps the previous numbers and says nothing; rerun goes on from there", async () => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    toggleSum(all.store, "kh");
    await settle();
    all.runner.runs[1]!.reject(new PlaygroundError("cancelled", "stopped"));
    await all.conductor.settled();
    expect([shown(all), toastsOf(all.store)]).toEqual(["failed 0", []]);
    all.conductor.rerun();
    await settle();
    expect(all.runner.images).toHaveLength(1);
    all.answer(2);
    await all.conductor.settled();
    expect(shown(all)).toBe("ready 2");
  });

  it("what is thrown that is no error of the playground is told all the same", async () => {
    const all = stage();
    all.show();
    await settle();
    all.runner.runs[0]!.reject(new TypeError("x is undefined"));
    await all.conductor.settled();
    expect(all.store.getState().results).toMatchObject({
      status: "failed",
      error: { tag: "unexpected" },
      previous: null,
    });
    expect(toastsOf(all.store)).toEqual(["error: x is undefined"]);
  });

  it("undo and redo run again for the picture they bring back", async () => {
    const all = stage();
    all.show();
    const other = pictureOf([2, 1, 6, 6], "other");
    commit(all.store, documentWith({ stride: [2, 2] }), other);
    undo(all.store);
    redo(all.store);
    await settle();
    const { document } = all.store.getState();
    expect(document.stride).toEqual([2, 2]);
    expect(all.runner.images.at(-1)!.image).toBe(other.image);
    expect(all.runner.runs.at(-1)!.job.geometry.stride).toEqual([2, 2]);
  });
});

describe("setImage", () => {
  it("is sent once for a picture, however often the document changes", async () => {
    const all = stage();
    all.show();
    for (const stride of [2, 3, 4]) {
      setGeometry(all.store, "stride", 0, stride);
      await settle();
    }
    all.answer(all.runner.runs.length - 1);
    expect(all.runner.images).toHaveLength(1);
  });

  it("is sent again when the picture changes, and when it changes back", async () => {
    const all = stage();
    all.show();
    await settle();
    const first = all.store.getState().picture;
    commit(all.store, all.store.getState().document, pictureOf([1, 1, 5, 5]));
    await settle();
    undo(all.store);
    await settle();
    expect(all.runner.images.map(({ image }) => image.shape[2])).toEqual([12, 5, 12]);
    expect(all.runner.images[2]!.image).toBe(first!.image);
  });

  it("is sent again after a failure, so that a fresh engine has it", async () => {
    const all = stage();
    all.show();
    await settle();
    all.runner.runs[0]!.reject(new PlaygroundError("engine-crashed", "the engine stopped"));
    await all.conductor.settled();
    all.conductor.rerun();
    await settle();
    expect(all.runner.images).toHaveLength(2);
  });

  it("that fails is told, and sent again the next time", async () => {
    const all = stage();
    all.runner.quick = false;
    all.show();
    all.runner.images[0]!.arrival.reject(new PlaygroundError("memory", "the picture does not fit"));
    await all.conductor.settled();
    expect([shown(all), toastsOf(all.store)]).toEqual(["failed –", ["error: the picture does not fit"]]);
    expect(all.runner.runs, "nothing runs over a picture that is not there").toEqual([]);
    all.conductor.rerun();
    expect(all.runner.images).toHaveLength(2);
  });

  it("no run overtakes it: what changes meanwhile waits for it, and only the newest runs", async () => {
    const all = stage();
    all.runner.quick = false;
    all.show();
    setGeometry(all.store, "stride", 0, 2);
    setGeometry(all.store, "stride", 0, 3);
    await settle();
    expect(all.runner.runs).toEqual([]);
    all.runner.images[0]!.arrival.resolve();
    await settle();
    expect(all.runner.runs.map(({ job }) => job.geometry.stride[0])).toEqual([3]);
    expect(all.runner.images).toHaveLength(1);
  });

  it("that fails while a newer run waits for it: nothing runs over the picture before", async () => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    all.runner.quick = false;
    commit(all.store, all.store.getState().document, pictureOf([1, 3, 12, 16], "another of the same size"));
    setGeometry(all.store, "stride", 0, 2);
    await settle();
    all.runner.images[1]!.arrival.reject(new PlaygroundError("memory", "the picture does not fit"));
    await all.conductor.settled();
    expect(all.runner.runs).toHaveLength(1);
    expect([shown(all), toastsOf(all.store)]).toEqual(["failed 0", ["error: the picture does not fit"]]);
  });
});

describe("load", () => {
  it("shows document and picture in one go and resolves when the numbers are there", async () => {
    const all = stage();
    const document = documentWith({ stride: [2, 2], image: { sample: "coins" }, color: "gray", resize: [6, 8] });
    const loading = outcome(all.conductor.load(document));
    await settle();
    expect(all.loads[0]!.wanted).toMatchObject({ image: { sample: "coins" }, color: "gray", resize: [6, 8] });
    expect(all.store.getState().session.opening).toBe("link");
    all.loads[0]!.resolve(pictureOf([1, 1, 6, 8]));
    await settle();
    expect(all.store.getState().document).toBe(document);
    expect(all.store.getState().session.opening).toBeNull();
    let over = false;
    void loading.then(() => (over = true));
    await settle();
    expect(over, "it runs still").toBe(false);
    all.answer(0);
    expect(await loading).toBe("done");
    expect(shown(all)).toBe("ready 0");
  });

  it("unpins and unselects, or pins what it is told to", async () => {
    const all = stage();
    all.show();
    setSession(all.store, { hover: STARTER_SELECTION, pinned: STARTER_SELECTION, shape: 3, batch: 1 });
    void all.conductor.load(documentWith());
    await settle();
    all.loads[0]!.resolve(pictureOf([1, 3, 5, 5]));
    await settle();
    expect(all.store.getState().session).toMatchObject({ hover: null, pinned: null, shape: null, batch: 0 });
    void all.conductor.load(documentWith(), STARTER_SELECTION);
    await settle();
    all.loads[1]!.resolve(pictureOf([1, 3, 5, 5]));
    await settle();
    expect(all.store.getState().session.pinned).toBe(STARTER_SELECTION);
  });

  it("is one entry of the history", async () => {
    const all = stage();
    all.show();
    const before = all.store.getState();
    void all.conductor.load(documentWith({ stride: [2, 2] }));
    await settle();
    all.loads[0]!.resolve(pictureOf([1, 3, 5, 5]));
    await settle();
    undo(all.store);
    expect(all.store.getState().document).toBe(before.document);
    expect(all.store.getState().picture).toBe(before.picture);
  });

  it.each<[string, Partial<Document>, Picture | PlaygroundError, string]>([
    ["the picture fails", {}, new PlaygroundError("picture-absent", "bring it"), "picture-absent"],
    ["no window fits", { kernel_size: [9, 9] }, pictureOf([1, 1, 4, 4]), "no-window-fits"],
    [
      "the padding is too wide to reflect",
      { padding: [4, 4], padding_mode: "reflect" },
      pictureOf([1, 1, 4, 4]),
      "reflect-too-wide",
    ],
    ["the filter has another size", { filter: { values: [[1, 2]] } }, pictureOf([1, 1, 4, 4]), "filter-shape"],
    [
      "the filter has other channels",
      { kernel_size: [1, 1], filter: { values: [[[1]], [[2]]] } },
      pictureOf([1, 3, 4, 4]),
      "filter-shape",
    ],
  ])("rejects and leaves everything as it is when %s", async (_, change, loaded, tag) => {
    const all = stage();
    all.show();
    await settle();
    all.answer(0);
    await all.conductor.settled();
    setSession(all.store, { pinned: STARTER_SELECTION, shape: 0 });
    const before = all.store.getState();
    const loading = outcome(all.conductor.load(documentWith(change), STARTER_SELECTION));
    await settle();
    if (loaded instanceof PlaygroundError) all.loads[0]!.reject(loaded);
    else all.loads[0]!.resolve(loaded);
    expect(await loading).toBe(tag);
    expect(all.store.getState()).toEqual(before);
    expect(all.store.getState().document).toBe(before.document);
    expect(all.runner.runs).toHaveLength(1);
  });

  it("rejects with the reason when its run fails", async () => {
    const all = stage();
    const loading = outcome(all.conductor.load(documentWith()));
    await settle();
    all.loads[0]!.resolve(pictureOf([1, 3, 5, 5]));
    await settle();
    all.runner.runs[0]!.reject(new PlaygroundError("memory", "too large"));
    expect(await loading).toBe("memory");
  });

  it.each(["resolves", "rejects"])("of two the newer is shown, though the older %s last", async (end) => {
    const all = stage();
    const older = outcome(all.conductor.load(documentWith({ stride: [2, 2] })));
    await settle();
    const newer = outcome(all.conductor.load(documentWith({ stride: [3, 3] })));
    await settle();
    all.loads[1]!.resolve(pictureOf([1, 3, 6, 6], "newer"));
    await settle();
    if (end === "resolves") all.loads[0]!.resolve(pictureOf([1, 3, 5, 5], "older"));
    else all.loads[0]!.reject(new PlaygroundError("picture-absent", "bring the older one"));
    expect(await older).toBe("superseded");
    all.answer(0);
    expect(await newer).toBe("done");
    expect(all.store.getState()).toMatchObject({ document: { stride: [3, 3] }, picture: { label: "newer" } });
  });

  it("a newer one that fails leaves the older one superseded all the same", async () => {
    const all = stage();
    all.show();
    const older = outcome(all.conductor.load(documentWith({ stride: [2, 2] })));
    await settle();
    const newer = outcome(all.conductor.load(documentWith({ stride: [3, 3] })));
    await settle();
    all.loads[1]!.reject(new PlaygroundError("picture-fetch", "offline"));
    expect(await newer).toBe("picture-fetch");
    all.loads[0]!.resolve(pictureOf([1, 3, 5, 5]));
    expect(await older).toBe("superseded");
    expect(all.store.getState()).toMatchObject({ document: { stride: [1, 1] }, session: { opening: null } });
  });
});

describe("a picture that comes reduced though no size was named", () => {
  const panorama: Picture = { ...pictureOf([1, 3, 12, 400], "panorama"), natural: [60, 2000] };
  const words =
    "notice: panorama is reduced from 60 × 2000 to 12 × 400 (rows × columns): it is too large to be worked on whole.";

  it("gives the document that is loaded its size; region and geometry follow, which is said", async () => {
    const all = stage();
    const region = { ...DEFAULT_DOCUMENT.region, shapes: [{ add: { rect: [500, 10, 1000, 20] } }] } as const;
    void all.conductor.load(documentWith({ region, kernel_size: [31, 31] }));
    await settle();
    expect(all.loads[0]!.wanted.resize).toBeNull();
    all.loads[0]!.resolve(panorama);
    await settle();
    expect(all.store.getState().document).toMatchObject({
      resize: [12, 400],
      kernel_size: [12, 31],
      region: { shapes: [{ add: { rect: [100, 2, 200, 4] } }] },
    });
    expect(toastsOf(all.store)).toEqual([
      words,
      "notice: kernel_size along the rows went from 31 to 12: a window must fit into the 12 rows of the padded image",
    ]);
  });

  it("and the one whose picture is changed", async () => {
    const all = stage();
    all.show(documentWith({ resize: [12, 16] }));
    const changing = all.conductor.changePicture({ resize: null }, "panorama");
    await settle();
    all.loads[0]!.resolve(panorama);
    await changing;
    expect(all.store.getState().document.resize).toEqual([12, 400]);
    expect(toastsOf(all.store)).toEqual([words]);
  });

  it("is not forced where the size was named, or is the picture's own", async () => {
    for (const [resize, natural] of [
      [
        [12, 400],
        [60, 2000],
      ],
      [null, [12, 400]],
    ] as const) {
      const all = stage();
      void all.conductor.load(documentWith({ resize }));
      await settle();
      all.loads[0]!.resolve({ ...panorama, natural });
      await settle();
      expect(all.store.getState().document.resize).toEqual(resize);
      expect(toastsOf(all.store)).toEqual([]);
    }
  });
});

describe("changePicture", () => {
  const change = async (all: ReturnType<typeof stage>, loaded: Picture, what = {}): Promise<void> => {
    const changing = all.conductor.changePicture(what, "photo");
    await settle();
    all.loads.at(-1)!.resolve(loaded);
    await changing;
  };

  it("asks for the present picture with what changes, the old one staying meanwhile", async () => {
    const all = stage();
    all.show(documentWith({ image: { sample: "coins" }, resize: [12, 16] }));
    const { picture } = all.store.getState();
    void all.conductor.changePicture({ color: "gray" }, "coins in gray");
    await settle();
    expect(all.loads[0]!.wanted).toEqual({ image: { sample: "coins" }, color: "gray", resize: [12, 16] });
    expect(all.store.getState()).toMatchObject({ picture, session: { opening: "coins in gray" } });
    all.loads[0]!.resolve(pictureOf([1, 1, 12, 16], "gray"));
    await settle();
    expect(all.store.getState()).toMatchObject({ document: { color: "gray" }, picture: { label: "gray" } });
    expect(all.store.getState().session.opening).toBeNull();
    expect(all.store.getState().history.past).toHaveLength(1);
  });

  it("what takes time to find out is asked for in its turn; a failure there leaves all as it is", async () => {
    const all = stage();
    all.show();
    const before = all.store.getState();
    const finding = new Deferred<{ resize: readonly [number, number] }>();
    const changing = outcome(all.conductor.changePicture(() => finding.promise, "photo.jpg"));
    expect(all.store.getState().session.opening).toBe("photo.jpg");
    finding.reject(new PlaygroundError("picture-broken", "photo.jpg is broken"));
    expect(await changing).toBe("picture-broken");
    expect(all.loads).toEqual([]);
    expect(all.store.getState().document).toBe(before.document);
    expect(all.store.getState().session).toEqual(before.session);
  });

  it("keeps what was edited while the picture was on its way", async () => {
    const all = stage();
    all.show();
    const changing = all.conductor.changePicture({ color: "gray" }, "gray");
    await settle();
    setFilter(all.store, { preset: "box" });
    all.loads[0]!.resolve(pictureOf([1, 1, 12, 16]));
    await changing;
    expect(all.store.getState().document).toMatchObject({ color: "gray", filter: { preset: "box" } });
  });

  /** A picture that has come and is not shown yet: the page has its turn. */
  async function arrived() {
    const all = stage();
    all.show();
    const changing = outcome(all.conductor.changePicture({ color: "gray" }, "gray"));
    await settle();
    all.loads[0]!.resolve(pictureOf([1, 1, 12, 16]));
    for (let turn = 0; turn < 9; turn += 1) await Promise.resolve();
    expect(all.store.getState().document.color).toBe("rgb");
    return { all, changing };
  }

  it("keeps what was edited between the picture's coming and its being shown", async () => {
    const { all, changing } = await arrived();
    setFilter(all.store, { preset: "box" });
    expect(await changing).toBe("done");
    expect(all.store.getState().document).toMatchObject({ color: "gray", filter: { preset: "box" } });
  });

  it("a picture that has come gives way to one that is asked for before it is shown", async () => {
    const { all, changing } = await arrived();
    const newer = outcome(all.conductor.changePicture({ image: { sample: "brick" } }, "brick"));
    expect(await changing).toBe("superseded");
    expect(all.store.getState().document.color).toBe("rgb");
    all.loads[1]!.resolve(pictureOf([1, 3, 12, 16], "brick"));
    expect(await newer).toBe("done");
    expect(all.store.getState().picture?.label).toBe("brick");
  });

  it("what no longer fits is brought to fit, and said", async () => {
    const all = stage();
    all.show(documentWith({ kernel_size: [9, 9], padding: [3, 3], padding_mode: "reflect" }));
    await change(all, pictureOf([1, 3, 3, 12]), { resize: [3, 12] });
    expect(all.store.getState().document).toMatchObject({ kernel_size: [7, 9], padding: [2, 3], resize: [3, 12] });
    expect(toastsOf(all.store)).toEqual([
      "notice: padding along the rows went from 3 to 2: reflect padding must be smaller than the axis: the image has 3 rows",
      "notice: kernel_size along the rows went from 9 to 7: a window must fit into the 7 rows of the padded image",
    ]);
    expect(all.store.getState().history.past, "one entry for all of it").toHaveLength(1);
  });

  it("what fits stays as it is, and nothing is said", async () => {
    const all = stage();
    all.show(documentWith({ stride: [2, 2] }));
    await change(all, pictureOf([1, 3, 40, 40]));
    expect(all.store.getState().document.stride).toEqual([2, 2]);
    expect(toastsOf(all.store)).toEqual([]);
  });

  it("the region keeps its place: scaled with the picture", async () => {
    const all = stage([1, 1, 10, 20]);
    all.show();
    addShape(all.store, { add: { rect: [2, 1, 8, 4] } });
    await change(all, pictureOf([1, 1, 5, 40]));
    expect(all.store.getState().document.region.shapes).toEqual([{ add: { rect: [4, 0.5, 16, 2] } }]);
    const { region } = all.store.getState().document;
    await change(all, pictureOf([1, 1, 5, 40], "of the same size"));
    expect(all.store.getState().document.region).toBe(region);
  });

  it("the filter's numbers fit the new channels and kernel, so that it can be run", async () => {
    const all = stage([1, 3, 12, 12]);
    const slice = (value: number) => Array.from({ length: 3 }, () => [value, value, value]);
    all.show(documentWith({ filter: { values: [slice(1), slice(2), slice(3)] } }));
    await change(all, pictureOf([1, 1, 2, 2]), { color: "gray" });
    const { document } = all.store.getState();
    expect(document.kernel_size).toEqual([2, 2]);
    expect(document.filter).toEqual({
      values: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    });
    await settle();
    expect(all.runner.runs.at(-1)!.job.filter).toEqual(Float32Array.of(1, 1, 1, 1));
  });

  it("what was followed is let go: it may not exist in the new picture", async () => {
    const all = stage();
    all.show();
    setSession(all.store, { hover: STARTER_SELECTION, pinned: STARTER_SELECTION, batch: 2 });
    await change(all, pictureOf([1, 1, 5, 5]));
    expect(all.store.getState().session).toMatchObject({ hover: null, pinned: null, batch: 0 });
  });

  it.each([
    ["in order", [0, 1]],
    ["the newer first", [1, 0]],
  ])("of two that overlap only the newer counts, %s", async (_, order) => {
    const all = stage();
    all.show();
    const older = outcome(all.conductor.changePicture({ image: { sample: "coins" } }, "coins"));
    await settle();
    const newer = outcome(all.conductor.changePicture({ image: { sample: "brick" } }, "brick"));
    await settle();
    const label = (wanted: { image: object }) => (wanted.image as { sample: string }).sample;
    const labels = all.loads.map(({ wanted }) => label(wanted));
    for (const at of order) {
      const load = all.loads[at];
      load?.resolve(pictureOf([1, 1, 8, 8], label(load.wanted)));
      await settle();
    }
    expect(await Promise.all([older, newer])).toEqual(["superseded", "done"]);
    expect(all.store.getState()).toMatchObject({
      document: { image: { sample: "brick" } },
      picture: { label: "brick" },
    });
    expect(all.store.getState().session.opening).toBeNull();
    expect(labels).toContain("brick");
  });

  it("a file still being decoded does not come after a newer choice, nor is it asked for", async () => {
    const all = stage();
    all.show();
    const finding = new Deferred<{ image: { sample: string } }>();
    const older = outcome(all.conductor.changePicture(() => finding.promise, "photo.jpg"));
    const newer = outcome(all.conductor.changePicture({ image: { sample: "brick" } }, "brick"));
    await settle();
    finding.resolve({ image: { sample: "coins" } });
    expect(await older).toBe("superseded");
    expect(all.store.getState().session.opening, "the newer one is on its way still").toBe("brick");
    expect(all.loads.map(({ wanted }) => wanted.image)).toEqual([{ sample: "brick" }]);
    all.loads[0]!.resolve(pictureOf([1, 1, 8, 8]));
    expect(await newer).toBe("done");
  });
});

describe("settled", () => {
  /** Whether a promise has resolved by now. */
  const watch = (promise: Promise<void>) => {
    const state = { over: false };
    void promise.then(() => (state.over = true));
    return state;
  };

  it("resolves at once when nothing runs, after what the store holds was drawn", async () => {
    const all = stage();
    all.screen.quick = false;
    const settled = watch(all.conductor.settled());
    await settle();
    expect(settled.over).toBe(false);
    all.paints[0]!.resolve();
    await settle();
    expect(settled.over).toBe(true);
  });

  it("waits for every run, the superseded ones too, for as many as ask", async () => {
    const all = stage();
    all.show();
    await settle();
    toggleSum(all.store, "kh");
    await settle();
    const both = [watch(all.conductor.settled()), watch(all.conductor.settled())];
    all.answer(1);
    await settle();
    expect(both.map(({ over }) => over)).toEqual([false, false]);
    all.runner.runs[0]!.reject(superseded());
    await settle();
    expect(both.map(({ over }) => over)).toEqual([true, true]);
  });

  it("waits for a picture on its way, and then for its run", async () => {
    const all = stage();
    void all.conductor.load(documentWith());
    await settle();
    const settled = watch(all.conductor.settled());
    await settle();
    all.loads[0]!.resolve(pictureOf([1, 3, 5, 5]));
    await settle();
    expect(settled.over).toBe(false);
    all.answer(0);
    await settle();
    expect(settled.over).toBe(true);
  });

  it("a picture that fails does not keep it waiting", async () => {
    const all = stage();
    const loading = outcome(all.conductor.load(documentWith()));
    await settle();
    const settled = watch(all.conductor.settled());
    all.loads[0]!.reject(new PlaygroundError("picture-fetch", "offline"));
    await loading;
    await settle();
    expect(settled.over).toBe(true);
  });

  it("waits on when something began while the page was being drawn", async () => {
    const all = stage();
    all.screen.quick = false;
    all.show();
    await settle();
    all.answer(0);
    await settle();
    const settled = watch(all.conductor.settled());
    toggleSum(all.store, "kh");
    await settle();
    all.screen.quick = true;
    for (const paint of all.paints) paint.resolve();
    await settle();
    expect(settled.over).toBe(false);
    all.answer(1);
    await settle();
    expect(settled.over).toBe(true);
  });
});

describe("the starter", () => {
  it("follows a window inside its region", () => {
    const image: ImageShape = [1, 3, 96, 144];
    expect(isWithin(STARTER_SELECTION, STARTER_DOCUMENT, image)).toBe(true);
    if (STARTER_SELECTION.kind !== "product") throw new Error("not a window");
    const columns = 48;
    const [row, column] = [Math.floor(STARTER_SELECTION.n / columns) * 3 + 1, (STARTER_SELECTION.n % columns) * 3 + 1];
    expect(((column + 0.5 - 62) / 33) ** 2 + ((row + 0.5 - 37) / 28) ** 2).toBeLessThan(1);
  });
});

import { describe, expect, it } from "vitest";
import type { Document } from "../../src/model/document";
import { PlaygroundError } from "../../src/model/errors";
import type { Measurement, MeasureRequest } from "../../src/model/measure";
import type { Runner } from "../../src/model/runner";
import { measurePlan } from "../../src/model/speed";
import {
  addShape,
  setFilter,
  setGeometry,
  setKeep,
  setOutside,
  setSpeedRuns,
  setSweep,
  toggleMethod,
  toggleSum,
} from "../../src/state/actions";
import { createMeter, shownFindings, staleBecause } from "../../src/state/speed";
import { commit, createAppStore, setSession, type Store, undo } from "../../src/state/store";
import { measurementOf } from "../model/speed-findings";
import { appWith, pictureOf, settle } from "./app";

interface Ask {
  readonly request: MeasureRequest;
  readonly progress: (done: number) => void;
  answer(): void;
  refuse(error: unknown): void;
}

/** A meter over a runner that answers when the test says so. */
function stage(change: Partial<Document> = {}) {
  const store = appWith(change, [1, 1, 12, 12], { backend: { name: "wasm", detail: "wasm · SIMD" } });
  const asks: Ask[] = [];
  let cancels = 0;
  let ready: Promise<void> = Promise.resolve();
  const runner = {
    measure: (request: MeasureRequest, progress: (done: number) => void) =>
      new Promise<Measurement>((resolve, reject) => {
        asks.push({ request, progress, answer: () => resolve(measurementOf(request, 1)), refuse: reject });
      }),
    cancel: () => {
      cancels += 1;
      asks.at(-1)?.refuse(new PlaygroundError("cancelled", "stopped"));
    },
  };
  // The meter uses nothing else of a runner.
  const meter = createMeter(store, runner as unknown as Runner, () => ready);
  /** Answers `count` requests, or all that come. */
  const answer = async (count = Infinity) => {
    await settle();
    for (let n = 0; n < count && store.getState().speed.status === "running"; n += 1) {
      asks.at(-1)?.answer();
      await settle();
    }
  };
  return {
    store,
    asks,
    meter,
    answer,
    cancels: () => cancels,
    waitFor: (promise: Promise<void>) => (ready = promise),
    speed: () => store.getState().speed,
    found: () => {
      const { speed } = store.getState();
      return speed.status === "idle" ? null : speed.findings;
    },
  };
}

const FEW: Partial<Document> = { speed: { methods: ["dense", "region"], sweep: "blocks", runs: 3 } };
const COUNT = measurePlan(FEW.speed!).length;

describe("measuring", () => {
  it("asks for the whole plan, one at a time, and shows what it found so far", async () => {
    const all = stage(FEW);
    expect(all.speed()).toEqual({ status: "idle" });
    const over = all.meter.measure();
    await settle();
    expect(all.asks).toHaveLength(1);
    expect(all.speed()).toMatchObject({ status: "running", done: 0, doing: all.asks[0]!.request });
    all.asks[0]!.progress(0.5);
    expect(all.speed()).toMatchObject({ done: 0.5 / COUNT });
    await all.answer(3);
    expect(all.asks).toHaveLength(4);
    expect(all.found()?.measured).toHaveLength(3);
    expect(all.speed()).toMatchObject({ status: "running", done: 3 / COUNT });
    await all.answer();
    await over;
    expect(all.speed().status).toBe("done");
    expect(all.asks.map(({ request }) => request)).toEqual(measurePlan(FEW.speed!));
    expect(all.found()?.measured.map(({ request }) => request)).toEqual(measurePlan(FEW.speed!));
    expect(all.found()).toMatchObject({ settings: FEW.speed, image: [1, 1, 12, 12], refusals: [] });
  });

  it("waits until the engine holds what the document says", async () => {
    const all = stage(FEW);
    let release = () => {};
    void all.waitFor(new Promise((resolve) => (release = resolve)));
    void all.meter.measure();
    setGeometry(all.store, "stride", 0, 2);
    await settle();
    expect(all.asks).toEqual([]);
    release();
    await all.answer();
    expect(all.found()?.geometry.stride).toEqual([2, 2]);
    expect([all.speed().status, staleBecause(all.store.getState())]).toEqual(["done", null]);
  });

  it("waits for a picture that is still on its way", async () => {
    const store = createAppStore();
    const meter = createMeter(store, {} as Runner, async () => {
      const { document, picture } = appWith(FEW, [1, 1, 12, 12]).getState();
      commit(store, { ...document, speed: { ...document.speed, methods: [] } }, picture);
    });
    await meter.measure();
    expect(store.getState().speed).toMatchObject({ status: "done", findings: { image: [1, 1, 12, 12] } });
  });

  it("begun twice is one", async () => {
    const all = stage(FEW);
    void all.meter.measure();
    void all.meter.measure();
    await all.answer();
    expect(all.asks).toHaveLength(COUNT);
  });

  it("begun anew starts from nothing", async () => {
    const all = stage(FEW);
    void all.meter.measure();
    await all.answer();
    let release = () => {};
    void all.waitFor(new Promise((resolve) => (release = resolve)));
    void all.meter.measure();
    // At once, not only when the page has settled: what was found before would look like what is found now.
    expect([all.speed().status, all.found()?.measured]).toEqual(["running", []]);
    release();
    await all.answer();
    expect(all.found()?.measured).toHaveLength(COUNT);
  });

  it("without a picture is refused", async () => {
    const meter = createMeter(createAppStore(), {} as Runner, () => Promise.resolve());
    await expect(meter.measure()).rejects.toMatchObject({ tag: "no-image" });
    await expect(meter.measure(), "and leaves nothing under way").rejects.toMatchObject({ tag: "no-image" });
  });
});

describe("what cannot be measured", () => {
  it("is written down, and the others go on", async () => {
    const all = stage(FEW);
    const over = all.meter.measure();
    await settle();
    all.asks[0]!.refuse(new PlaygroundError("unmeasurable", "a stride or a dilation, not both"));
    await all.answer();
    await over;
    expect(all.speed().status).toBe("done");
    expect(all.found()?.refusals).toEqual([
      { request: all.asks[0]!.request, message: "a stride or a dilation, not both" },
    ]);
    expect(all.found()?.measured).toHaveLength(COUNT - 1);
  });

  it("any other error ends it and stays to be read, with what was found", async () => {
    const all = stage(FEW);
    const over = all.meter.measure();
    await all.answer(2);
    all.asks.at(-1)!.refuse(new PlaygroundError("engine-crashed", "the engine stopped"));
    await over;
    expect(all.speed()).toMatchObject({ status: "failed", error: { message: "the engine stopped" } });
    expect(all.found()?.measured).toHaveLength(2);
    void all.meter.measure();
    await all.answer();
    expect(all.speed().status).toBe("done");
  });
});

describe("stopping", () => {
  it("stops what runs and keeps what was found", async () => {
    const all = stage(FEW);
    const over = all.meter.measure();
    await all.answer(2);
    all.meter.cancel();
    all.meter.cancel();
    await over;
    expect([all.speed().status, all.cancels(), all.asks.length]).toEqual(["stopped", 1, 3]);
    expect(all.found()?.measured).toHaveLength(2);
  });

  it("keeps a measurement that came in spite of it", async () => {
    const all = stage(FEW);
    const over = all.meter.measure();
    await settle();
    all.asks[0]!.answer();
    all.meter.cancel();
    await over;
    expect([all.speed().status, all.found()?.measured.length, all.asks.length]).toEqual(["stopped", 1, 1]);
  });

  it("does not touch the page's own work when nothing is being measured", async () => {
    const all = stage(FEW);
    all.meter.cancel();
    let release = () => {};
    void all.waitFor(new Promise((resolve) => (release = resolve)));
    const over = all.meter.measure();
    all.meter.cancel();
    await over;
    expect([all.cancels(), all.asks.length, all.speed().status], "before the page has settled").toEqual([
      0,
      0,
      "stopped",
    ]);
    release();
    await settle();
    expect([all.asks.length, all.speed().status]).toEqual([0, "stopped"]);
  });

  const CHANGES: readonly [string, (store: Store) => void][] = [
    ["the picture", (store) => commit(store, store.getState().document, pictureOf([1, 1, 12, 12], "another"))],
    ["the kernel's geometry", (store) => setGeometry(store, "stride", 0, 2)],
    ["the filter", (store) => setFilter(store, { preset: "box" })],
    ["the region", (store) => addShape(store, { add: { rect: [0, 0, 3, 3] } })],
    ["the region", (store) => setKeep(store, "any")],
    ["the backend", (store) => setSession(store, { backend: { name: "cpu", detail: "cpu" } })],
  ];

  it.each(CHANGES)("comes by itself when %s changes", async (_, change) => {
    const all = stage(FEW);
    const over = all.meter.measure();
    await all.answer(2);
    change(all.store);
    await over;
    expect([all.speed().status, all.found()?.measured.length, all.cancels()]).toEqual(["stopped", 2, 1]);
  });

  it.each(CHANGES)("findings stay when %s changes, and say why they are old", async (what, change) => {
    const all = stage(FEW);
    void all.meter.measure();
    await all.answer();
    expect(staleBecause(all.store.getState())).toBeNull();
    change(all.store);
    expect(staleBecause(all.store.getState())).toBe(what);
    expect(all.found()?.measured).toHaveLength(COUNT);
  });

  it("what is taken back makes them young again", async () => {
    const all = stage(FEW);
    void all.meter.measure();
    await all.answer();
    setGeometry(all.store, "stride", 0, 2);
    undo(all.store);
    expect(staleBecause(all.store.getState())).toBeNull();
  });

  it.each<[string, (store: Store) => void]>([
    ["the sum", (store) => toggleSum(store, "kh")],
    ["what stands outside", (store) => setOutside(store, "dense")],
    ["the number of samples", (store) => setSpeedRuns(store, 31)],
    ["the session", (store) => setSession(store, { tab: "speed", hover: null })],
  ])("%s neither stops it nor makes it old", async (_, change) => {
    const all = stage(FEW);
    void all.meter.measure();
    await all.answer(2);
    change(all.store);
    await all.answer();
    expect([all.speed().status, staleBecause(all.store.getState())]).toEqual(["done", null]);
  });
});

describe("other settings than those that were measured", () => {
  const measured = async () => {
    const all = stage();
    void all.meter.measure();
    await all.answer();
    return all;
  };

  it("another sweep asks for measuring again", async () => {
    const all = await measured();
    setSweep(all.store, "scatter");
    expect(staleBecause(all.store.getState())).toBe("what is to be measured");
  });

  it("a method taken out is no longer shown, and comes back as it was", async () => {
    const all = await measured();
    const before = shownFindings(all.store.getState());
    expect(before).toBe(all.found());
    toggleMethod(all.store, "gather");
    const shown = shownFindings(all.store.getState());
    expect(shown?.measured.some(({ request }) => request.method === "gather")).toBe(false);
    expect(shown?.settings.methods).toEqual(["conv2d", "dense", "region"]);
    expect([shownFindings(all.store.getState()) === shown, staleBecause(all.store.getState())]).toEqual([true, null]);
    toggleMethod(all.store, "gather");
    expect(shownFindings(all.store.getState())).toEqual(before);
  });

  it("a method that was not measured asks for it", async () => {
    const all = stage(FEW);
    void all.meter.measure();
    await all.answer();
    toggleMethod(all.store, "gather");
    expect(staleBecause(all.store.getState())).toBe("what is to be measured");
    expect(shownFindings(all.store.getState())?.settings.methods).toEqual(["dense", "region"]);
  });

  it("nothing found, nothing old, nothing shown", () => {
    const all = stage();
    expect([staleBecause(all.store.getState()), shownFindings(all.store.getState())]).toEqual([null, null]);
  });
});

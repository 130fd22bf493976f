import { describe, expect, it } from "vitest";
import type { Document, GradientSettings } from "../../src/model/document";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import { PlaygroundError } from "../../src/model/errors";
import type { LossSpec } from "../../src/model/loss";
import { hiddenPreset } from "../../src/model/loss-target";
import type { Gradients } from "../../src/model/runner";
import { setFilter, setGeometry, setSpeedRuns } from "../../src/state/actions";
import {
  areStale,
  checkDifferentiable,
  drawTarget,
  hideAnother,
  readyGradients,
  refusalOf,
  setGradients,
  setLearningRate,
  setTargetNumbers,
  setTargetShared,
  watchGradients,
} from "../../src/state/gradients";
import { setSession, type Store, undo } from "../../src/state/store";
import { loadLanguage } from "../../src/state/typed";
import { appWith, flags, readyWith, settle } from "./app";

const gradientsOf = (change: Partial<GradientSettings>): GradientSettings => ({
  ...DEFAULT_DOCUMENT.gradients,
  ...change,
});

interface Ask {
  readonly loss: LossSpec;
  answer(loss: number): void;
  refuse(error: unknown): void;
}

/** A page whose results are there, over a runner that answers when the test says so. */
function stage(change: Partial<Document> = {}) {
  const store = appWith(change, [1, 1, 8, 8], { tab: "gradients" });
  const asks: Ask[] = [];
  let cancels = 0;
  watchGradients(store, {
    gradients: (loss) =>
      new Promise<Gradients>((resolve, reject) => {
        const answer = (value: number): void =>
          resolve({ backend: "cpu", loss: value, filter: null, image: null, result: null, milliseconds: 1 });
        asks.push({ loss, answer, refuse: reject });
      }),
    cancel: () => {
      cancels += 1;
      asks.at(-1)?.refuse(new PlaygroundError("cancelled", "stopped"));
    },
  });
  return { store, asks, cancels: () => cancels };
}

/** The results of what the page shows now come back. */
function arrive(store: Store): void {
  const { document, picture } = store.getState();
  if (!picture) throw new Error("no picture");
  store.setState({
    results: readyWith(
      document,
      picture,
      flags(document, picture, () => true),
    ),
  });
}

const shown = (store: Store): number | undefined => readyGradients(store.getState().gradients)?.values.loss;

await loadLanguage();

describe("gradients follow the document", () => {
  it("once its results are there, and only while their tab is open", async () => {
    const { store, asks } = stage();
    setSession(store, { tab: "tensor" });
    arrive(store);
    expect(asks).toHaveLength(0);
    setSession(store, { tab: "gradients" });
    expect(asks.map(({ loss }) => loss)).toEqual([{ of: "maps", loss: "sum", target: null }]);
    expect([store.getState().gradients.status, areStale(store.getState())]).toEqual(["running", true]);
    asks[0]!.answer(7);
    await settle();
    expect([shown(store), areStale(store.getState())]).toEqual([7, false]);
    setSession(store, { tab: "tensor" });
    setSession(store, { tab: "gradients" });
    expect(asks, "what is there is not asked for again").toHaveLength(1);
  });

  it("are asked for anew when the loss changes, not when the rate or the speed panel does", async () => {
    const { store, asks } = stage();
    arrive(store);
    asks[0]!.answer(1);
    await settle();
    setLearningRate(store, 0.5);
    setGradients(store, { optimizer: "sgd" });
    setSpeedRuns(store, 3);
    expect([asks.length, areStale(store.getState())]).toEqual([1, false]);
    setGradients(store, { loss: "mean" });
    expect([asks.length, shown(store), areStale(store.getState())]).toEqual([2, 1, true]);
  });

  it("of a changed document stop what runs, keep the last ones, and come after its results", async () => {
    const { store, asks, cancels } = stage();
    arrive(store);
    asks[0]!.answer(1);
    await settle();
    setGradients(store, { loss: "mean" });
    setFilter(store, { preset: "box" });
    expect(cancels()).toBe(1);
    await settle();
    expect([asks.length, shown(store), store.getState().gradients.status]).toEqual([2, 1, "ready"]);
    arrive(store);
    expect(asks).toHaveLength(3);
    asks[2]!.answer(3);
    await settle();
    expect([shown(store), areStale(store.getState())]).toEqual([3, false]);
  });

  it("say what went wrong, and try again when something changes", async () => {
    const { store, asks } = stage();
    arrive(store);
    asks[0]!.refuse(new PlaygroundError("too-large", "too much"));
    await settle();
    expect(store.getState().gradients).toMatchObject({ status: "failed", error: { message: "too much" } });
    setGradients(store, { of: "output" });
    expect(asks).toHaveLength(2);
  });
});

describe("why there are none", () => {
  it("is what PyTorch says of the program, or Python of the text; the masked output has some all the same", () => {
    const thread = appWith({ program: "thread" }, [2, 3, 12, 16]);
    expect(refusalOf(thread.getState())).toMatch(/^view size is not compatible/);
    expect(() => checkDifferentiable(thread.getState())).toThrow(/^view size is not compatible/);
    setGradients(thread, { of: "output" });
    expect(refusalOf(thread.getState())).toBeNull();
    expect(checkDifferentiable(thread.getState()).of).toBe("output");
    const text = appWith({ program: { code: "out = imagine" } });
    expect(refusalOf(text.getState())).toBe("NameError: name 'imagine' is not defined");
    expect(refusalOf(appWith().getState())).toBeNull();
  });

  it("nothing is asked for then", () => {
    const { store, asks } = stage({ program: { code: "out = imagine" } });
    arrive(store);
    expect(asks).toHaveLength(0);
  });
});

describe("the target", () => {
  it("hides another preset each time, never the filter itself, and is undone", () => {
    const store = appWith({ filter: { preset: "gaussian" } });
    const names: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      hideAnother(store);
      const { target } = store.getState().document.gradients;
      if (target !== "zeros" && "hidden" in target) names.push(hiddenPreset(target.hidden));
    }
    expect(names).toHaveLength(20);
    expect(names).not.toContain("gaussian");
    for (let n = 0; n < 20; n += 1) undo(store);
    expect(store.getState().document.gradients).toEqual(DEFAULT_DOCUMENT.gradients);
  });

  it("is drawn over what was known; what is hidden is not told", () => {
    const store = appWith({ gradients: gradientsOf({ target: { preset: "laplacian" } }) });
    drawTarget(store);
    const laplacian = [
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0],
    ];
    expect(store.getState().document.gradients.target).toEqual({ values: laplacian });
    setTargetNumbers(store, [{ channel: 0, row: 1, column: 1, value: 2.5 }]);
    setTargetNumbers(store, [{ channel: 0, row: 1, column: 1, value: 1e39 }]);
    expect(store.getState().document.gradients.target).toEqual({ values: laplacian.with(1, [1, 2.5, 1]) });
    setGradients(store, { target: { hidden: 4 } });
    drawTarget(store);
    expect(store.getState().document.gradients.target).toEqual({ values: laplacian.map(() => [0, 0, 0]) });
  });

  it("is painted a stroke at a time, in every channel or in one, and each stroke is undone at once", () => {
    const store = appWith({ kernel_size: [1, 2], gradients: gradientsOf({ target: { values: [[0, 0]] } }) });
    const target = () => store.getState().document.gradients.target;
    const stroke = (channel: number, value: number) =>
      setTargetNumbers(
        store,
        [0, 1].map((column) => ({ channel, row: 0, column, value })),
      );
    stroke(0, 0.5);
    expect(target()).toEqual({ values: [[0.5, 0.5]] });
    undo(store);
    expect(target()).toEqual({ values: [[0, 0]] });
    setTargetShared(store, false);
    const channels = store.getState().picture?.image.shape[1] ?? 0;
    expect(channels).toBeGreaterThan(1);
    stroke(1, -1);
    const zeros = [[0, 0]];
    expect(target()).toEqual({ values: Array.from({ length: channels }, (_, c) => (c === 1 ? [[-1, -1]] : zeros)) });
    setTargetShared(store, true);
    expect(target()).toEqual({ values: zeros });
  });

  it("that was drawn fits another kernel", () => {
    const store = appWith({ kernel_size: [1, 1], gradients: gradientsOf({ target: { values: [[7]] } }) });
    setGeometry(store, "kernel_size", 0, 3);
    expect(store.getState().document.gradients.target).toEqual({
      values: [
        [0, 0, 0],
        [0, 7, 0],
        [0, 0, 0],
      ],
    });
  });

  it("the learning rate stays within its bounds", () => {
    const store = appWith();
    setLearningRate(store, 1e9);
    expect(store.getState().document.gradients.lr).toBe(1000);
    setLearningRate(store, -1);
    expect(store.getState().document.gradients.lr).toBe(1e-6);
    setLearningRate(store, NaN);
    expect(store.getState().document.gradients.lr).toBe(1e-6);
  });
});

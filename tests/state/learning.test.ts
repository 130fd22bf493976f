import { describe, expect, it } from "vitest";
import { DEFAULT_DOCUMENT, type Document } from "../../src/model/document";
import { PlaygroundError } from "../../src/model/errors";
import type { Learned, LearnRequest } from "../../src/model/learning";
import { optimizerStep } from "../../src/model/optimizer";
import type { LearningState } from "../../src/state/app-state";
import { setFilter } from "../../src/state/actions";
import { setGradients, setLearningRate } from "../../src/state/gradients";
import { createLearner, gentlerRate, MOST_STEPS } from "../../src/state/learning";
import { setSession, type Store, undo } from "../../src/state/store";
import { loadLanguage } from "../../src/state/typed";
import { appWith, settle } from "./app";

interface Ask {
  readonly request: LearnRequest;
  answer(change?: Partial<Learned>): void;
  refuse(error: unknown): void;
}

/** A learner over a runner that answers when the test says so; every step's gradient is 1 everywhere. */
function stage(change: Partial<Document> = {}) {
  const gradients = { ...DEFAULT_DOCUMENT.gradients, loss: "mse", optimizer: "sgd", lr: 0.5 } as const;
  const filter = { values: [[1, 2]] };
  const store = appWith({ kernel_size: [1, 2], filter, gradients, ...change }, [1, 1, 8, 8], { tab: "gradients" });
  const asks: Ask[] = [];
  const learner = createLearner(
    store,
    {
      learn: (request) =>
        new Promise<Learned>((resolve, reject) => {
          const state = optimizerStep(request.optimizer, request.lr, request.state, Float32Array.of(1, 1));
          const usual: Learned = { state, losses: [10 - asks.length], diverged: false };
          asks.push({ request, answer: (each = {}) => resolve({ ...usual, ...each }), refuse: reject });
        }),
    },
    () => Promise.resolve(),
    () => Promise.resolve(),
  );
  /** Answers the newest request. */
  const answer = async (each: Partial<Learned> = {}) => {
    await settle();
    asks.at(-1)!.answer(each);
    await settle();
  };
  return { store, asks, learner, answer };
}

const learning = (store: Store): Exclude<LearningState, { status: "idle" }> => {
  const { learning: state } = store.getState();
  if (state.status === "idle") throw new Error("nothing is learned");
  return state;
};
const filterOf = (store: Store): number[] => [...learning(store).state.filter];

await loadLanguage();

describe("learning a filter", () => {
  it("begins with the document's, goes on from where it was, and pauses", async () => {
    const { store, asks, learner, answer } = stage();
    void learner.play();
    await answer();
    expect([asks.length, learning(store).status, filterOf(store)]).toEqual([2, "playing", [0.5, 1.5]]);
    expect(asks[1]!.request.state.filter).toEqual(Float32Array.of(0.5, 1.5));
    learner.pause();
    await answer();
    expect([asks.length, learning(store).status, filterOf(store)]).toEqual([2, "paused", [0, 1]]);
    expect(learning(store).losses).toEqual([10, 9]);
    expect(store.getState().document.filter).toEqual({ values: [[1, 2]] });
    expect(store.getState().history.past).toHaveLength(0);
  });

  it("takes single steps, and another play while it plays is none", async () => {
    const { asks, learner, answer, store } = stage();
    void learner.step();
    await answer();
    expect([asks.length, asks[0]!.request.steps, learning(store).status]).toEqual([1, 1, "paused"]);
    void learner.play();
    void learner.play();
    await settle();
    expect(asks).toHaveLength(2);
  });

  it("takes a new rate at once, and forgets what another optimizer remembered", async () => {
    const { store, asks, learner, answer } = stage();
    void learner.play();
    await settle();
    setLearningRate(store, 0.25);
    await answer();
    expect(asks[1]!.request.lr).toBe(0.25);
    setGradients(store, { optimizer: "adam" });
    await answer();
    const { optimizer, state } = asks[2]!.request;
    expect([optimizer, state.steps, [...state.filter]]).toEqual(["adam", 0, [0.25, 1.25]]);
  });

  it("writes what it learned into the document as one entry, and goes on from it", async () => {
    const { store, learner, answer } = stage();
    void learner.step();
    await answer();
    learner.keep();
    expect(store.getState().document.filter).toEqual({ values: [[0.5, 1.5]] });
    expect([learning(store).status, learning(store).losses]).toEqual(["paused", [10]]);
    undo(store);
    expect(store.getState().document.filter).toEqual({ values: [[1, 2]] });
    expect(store.getState().learning.status, "it is about another filter now").toBe("idle");
  });

  it("ends when what it is about changes; what comes late is of no interest", async () => {
    const { store, asks, learner, answer } = stage();
    void learner.play();
    await settle();
    setFilter(store, { preset: "box" });
    expect(store.getState().learning.status).toBe("idle");
    await answer();
    expect([asks.length, store.getState().learning.status]).toEqual([1, "idle"]);
    void learner.play();
    await settle();
    expect(asks[1]!.request.state.filter).toEqual(Float32Array.of(0.5, 0.5));
  });

  it("is reset at once, and begins anew when what runs has ended", async () => {
    const { store, asks, learner } = stage();
    void learner.play();
    await settle();
    learner.reset();
    expect(store.getState().learning.status).toBe("idle");
    void learner.play();
    await settle();
    expect(asks).toHaveLength(1);
    asks[0]!.answer();
    await settle();
    expect([asks.length, [...asks[1]!.request.state.filter]]).toEqual([2, [1, 2]]);
  });

  it("stops where there are no numbers any more, and when its tab is left", async () => {
    const { store, asks, learner, answer } = stage();
    void learner.play();
    await answer({ losses: [1e30, Infinity], diverged: true });
    expect([learning(store).status, learning(store).losses, asks.length]).toEqual(["diverged", [1e30, Infinity], 1]);
    learner.reset();
    void learner.play();
    await settle();
    setSession(store, { tab: "tensor" });
    await answer();
    expect([learning(store).status, asks.length]).toEqual(["paused", 2]);
  });

  it("says what went wrong; cancelled is paused; it ends by itself after many steps", async () => {
    const { store, asks, learner, answer } = stage();
    void learner.play();
    await settle();
    asks[0]!.refuse(new PlaygroundError("too-large", "too much"));
    await settle();
    expect(learning(store)).toMatchObject({ status: "failed", error: { message: "too much" } });
    void learner.play();
    await settle();
    asks[1]!.refuse(new PlaygroundError("cancelled", "stopped"));
    await settle();
    expect(learning(store).status).toBe("paused");
    void learner.play();
    await answer({ losses: new Array<number>(MOST_STEPS).fill(1) });
    expect([learning(store).status, asks.length]).toEqual(["paused", 3]);
  });

  it("refuses a program that has no gradients, saying why", async () => {
    const { learner } = stage({ program: { code: "out = imagine" } });
    await expect(learner.play()).rejects.toThrow(/^NameError/);
  });

  it("a gentler rate is a tenth", () => {
    expect([5, 0.012, 1e-5].map(gentlerRate)).toEqual([0.5, 0.0012, 1e-6]);
  });
});

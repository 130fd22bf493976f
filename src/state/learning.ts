import type { Document } from "../model/document";
import { plainError } from "../model/errors";
import { toValues } from "../model/filter";
import type { LossSpec } from "../model/loss";
import { optimizerStart, type OptimizerState } from "../model/optimizer";
import type { Runner } from "../model/runner";
import { filterNumbers, setFilter } from "./actions";
import type { AppState, LearningState } from "./app-state";
import { checkDifferentiable } from "./gradients";
import { askTheSame } from "./programs";
import { setSession, type Store } from "./store";

/** Learns the filter that makes the document's loss small, beginning with the document's own. */
export interface Learner {
  /** Goes on step by step until told to stop. Rejects when the program has no gradients. */
  play(): Promise<void>;
  pause(): void;
  /** Takes one step. */
  step(): Promise<void>;
  /** Back to the document's filter, with nothing learned. */
  reset(): void;
  /** Writes what was learned into the document, as one entry of the history. */
  keep(): void;
}

/** Milliseconds of steps that are asked for at once while it plays: about what lies between two pictures of the page. */
const AT_ONCE_MS = 30;
/** Steps after which it stops by itself. */
export const MOST_STEPS = 20_000;

/** The loss that is learned from; a change of rate or optimizer goes on from where it is. */
const learnsTheSame = (one: Document, other: Document): boolean =>
  askTheSame(one, other) &&
  one.gradients.of === other.gradients.of &&
  one.gradients.loss === other.gradients.loss &&
  one.gradients.target === other.gradients.target;

/** The largest tried rate that might do: a tenth of one that did not. */
export const gentlerRate = (lr: number): number => Number((lr / 10).toPrecision(2));

/**
 * Steps, asked for one request at a time, so that everything else the page asks of the engine comes in between. `settled`
 * resolves when the engine holds what the document says, `afterPaint` when what the store holds has been drawn.
 */
export function createLearner(
  store: Store,
  runner: Pick<Runner, "learn">,
  settled: () => Promise<void>,
  afterPaint: () => Promise<void>,
): Learner {
  /** The run that is under way; another one begins only when it has ended. */
  let running: { stopped: boolean; ended: Promise<void> } | null = null;

  const set = (learning: LearningState): void => store.setState({ learning });

  /** Where learning stands, begun anew when what it is about has changed. */
  function standing({ document, picture, learning }: AppState): Exclude<LearningState, { status: "idle" }> | null {
    if (!picture) return null;
    if (learning.status !== "idle" && learning.picture === picture && learnsTheSame(learning.document, document)) {
      return learning.document.gradients.optimizer === document.gradients.optimizer
        ? { ...learning, document }
        : { ...learning, document, state: optimizerStart(learning.state.filter) };
    }
    const state = optimizerStart(filterNumbers(document, picture.image.shape[1]));
    return { status: "paused", document, picture, state, losses: [] };
  }

  async function steps(most: number, mine: { readonly stopped: boolean }, loss: LossSpec): Promise<void> {
    try {
      await settled();
      let left = Math.min(most, MOST_STEPS - (standing(store.getState())?.losses.length ?? 0));
      while (left > 0 && !mine.stopped) {
        const at = standing(store.getState());
        if (!at) return;
        const { document, picture, state } = at;
        const { optimizer, lr } = document.gradients;
        set({ document, picture, state, losses: at.losses, status: "playing" });
        // Each step begins where the one before ended.
        const learned = await runner.learn({ loss, optimizer, lr, state, steps: left, milliseconds: AT_ONCE_MS });
        // Reset or kept meanwhile: what comes late is of no interest.
        if (store.getState().learning.status !== "playing") return;
        left -= learned.losses.length;
        const losses = [...at.losses, ...learned.losses];
        const status = learned.diverged ? "diverged" : mine.stopped || left <= 0 ? "paused" : "playing";
        set({ document, picture, state: learned.state, losses, status });
        if (learned.diverged) return;
        await afterPaint();
      }
    } catch (thrown) {
      const { learning } = store.getState();
      if (learning.status !== "playing") return;
      const error = plainError(thrown);
      set(error.tag === "cancelled" ? { ...learning, status: "paused" } : { ...learning, status: "failed", error });
    } finally {
      running = null;
      const { learning } = store.getState();
      if (learning.status === "playing") set({ ...learning, status: "paused" });
    }
  }

  async function go(most: number): Promise<void> {
    const loss = checkDifferentiable(store.getState());
    // The one that was told to stop ends first; of several that wait for it, the first begins.
    // oxlint-disable-next-line no-unmodified-loop-condition -- the end of a run is what modifies it
    while (running) {
      if (!running.stopped) return;
      await running.ended;
    }
    const mine = { stopped: false, ended: Promise.resolve() };
    running = mine;
    mine.ended = steps(most, mine, loss);
    await mine.ended;
  }

  const pause = (): void => {
    if (running) running.stopped = true;
  };

  // A change of what is learned about ends it; leaving the tab only pauses.
  store.subscribe((state) => {
    const { learning, document, picture, session } = state;
    if (session.tab !== "gradients") pause();
    if (learning.status === "idle") return;
    if (learning.picture === picture && learnsTheSame(learning.document, document)) return;
    pause();
    set({ status: "idle" });
  });

  return {
    play: () => go(MOST_STEPS),
    step: () => go(1),
    pause,
    reset() {
      pause();
      set({ status: "idle" });
    },
    keep() {
      const { learning, picture } = store.getState();
      if (learning.status === "idle" || !picture) return;
      pause();
      const { kernel_size } = learning.document;
      const channels = picture.image.shape[1];
      const values = toValues(learning.state.filter, channels, kernel_size, channels === 1);
      // What was learned stays to be seen beside it.
      const kept: { readonly state: OptimizerState; readonly losses: readonly number[] } = learning;
      setFilter(store, { values });
      const { document } = store.getState();
      set({ status: "paused", document, picture, state: kept.state, losses: kept.losses });
      setSession(store, { tap: null });
    },
  };
}

import { type Document, type GradientSettings, LEARNING_RATES } from "../model/document";
import { plainError, PlaygroundError } from "../model/errors";
import { toValues } from "../model/filter";
import type { LossSpec } from "../model/loss";
import { hiddenPreset, lossSpec, targetFilter } from "../model/loss-target";
import type { Runner } from "../model/runner";
import { edit } from "./actions";
import type { AppState, GradientsReady, GradientState } from "./app-state";
import { askTheSame, programsOf, readyOf } from "./programs";
import type { Store } from "./store";
import { readingOf } from "./typed";

/** Changes what the gradients panel is about, as one entry of the history. */
export function setGradients(store: Store, change: Partial<GradientSettings>): void {
  edit(store, (document) => ({ ...document, gradients: { ...document.gradients, ...change } }));
}

/** Sets the learning rate, brought between the bounds. */
export function setLearningRate(store: Store, lr: number): void {
  const [least, most] = LEARNING_RATES;
  if (Number.isFinite(lr)) setGradients(store, { lr: Math.min(Math.max(lr, least), most) });
}

/** The loss that a state asks for; null before there is a picture. */
export function lossOf({ document, picture }: AppState): LossSpec | null {
  return picture && lossSpec(document.gradients, picture.image.shape[1], document.kernel_size);
}

/** Hides another preset than the one that the filter is, found by the number after the one that hides one now. */
export function hideAnother(store: Store): void {
  const { filter, gradients } = store.getState().document;
  const shown = "preset" in filter ? filter.preset : null;
  const { target } = gradients;
  let hidden = target !== "zeros" && "hidden" in target ? target.hidden : 0;
  do hidden = (hidden + 1) % 10_000;
  while (hiddenPreset(hidden) === shown);
  setGradients(store, { target: { hidden } });
}

/** Takes the target that there is as numbers that can be drawn over, one slice for all channels. */
export function drawTarget(store: Store): void {
  const { document, picture } = store.getState();
  if (!picture) return;
  const channels = picture.image.shape[1];
  const [kh, kw] = document.kernel_size;
  const { target } = document.gradients;
  // What is hidden stays hidden: its numbers would tell it.
  const known =
    target === "zeros" || "hidden" in target
      ? null
      : targetFilter(document.gradients.target, channels, document.kernel_size);
  const numbers = known ?? new Float32Array(channels * kh * kw);
  setGradients(store, { target: { values: toValues(numbers, channels, document.kernel_size, true) } });
}

/** True when a drawn target is one slice for all channels. */
export const isTargetShared = ({ gradients: { target } }: Document): boolean =>
  target === "zeros" || !("values" in target) || !Array.isArray(target.values[0]?.[0]);

/** The numbers of a drawn target, [C, kh, kw]; zeros where none is drawn. */
export function targetNumbers({ gradients, kernel_size }: Document, channels: number): Float32Array<ArrayBuffer> {
  const found = "values" in Object(gradients.target) ? targetFilter(gradients.target, channels, kernel_size) : null;
  return Float32Array.from(found ?? new Float32Array(channels * kernel_size[0] * kernel_size[1]));
}

/** Takes the drawn target as one slice for all channels, the first, or as a slice for each. */
export function setTargetShared(store: Store, shared: boolean): void {
  const { document, picture } = store.getState();
  if (!picture) return;
  const channels = picture.image.shape[1];
  const numbers = targetNumbers(document, channels);
  setGradients(store, { target: { values: toValues(numbers, channels, document.kernel_size, shared) } });
}

/** A number of a drawn target: of one channel, or of all of them where they share a slice. */
export interface TargetNumber {
  readonly channel: number;
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** Sets some numbers of a drawn target as one entry of the history; those that float32 cannot hold are left alone. */
export function setTargetNumbers(store: Store, changes: readonly TargetNumber[]): void {
  const { document, picture } = store.getState();
  const held = changes.filter(({ value }) => Number.isFinite(Math.fround(value)));
  if (!picture || held.length === 0) return;
  const channels = picture.image.shape[1];
  const [kh, kw] = document.kernel_size;
  const shared = isTargetShared(document);
  const numbers = targetNumbers(document, channels);
  for (const { channel, row, column, value } of held) {
    for (let c = 0; c < channels; c += 1) {
      if (shared || c === channel) numbers[(c * kh + row) * kw + column] = value;
    }
  }
  setGradients(store, { target: { values: toValues(numbers, channels, document.kernel_size, shared) } });
}

/** Why there are no gradients, in a sentence; null when there is nothing in their way as far as the program tells. */
export function refusalOf(state: AppState): string | null {
  const { document, picture } = state;
  if (!picture || document.gradients.of === "output") return null;
  const error = readingOf(document, picture.image.shape)?.error;
  if (error) return `${error.type === "" ? "" : `${error.type}: `}${error.message}`;
  const last = programsOf(state)?.maps.steps.at(-1);
  return last?.kind === "refused" ? last.error : null;
}

/** The newest gradients, even while newer ones are under way. */
export function readyGradients(state: GradientState): GradientsReady | null {
  if (state.status === "ready") return state;
  return state.status === "idle" ? null : state.previous;
}

/** True when two documents ask for the same loss over the same numbers. */
function sameLoss(one: Document, other: Document): boolean {
  const [a, b] = [one.gradients, other.gradients];
  return askTheSame(one, other) && a.of === b.of && a.loss === b.loss && a.target === b.target;
}

/** True while the gradients that are shown are not those of what the page holds now. */
export function areStale(state: AppState): boolean {
  const ready = readyGradients(state.gradients);
  return !ready || ready.picture !== state.picture || !sameLoss(ready.document, state.document);
}

/** Throws `PlaygroundError` "no-gradient" when the page shows a program that has no gradients, saying why. */
export function checkDifferentiable(state: AppState): LossSpec {
  const refusal = refusalOf(state);
  if (refusal !== null) throw new PlaygroundError("no-gradient", refusal);
  const loss = lossOf(state);
  if (!loss) throw new PlaygroundError("no-image", "there is no picture yet");
  return loss;
}

/**
 * Keeps the gradients in step with the document while their tab is open, once its results are there: one question at a
 * time, and what has changed meanwhile is asked for next. A change stops the question that runs.
 */
export function watchGradients(store: Store, runner: Pick<Runner, "gradients" | "cancel">): void {
  let running: { readonly state: AppState; stopped: boolean } | null = null;
  let asked: { readonly document: Document; readonly picture: AppState["picture"] } | null = null;

  const ask = async (state: AppState): Promise<void> => {
    const { document, picture } = state;
    if (!picture) return;
    const loss = lossOf(state);
    if (!loss) return;
    const mine = { state, stopped: false };
    running = mine;
    asked = { document, picture };
    const previous = readyGradients(store.getState().gradients);
    store.setState({ gradients: { status: "running", previous, done: 0 } });
    try {
      const values = await runner.gradients(loss, (done) => {
        if (!mine.stopped) store.setState({ gradients: { status: "running", previous, done } });
      });
      running = null;
      store.setState({ gradients: { status: "ready", document, picture, values } });
    } catch (thrown) {
      running = null;
      const error = plainError(thrown);
      // One that gave way is asked again; one that a person stopped is not.
      store.setState({
        gradients: mine.stopped ? (previous ?? { status: "idle" }) : { status: "failed", error, previous },
      });
    }
    look(store.getState());
  };

  const look = (state: AppState): void => {
    if (running) {
      const { document, picture } = running.state;
      const changed = state.picture !== picture || !sameLoss(document, state.document);
      if (changed && !running.stopped) {
        running.stopped = true;
        runner.cancel();
      }
      return;
    }
    if (state.session.tab !== "gradients" || state.results.status !== "ready") return;
    const ready = readyOf(state.results);
    if (!ready || ready.picture !== state.picture || !askTheSame(ready.document, state.document)) return;
    if (asked && asked.picture === state.picture && sameLoss(asked.document, state.document)) return;
    if (refusalOf(state) !== null) return;
    void ask(state);
  };
  store.subscribe(look);
}

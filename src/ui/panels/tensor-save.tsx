import { useEffect, useRef, useState } from "react";
import { plainError, PlaygroundError } from "../../model/errors";
import { timeFor } from "../../model/budget";
import { numel } from "../../model/layout";
import type { Runner } from "../../model/runner";
import type { DoneStep } from "../../model/program";
import { fileSink, npyBytes, streamNpy } from "../../share/arrays/npy-stream";
import type { Ready } from "../../state/app-state";
import { askFirst } from "../../state/asking";
import { toast } from "../../state/store";
import { bytes } from "../../views/format";
import { useAttempt, useServices } from "../services";

type Range = (from: number, to: number) => Promise<Float32Array<ArrayBuffer>>;

/** How often a slice is asked for again that had to give way to other work. */
const PATIENCE = 100;

/** Elements of the shown step of a run; once a newer run has come there are none any more. */
function rangeOf(runner: Runner, { shown }: Ready, isCurrent: () => boolean): Range {
  return async (from, to) => {
    for (let asked = 0; ; asked += 1) {
      if (!isCurrent()) {
        throw new PlaygroundError(
          "superseded-save",
          "the document has changed, so saving its earlier tensor was ended",
        );
      }
      try {
        // It is asked again only after it was refused.
        return await runner.elements(shown.program, shown.step, from, to);
      } catch (thrown) {
        if (plainError(thrown).tag !== "superseded" || asked >= PATIENCE) throw thrown;
      }
    }
  };
}

/** Saves every number of the shown step as .npy, slice by slice, with progress; its size is said beforehand. */
export function TensorSave({
  ready,
  step,
  held,
}: {
  ready: Ready;
  step: DoneStep;
  held: Float32Array<ArrayBuffer> | null;
}) {
  const { runner, store } = useServices();
  const attempt = useAttempt();
  const [done, setDone] = useState<number | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const { shape } = step.layout;

  const save = () =>
    attempt(async () => {
      const name = `${ready.programs[ready.shown.program].program.calls[ready.shown.step - 1]?.name ?? "image"}.npy`;
      const { pace } = store.getState().session;
      const cost = { bytes: npyBytes(shape), milliseconds: held ? null : timeFor(numel(shape), pace) };
      if ((await askFirst(store, `Saving all of ${name}`, cost)) === "leave") return;
      const sink = await fileSink(name);
      if (!sink) return;
      const { signal } = (abort.current = new AbortController());
      setDone(0);
      try {
        const read = held
          ? (from: number, to: number) => Promise.resolve(held.slice(from, to))
          : rangeOf(runner, ready, () => store.getState().results === ready);
        await streamNpy(sink, { shape, read, onProgress: setDone, signal });
        toast(store, "notice", `${name} is saved: ${bytes(npyBytes(shape))}.`);
      } finally {
        setDone(null);
      }
    });

  if (done !== null) {
    return (
      <span className="tensor__saving" role="status">
        saved {Math.floor(100 * done)} % of {bytes(npyBytes(shape))}
        <button type="button" className="button button--quiet button--small" onClick={() => abort.current?.abort()}>
          cancel
        </button>
      </span>
    );
  }
  return (
    <button
      type="button"
      className="button button--quiet button--small"
      title="every number of this step as a NumPy file, written slice by slice"
      onClick={save}
    >
      save .npy, {bytes(npyBytes(shape))}
    </button>
  );
}

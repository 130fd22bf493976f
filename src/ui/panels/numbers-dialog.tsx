import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { plainError } from "../../model/errors";
import { asFilter } from "../../share/arrays/as-filter";
import { asImage } from "../../share/arrays/as-image";
import { offerOf } from "../../share/arrays/offer";
import { type ArrayEntry, openArrayFile, openArrays } from "../../share/arrays/open";
import { setFilterValues } from "../../state/actions";
import type { NumbersRequest } from "../../state/app-state";
import { setSession } from "../../state/store";
import { Icon } from "../controls/icon";
import { Segmented } from "../controls/segmented";
import { useApp, useServices } from "../services";

type Found = { readonly entries: readonly ArrayEntry[] } | { readonly error: string } | null;

/** Runs something that may be refused; its words instead of its answer when it is. */
function said<T>(work: () => T): T | { readonly error: string } {
  try {
    return work();
  } catch (thrown) {
    return { error: plainError(thrown).message };
  }
}

/** The arrays of the chosen file, or of the pasted text while there is no file. */
function useFound(file: NumbersRequest["file"], text: string): Found {
  const [inFile, setInFile] = useState<Found>(null);
  useEffect(() => {
    setInFile(null);
    if (!file) return undefined;
    let asked = true;
    openArrayFile(file.blob).then(
      (entries) => asked && setInFile({ entries }),
      (thrown: unknown) => asked && setInFile({ error: plainError(thrown).message }),
    );
    return () => {
      asked = false;
    };
  }, [file]);
  const settled = useDeferredValue(text);
  const inText = useMemo<Found>(() => {
    if (settled.trim() === "") return null;
    return said(() => ({ entries: openArrays(new TextEncoder().encode(settled)) }));
  }, [settled]);
  return file ? inFile : inText;
}

/** Which array an archive offers first: the one of that name, or the first that fits. */
function firstChoice(entries: readonly ArrayEntry[], target: "image" | "filter", channels: number): number {
  const named = entries.findIndex(({ name }) => name === target);
  const fitting = entries.findIndex((entry) => !("error" in said(() => offerOf(entry, target, channels))));
  return Math.max(named >= 0 ? named : fitting, 0);
}

/** Brings in numbers from elsewhere as image or filter: pasted text, .npy, .npz or .safetensors. */
export function NumbersDialog({ request }: { request: NumbersRequest }) {
  const { store, openArray } = useServices();
  const channels = useApp((state) => state.picture?.image.shape[1] ?? 1);
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const [index, setIndex] = useState(0);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { target, file } = request;
  const found = useFound(file, text);

  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    area.current?.focus();
  }, []);
  useEffect(() => {
    setChosen(null);
    setIndex(0);
    setRefusal(null);
  }, [file, text, target]);

  const change = (next: Partial<NumbersRequest>) => setSession(store, { numbers: { ...request, ...next } });
  // Closing gives the focus back to where it was, and then says so.
  const close = () => dialog.current?.close();
  const entries = found && "entries" in found ? found.entries : [];
  const at = Math.min(chosen ?? firstChoice(entries, target, channels), entries.length - 1);
  const entry = entries[at];
  const offer = entry ? said(() => offerOf(entry, target, channels)) : null;
  const error = refusal ?? (found && "error" in found ? found.error : offer && "error" in offer ? offer.error : null);
  const good = offer && !("error" in offer) ? offer : null;

  const use = async () => {
    if (!entry || !good) return;
    try {
      const values = entry.read();
      if (target === "image") {
        const name = [file?.name ?? "pasted numbers", entry.name].filter((part) => part !== "").join(", ");
        await openArray(asImage(values), name);
      } else {
        const filter = asFilter(values, index, channels);
        setFilterValues(store, filter.values, filter.kernel);
      }
      close();
    } catch (thrown) {
      setRefusal(plainError(thrown).message);
    }
  };

  return (
    <dialog
      ref={dialog}
      className="help numbers"
      aria-labelledby="numbers-title"
      onClose={() => setSession(store, { numbers: null })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void use();
        }}
      >
        <div className="help__head">
          <h2 id="numbers-title">Paste or load numbers</h2>
          <button type="button" className="button button--quiet button--icon" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        <div className="numbers__row">
          <Segmented
            label="what the numbers become"
            value={target}
            choices={[
              { value: "image", label: "image", title: "[H, W], [C, H, W] or [B, C, H, W]" },
              { value: "filter", label: "filter", title: "[kh, kw], [C, kh, kw] or a conv2d weight [out, C, kh, kw]" },
            ]}
            onChange={(value) => change({ target: value })}
          />
          <button type="button" className="button" onClick={() => field.current?.click()}>
            <Icon name="open" /> Choose a file
          </button>
          <input
            ref={field}
            className="visually-hidden"
            tabIndex={-1}
            type="file"
            accept=".npy,.npz,.safetensors,.txt"
            aria-label="file of numbers"
            onChange={(event) => {
              const [picked] = event.target.files ?? [];
              // The same file can be chosen again after it was mended.
              event.target.value = "";
              if (picked) change({ file: { blob: picked, name: picked.name } });
            }}
          />
        </div>
        {file ? (
          <p className="numbers__file">
            <span>{file.name}</span>
            <button type="button" className="button button--quiet button--small" onClick={() => change({ file: null })}>
              paste instead
            </button>
          </p>
        ) : (
          <textarea
            ref={area}
            className="numbers__text mono"
            aria-label="numbers as text"
            placeholder={"tensor([[1., 0., -1.],\n        [2., 0., -2.],\n        [1., 0., -1.]])"}
            spellCheck={false}
            rows={7}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        {(entries.length > 1 || (good && good.filters > 1)) && (
          <div className="numbers__row">
            {entries.length > 1 && (
              <label>
                array{" "}
                <select
                  className="select"
                  value={at}
                  onChange={(event) => {
                    setChosen(Number(event.target.value));
                    setIndex(0);
                    setRefusal(null);
                  }}
                >
                  {entries.map(({ name, shape }, k) => (
                    <option key={name} value={k}>
                      {name} [{shape.join(", ")}]
                    </option>
                  ))}
                </select>
              </label>
            )}
            {good && good.filters > 1 && (
              <label>
                filter{" "}
                <input
                  className="numbers__index"
                  type="number"
                  min={0}
                  max={good.filters - 1}
                  value={index}
                  onChange={(event) => setIndex(Number(event.target.value))}
                />{" "}
                <span className="soft">of 0 to {good.filters - 1}</span>
              </label>
            )}
          </div>
        )}
        <div className="numbers__foot">
          {error !== null ? (
            <p className="numbers__error" role="alert">
              {error}
            </p>
          ) : (
            <p className="soft" role="status">
              {good?.words ??
                "What print() shows of a tensor or array, or nested lists. Files: .npy, .npz, .safetensors."}
            </p>
          )}
          <button type="submit" className="button button--primary" disabled={!good}>
            Use as {target}
          </button>
        </div>
      </form>
    </dialog>
  );
}

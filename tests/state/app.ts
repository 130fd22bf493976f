import { DEFAULT_DOCUMENT, type Document } from "../../src/model/document";
import { windowCount, windowGrid, type ImageShape } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import type { Picture } from "../../src/model/picture";
import { emptyRuns, type Runs, runsOfFlags } from "../../src/model/runs";
import type { JobResult } from "../../src/model/runner";
import type { Ready, Session } from "../../src/state/app-state";
import { traceOf } from "../../src/state/programs";
import { commit, createAppStore, type Store } from "../../src/state/store";

/** Stores, pictures and results made for tests of the state. */

/** A picture whose pixels count 0, 1, 2, … */
export const pictureOf = (shape: ImageShape, label = "picture"): Picture => ({
  image: { shape, data: new Float32Array(numel(shape)).map((_, at) => at) },
  label,
  natural: null,
  perNumber: 4,
  notes: [],
});

export const documentWith = (change: Partial<Document> = {}): Document => ({ ...DEFAULT_DOCUMENT, ...change });

/** A store that shows a document over a picture, nothing in its history. */
export function appWith(
  change: Partial<Document> = {},
  shape: ImageShape = [1, 3, 12, 16],
  session: Partial<Session> = {},
): Store {
  const store = createAppStore(session);
  commit(store, documentWith(change), pictureOf(shape));
  return store;
}

/** What an engine might have answered: only `kept` matters to the state, the rest is empty. */
export function resultWith(kept: Runs): JobResult {
  const extent = { min: 0, max: 0, notFinite: 0 };
  const empty = { shape: [1, 1, 0, 0] as const, data: new Float32Array(0), level: 0, extent };
  return {
    backend: "cpu",
    region: emptyRuns(1, 1),
    kept,
    keptBy: { centre: 0, any: 0, all: 0 },
    output: empty,
    dense: empty,
    shown: { tag: "none", message: "nothing was asked for" },
    milliseconds: 1,
  };
}

/** Flags of all windows as runs: those of the first image count. */
export function runsOf(document: Document, { image }: Picture, kept: Uint8Array): Runs {
  const [rows, columns] = windowGrid(document, image.shape);
  return runsOfFlags(kept, rows, columns);
}

/** A run of this document and picture that has come back; `kept` are flags of all windows. */
export function readyWith(document: Document, picture: Picture, kept: Uint8Array): Ready {
  const { shape } = picture.image;
  const runs = runsOf(document, picture, kept);
  return {
    status: "ready",
    document,
    picture,
    shown: { program: "maps", step: 0 },
    programs: traceOf(document, shape, { runs, batch: shape[0] }),
    result: resultWith(runs),
  };
}

/** Flags of as many windows as the document has over the picture, by a rule. */
export const flags = (document: Document, { image }: Picture, keep: (n: number) => boolean): Uint8Array<ArrayBuffer> =>
  new Uint8Array(windowCount(document, image.shape)).map((_, n) => (keep(n) ? 1 : 0));

/** The messages on the page, as "kind: words". */
export const toastsOf = (store: Store): string[] =>
  store.getState().session.toasts.map(({ kind, message }) => `${kind}: ${message}`);

const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Lets every promise that can settle do so, what waits for a task of its own included. */
export const settle = (): Promise<void> => task().then(task);

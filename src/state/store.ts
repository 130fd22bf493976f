import { createStore, type StoreApi } from "zustand/vanilla";
import { DEFAULT_DOCUMENT, type Document } from "../model/document";
import type { Picture } from "../model/picture";
import { type AppState, type History, INITIAL_SESSION, type Session, type Snapshot, type Toast } from "./app-state";

export type Store = StoreApi<AppState>;

/** Entries kept for undo. They share structure, so an entry costs what its gesture changed. */
export const HISTORY_LIMIT = 200;
/** Bytes of pictures that are kept for undo beside the present one: 256 MiB. */
export const HISTORY_BYTES = 256 * 2 ** 20;

/** A store that never heard of React: document, session and results side by side. */
export function createAppStore(session: Partial<Session> = {}): Store {
  return createStore<AppState>(() => ({
    document: DEFAULT_DOCUMENT,
    picture: null,
    history: { past: [], future: [] },
    session: { ...INITIAL_SESSION, ...session },
    results: { status: "none" },
    speed: { status: "idle" },
    gradients: { status: "idle" },
    learning: { status: "idle" },
  }));
}

/** Changes the session; equal values leave the state untouched. */
export function setSession(store: Store, change: Partial<Session>): void {
  const { session } = store.getState();
  const keys = Object.keys(change) as (keyof Session)[]; // Object.keys forgets the key type
  if (keys.every((key) => Object.is(session[key], change[key]))) return;
  store.setState({ session: { ...session, ...change } });
}

const gestures = new WeakMap<Store, Snapshot>();

/** The newest entries, as many as the limits allow; a picture that several entries share counts once. */
function withinLimits(past: readonly Snapshot[]): readonly Snapshot[] {
  const seen = new Set<Picture>();
  let bytes = 0;
  const last = past.findLastIndex(({ picture }) => {
    if (!seen.has(picture)) bytes += picture.image.data.byteLength;
    seen.add(picture);
    return bytes > HISTORY_BYTES;
  });
  return past.slice(Math.max(last + 1, past.length - HISTORY_LIMIT));
}

function remember(store: Store, before: Snapshot): void {
  const { history } = store.getState();
  store.setState({ history: { past: withinLimits([...history.past, before]), future: [] } });
}

function current(store: Store): Snapshot | null {
  const { document, picture } = store.getState();
  return picture && { document, picture };
}

/** True when two documents say the same, field by field; most fields are the same objects and cost nothing. */
function saysTheSame(one: Document, other: Document): boolean {
  const keys = Object.keys(one) as (keyof Document)[]; // Object.keys forgets the key type
  return keys.every((key) => one[key] === other[key] || JSON.stringify(one[key]) === JSON.stringify(other[key]));
}

/**
 * Replaces the document (and the picture, when it changes too) as one entry of the history; one that says the same
 * changes nothing. Inside a gesture no entry is made until the gesture ends.
 */
export function commit(store: Store, document: Document, picture = store.getState().picture): void {
  const before = current(store);
  if (before && before.picture === picture && saysTheSame(before.document, document)) return;
  store.setState({ document, picture });
  if (before && !gestures.has(store)) remember(store, before);
}

/** Starts a gesture: whatever `commit` changes until `endGesture` is one entry of the history. */
export function beginGesture(store: Store): void {
  const before = current(store);
  if (before && !gestures.has(store)) gestures.set(store, before);
}

/** Ends a gesture; one that changed nothing in the end leaves no entry. */
export function endGesture(store: Store): void {
  const before = gestures.get(store);
  gestures.delete(store);
  const { document, picture } = store.getState();
  if (before && (before.picture !== picture || !saysTheSame(before.document, document))) remember(store, before);
}

/** Takes back what the running gesture did. */
export function cancelGesture(store: Store): void {
  const before = gestures.get(store);
  gestures.delete(store);
  if (before) show(store, before, store.getState().history);
}

/** Shows another entry of the history; a selected shape that it does not have is no longer selected. */
function show(store: Store, target: Snapshot, history: History): void {
  const { session } = store.getState();
  const gone = session.shape !== null && session.shape >= target.document.region.shapes.length;
  store.setState({ ...target, history, session: gone ? { ...session, shape: null } : session });
}

/** Steps back one entry; does nothing at the beginning. A running gesture ends, and is what is taken back. */
export function undo(store: Store): void {
  endGesture(store);
  const before = current(store);
  const { past, future } = store.getState().history;
  const target = past.at(-1);
  if (!before || !target) return;
  show(store, target, { past: past.slice(0, -1), future: [before, ...future] });
}

/** Steps forward one entry; does nothing at the end. A running gesture ends. */
export function redo(store: Store): void {
  endGesture(store);
  const before = current(store);
  const { past, future } = store.getState().history;
  const target = future[0];
  if (!before || !target) return;
  show(store, target, { past: [...past, before], future: future.slice(1) });
}

let toastId = 0;

/** Notices shown at once; an older one gives way to a newer. Errors stay until they are read. */
const NOTICES = 4;

/** Shows a message until it is dismissed; the same words are not shown twice at once. */
export function toast(store: Store, kind: Toast["kind"], message: string): void {
  const { toasts } = store.getState().session;
  if (toasts.some((shown) => shown.message === message)) return;
  toastId += 1;
  const shown = [...toasts, { id: toastId, kind, message }];
  const notices = shown.filter((each) => each.kind === "notice");
  setSession(store, {
    toasts: shown.filter((each) => each.kind === "error" || notices.indexOf(each) >= notices.length - NOTICES),
  });
}

export function dismissToast(store: Store, id: number): void {
  const { toasts } = store.getState().session;
  setSession(store, { toasts: toasts.filter((shown) => shown.id !== id) });
}

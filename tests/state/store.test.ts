import { describe, expect, it } from "vitest";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import type { Session } from "../../src/state/app-state";
import { createAppStore, dismissToast, setSession, toast } from "../../src/state/store";
import { appWith, toastsOf } from "./app";

describe("createAppStore", () => {
  it("starts with the default document, without picture, history or results", () => {
    const { document, picture, history, results } = createAppStore().getState();
    expect(document).toBe(DEFAULT_DOCUMENT);
    expect([picture, history, results]).toEqual([null, { past: [], future: [] }, { status: "none" }]);
  });

  it("takes what an earlier visit left of the session, the rest as usual", () => {
    const { session } = createAppStore({ theme: "dark" }).getState();
    expect(session).toMatchObject({ theme: "dark", tool: "select", toasts: [] });
  });

  it("two stores share nothing that can be changed", () => {
    const [one, two] = [appWith(), appWith()];
    toast(one, "notice", "only here");
    setSession(one, { tool: "brush" });
    expect(toastsOf(two)).toEqual([]);
    expect(two.getState().session.tool).toBe("select");
  });
});

describe("setSession", () => {
  it("changes what is named, and nothing else of the state", () => {
    const store = appWith();
    const before = store.getState();
    setSession(store, { tool: "rect", brushRadius: 9 });
    const { session, ...rest } = store.getState();
    expect(session).toEqual({ ...before.session, tool: "rect", brushRadius: 9 });
    expect({ ...rest, session: before.session }).toEqual(before);
  });

  it.each<[string, (session: Session) => Partial<Session>]>([
    ["nothing", () => ({})],
    ["the same tool", ({ tool }) => ({ tool })],
    ["everything as it is", (session) => session],
    ["null over null", () => ({ hover: null, pinned: null, shape: null })],
  ])("leaves the very same state for %s, and tells nobody", (_, change) => {
    const store = appWith();
    const before = store.getState();
    let told = 0;
    store.subscribe(() => (told += 1));
    setSession(store, change(before.session));
    expect(store.getState()).toBe(before);
    expect(told).toBe(0);
  });

  it("NaN over NaN is no change either", () => {
    const store = appWith({}, [1, 1, 4, 4], { brushRadius: Number.NaN });
    const before = store.getState();
    setSession(store, { brushRadius: Number.NaN });
    expect(store.getState()).toBe(before);
  });
});

describe("toasts", () => {
  it("are shown in order, each under a number of its own", () => {
    const store = appWith();
    toast(store, "error", "one");
    toast(store, "notice", "two");
    expect(toastsOf(store)).toEqual(["error: one", "notice: two"]);
    const ids = store.getState().session.toasts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it("the same words are not shown twice at once, but again after they were dismissed", () => {
    const store = appWith();
    toast(store, "error", "no window fits");
    const before = store.getState();
    toast(store, "error", "no window fits");
    expect(store.getState()).toBe(before);
    const first = before.session.toasts[0]!.id;
    dismissToast(store, first);
    expect(toastsOf(store)).toEqual([]);
    toast(store, "error", "no window fits");
    expect(toastsOf(store)).toEqual(["error: no window fits"]);
    expect(store.getState().session.toasts[0]!.id).not.toBe(first);
  });

  it("are bounded: the newest four stay", () => {
    const store = appWith();
    for (let n = 1; n <= 100; n += 1) toast(store, "notice", `message ${n}`);
    expect(toastsOf(store)).toEqual([97, 98, 99, 100].map((n) => `notice: message ${n}`));
  });

  it("never drops an error for a notice", () => {
    const store = appWith();
    toast(store, "error", "unread");
    for (let n = 1; n <= 6; n += 1) toast(store, "notice", `message ${n}`);
    expect(toastsOf(store)).toEqual(["error: unread", ...[3, 4, 5, 6].map((n) => `notice: message ${n}`)]);
  });

  it("dismissing takes away the one meant; an unknown number none", () => {
    const store = appWith();
    for (const message of ["a", "b", "c"]) toast(store, "notice", message);
    dismissToast(store, store.getState().session.toasts[1]!.id);
    expect(toastsOf(store)).toEqual(["notice: a", "notice: c"]);
    dismissToast(store, -1);
    expect(toastsOf(store)).toEqual(["notice: a", "notice: c"]);
  });

  it("make no entry of the history", () => {
    const store = appWith();
    const { history } = store.getState();
    toast(store, "error", "x");
    expect(store.getState().history).toBe(history);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Document } from "../../src/model/document";
import type { Picture } from "../../src/model/picture";
import { addShape, removeShape, setFilter, setKeep, setProgram, setSumOver } from "../../src/state/actions";
import {
  beginGesture,
  cancelGesture,
  commit,
  createAppStore,
  endGesture,
  HISTORY_BYTES,
  HISTORY_LIMIT,
  redo,
  setSession,
  type Store,
  undo,
} from "../../src/state/store";
import { appWith, documentWith, pictureOf } from "./app";

const strideTo = (store: Store, stride: number): void =>
  commit(store, { ...store.getState().document, stride: [stride, stride] });
const strideOf = (store: Store): number => store.getState().document.stride[0];
/** The strides that undo and redo would show, with the present one in brackets: "1 2 [3] 4". */
const drawn = (store: Store): string => {
  const { past, future } = store.getState().history;
  const strides = (entries: typeof past) => entries.map(({ document }) => document.stride[0]);
  return [...strides(past), `[${strideOf(store)}]`, ...strides(future)].join(" ");
};

describe("commit", () => {
  it("makes one entry per change", () => {
    const store = appWith();
    strideTo(store, 2);
    strideTo(store, 3);
    expect(drawn(store)).toBe("1 2 [3]");
  });

  it("makes none for the first picture: there is nothing to go back to", () => {
    const store = createAppStore();
    commit(store, documentWith({ stride: [2, 2] }));
    expect(store.getState().history.past).toEqual([]);
    commit(store, documentWith({ stride: [3, 3] }), pictureOf([1, 1, 4, 4]));
    expect(drawn(store)).toBe("[3]");
  });

  it("makes none for the same document and picture", () => {
    const store = appWith();
    const before = store.getState();
    commit(store, before.document);
    commit(store, before.document, before.picture);
    expect(store.getState()).toBe(before);
  });

  it.each<[string, (store: Store) => void]>([
    ["the filter chosen again", (store) => setFilter(store, { preset: "sobel-x" })],
    ["the rule chosen again", (store) => setKeep(store, "centre")],
    ["the program chosen again", (store) => setProgram(store, "contiguous")],
    ["the sum chosen again", (store) => setSumOver(store, ["C"])],
    ["a shape removed that is not there", (store) => removeShape(store, 5)],
    ["a document of equal fields", (store) => commit(store, structuredClone(store.getState().document))],
  ])("makes none for %s: undoing it would show nothing", (_, change) => {
    const store = appWith();
    const { document } = store.getState();
    change(store);
    expect(store.getState().history.past).toEqual([]);
    expect(store.getState().document).toBe(document);
  });

  it("drops what could be redone", () => {
    const store = appWith();
    strideTo(store, 2);
    strideTo(store, 3);
    undo(store);
    undo(store);
    expect(drawn(store)).toBe("[1] 2 3");
    strideTo(store, 4);
    expect(drawn(store)).toBe("1 [4]");
    redo(store);
    expect(drawn(store)).toBe("1 [4]");
  });

  it(`keeps ${HISTORY_LIMIT} entries, the newest`, () => {
    const store = appWith();
    for (let stride = 2; stride <= HISTORY_LIMIT + 50; stride += 1) strideTo(store, stride);
    const { past } = store.getState().history;
    expect(past).toHaveLength(HISTORY_LIMIT);
    expect(past.at(-1)?.document.stride[0]).toBe(HISTORY_LIMIT + 49);
    for (let n = 0; n < HISTORY_LIMIT + 10; n += 1) undo(store);
    expect(strideOf(store)).toBe(50);
    expect(store.getState().history.future).toHaveLength(HISTORY_LIMIT);
  });

  it("keeps no more pictures than there is room for; entries that share one cost one", () => {
    const store = appWith();
    const sixth = (label: string): Picture => ({
      // Only its size is looked at.
      image: { shape: [1, 1, 1, 1], data: { byteLength: HISTORY_BYTES / 6 } as Float32Array<ArrayBuffer> },
      label,
      natural: null,
      perNumber: 4,
      notes: [],
    });
    for (let stride = 2; stride <= 20; stride += 1) {
      if (stride % 2 === 0) commit(store, store.getState().document, sixth(`for ${stride}`));
      strideTo(store, stride);
    }
    const labels = store.getState().history.past.map(({ picture }) => picture.label);
    expect(new Set(labels)).toEqual(new Set(["for 10", "for 12", "for 14", "for 16", "for 18", "for 20"]));
    expect(labels).toHaveLength(16);
  });
});

describe("gestures", () => {
  it("are one entry, however many changes they make", () => {
    const store = appWith();
    beginGesture(store);
    for (let stride = 2; stride < 10; stride += 1) strideTo(store, stride);
    expect(drawn(store), "no entry before the end").toBe("[9]");
    endGesture(store);
    expect(drawn(store)).toBe("1 [9]");
    undo(store);
    expect(drawn(store)).toBe("[1] 9");
  });

  it("that change nothing leave no entry, and leave what could be redone", () => {
    const store = appWith();
    strideTo(store, 2);
    undo(store);
    beginGesture(store);
    endGesture(store);
    expect(drawn(store)).toBe("[1] 2");
  });

  it("that end where they began leave no entry", () => {
    const store = appWith();
    beginGesture(store);
    strideTo(store, 2);
    strideTo(store, 1);
    endGesture(store);
    expect(drawn(store)).toBe("[1]");
  });

  it("cancelled take everything back: document, picture and selected shape", () => {
    const store = appWith();
    const before = store.getState();
    beginGesture(store);
    addShape(store, { add: { rect: [0, 0, 2, 2] } });
    commit(store, store.getState().document, pictureOf([1, 1, 4, 4]));
    cancelGesture(store);
    const { document, picture, history, session } = store.getState();
    expect(document).toBe(before.document);
    expect(picture).toBe(before.picture);
    expect(history).toEqual({ past: [], future: [] });
    expect(session.shape, "the shape that was drawn is gone").toBeNull();
    endGesture(store);
    expect(store.getState().history.past).toEqual([]);
  });

  it("cancelled leave what could be redone", () => {
    const store = appWith();
    strideTo(store, 2);
    undo(store);
    beginGesture(store);
    strideTo(store, 5);
    cancelGesture(store);
    expect(drawn(store)).toBe("[1] 2");
  });

  it("begun inside another belong to it; the first end ends both", () => {
    const store = appWith();
    beginGesture(store);
    strideTo(store, 2);
    beginGesture(store);
    strideTo(store, 3);
    endGesture(store);
    expect(drawn(store)).toBe("1 [3]");
    endGesture(store);
    expect(drawn(store)).toBe("1 [3]");
    strideTo(store, 4);
    expect(drawn(store)).toBe("1 3 [4]");
  });

  it("undone while they run become an entry first, so that nothing gets lost", () => {
    const store = appWith();
    strideTo(store, 2);
    beginGesture(store);
    strideTo(store, 3);
    undo(store);
    expect(drawn(store)).toBe("1 [2] 3");
    endGesture(store);
    expect(drawn(store)).toBe("1 [2] 3");
    beginGesture(store);
    strideTo(store, 7);
    redo(store);
    expect(drawn(store)).toBe("1 2 [7]");
  });

  it("cannot begin before there is a picture", () => {
    const store = createAppStore();
    beginGesture(store);
    commit(store, documentWith(), pictureOf([1, 1, 4, 4]));
    strideTo(store, 2);
    expect(drawn(store)).toBe("1 [2]");
    cancelGesture(store);
    expect(drawn(store)).toBe("1 [2]");
  });

  it("of one store are nothing to another", () => {
    const [one, two] = [appWith(), appWith()];
    beginGesture(one);
    strideTo(two, 2);
    expect(drawn(two)).toBe("1 [2]");
    cancelGesture(two);
    expect(drawn(two)).toBe("1 [2]");
  });
});

describe("undo and redo", () => {
  it("do nothing at the ends", () => {
    for (const store of [appWith(), createAppStore()]) {
      const before = store.getState();
      undo(store);
      redo(store);
      expect(store.getState()).toBe(before);
    }
  });

  it("restore the document and the picture it speaks of, the very same objects", () => {
    const store = appWith();
    const first = store.getState();
    const other = pictureOf([2, 1, 5, 5], "other");
    const second: Document = { ...first.document, image: { arange: { shape: [2, 1, 5, 5] } } };
    commit(store, second, other);
    undo(store);
    expect(store.getState().document).toBe(first.document);
    expect(store.getState().picture).toBe(first.picture);
    redo(store);
    expect(store.getState().document).toBe(second);
    expect(store.getState().picture).toBe(other);
  });

  it("document and picture change in one go: nobody sees one without the other", () => {
    const store = appWith();
    const other = pictureOf([2, 1, 5, 5], "other");
    commit(store, documentWith({ program: "reshape" }), other);
    const seen = new Set<string>();
    store.subscribe(({ document, picture }) => seen.add(`${JSON.stringify(document.program)} ${picture?.label}`));
    undo(store);
    redo(store);
    expect([...seen]).toEqual([`"contiguous" picture`, `"reshape" other`]);
  });

  it("unselect a shape that the entry does not have, and keep one that it has", () => {
    const store = appWith();
    addShape(store, { add: { rect: [0, 0, 2, 2] } });
    addShape(store, { add: { rect: [4, 4, 2, 2] } });
    setSession(store, { shape: 0 });
    undo(store);
    expect(store.getState().session.shape).toBe(0);
    undo(store);
    expect(store.getState().session.shape).toBeNull();
  });

  it("after any mix of edits, gestures, undo and redo: walking back and forth shows the same documents", () => {
    const move = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 2, max: 900 }) },
      fc.constantFrom("undo", "redo", "begin", "end", "cancel"),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const store = appWith();
        for (const each of moves) {
          if (typeof each === "number") strideTo(store, each);
          else ({ undo, redo, begin: beginGesture, end: endGesture, cancel: cancelGesture })[each]?.(store);
        }
        endGesture(store);
        const { history } = store.getState();
        const line = drawn(store);
        const walk: number[] = [strideOf(store)];
        for (const _ of history.past) {
          undo(store);
          walk.unshift(strideOf(store));
        }
        for (const _ of history.past) redo(store);
        expect(drawn(store)).toBe(line);
        // The first document comes first, and no step of the walk stands still.
        expect(walk[0]).toBe(1);
        expect(walk.some((stride, at) => stride === walk[at + 1])).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from "vitest";
import type { Document } from "../../src/model/document";
import type { ImageShape } from "../../src/model/geometry";
import { keptRows } from "../../src/model/recipes/masked-convolution";
import { listOf } from "../../src/model/rows";
import { addShape, setFilter, setGeometry, setKeep, setOutside, setProgram, setSumOver } from "../../src/state/actions";
import type { AppState, Results, Traced } from "../../src/state/app-state";
import { lastDone, programsOf, readyOf, shownStep, traceOf } from "../../src/state/programs";
import { createAppStore, setSession, type Store, undo } from "../../src/state/store";
import { appWith, flags, readyWith } from "./app";

const now = (store: Store) => {
  const programs = programsOf(store.getState());
  if (!programs) throw new Error("there is no picture");
  return programs;
};

/** A store whose first run has come back: every third window was kept. */
function afterRun(change: Partial<Document> = {}, shape: ImageShape = [1, 2, 6, 6]) {
  const store = appWith(change, shape);
  const { document, picture } = store.getState();
  if (!picture) throw new Error("there is no picture");
  const ready = readyWith(
    document,
    picture,
    flags(document, picture, (n) => n % 3 === 0),
  );
  store.setState({ results: ready });
  return { store, ready };
}

/** The kept windows that a program chooses. */
const keptIn = ({ program }: Traced): number[] | number => {
  const call = program.calls.find(({ op }) => op === "index_select");
  if (call?.op !== "index_select") throw new Error("no rows are chosen");
  const { rows } = call.args;
  return typeof rows === "number" ? rows : [...listOf(rows)];
};

const CHANGES: readonly [string, (store: Store) => void, { maps: boolean; output: boolean }][] = [
  ["the filter", (store) => setFilter(store, { preset: "box" }), { maps: true, output: true }],
  ["a shape", (store) => addShape(store, { add: { rect: [0, 0, 2, 2] } }), { maps: true, output: true }],
  ["the rule", (store) => setKeep(store, "any"), { maps: true, output: true }],
  ["what lies outside", (store) => setOutside(store, "dense"), { maps: true, output: false }],
  ["the sum", (store) => setSumOver(store, ["kh"]), { maps: false, output: true }],
  ["the kind of program", (store) => setProgram(store, "reshape"), { maps: false, output: true }],
  ["the stride", (store) => setGeometry(store, "stride", 0, 2), { maps: false, output: false }],
  ["the session", (store) => setSession(store, { tool: "rect", hover: null, batch: 1 }), { maps: true, output: true }],
];

describe("programsOf", () => {
  it("is null before there is a picture", () => {
    expect(programsOf(createAppStore().getState())).toBeNull();
  });

  it("asked twice answers with the very same objects", () => {
    const store = appWith();
    expect(programsOf(store.getState())).toBe(programsOf(store.getState()));
    expect(programsOf({ ...store.getState() })).toBe(programsOf(store.getState()));
  });

  it.each(CHANGES)("before a run, changing %s traces only what depends on it", (_, change, same) => {
    const store = appWith();
    const before = now(store);
    change(store);
    const after = now(store);
    expect({ maps: after.maps === before.maps, output: after.output === before.output }).toEqual(same);
    expect(after === before).toBe(same.maps && same.output);
    expect(programsOf(store.getState())).toBe(after);
  });

  it.each(CHANGES)(
    "after a run, changing %s leaves what does not depend on it, and answers stay the same",
    (_, change, same) => {
      const { store, ready } = afterRun();
      expect(now(store)).toBe(ready.programs);
      change(store);
      const after = now(store);
      expect(after.maps === ready.programs.maps).toBe(same.maps);
      for (let n = 0; n < 3; n += 1) {
        store.setState({ results: { status: "running", previous: ready, done: n / 3 } });
        expect(programsOf(store.getState())).toBe(after);
      }
    },
  );

  it("before a run all windows count, by their number", () => {
    expect(keptIn(now(appWith({}, [2, 1, 6, 6])).output)).toBe(32);
  });

  it("after a run the windows it kept, also while a next run over as many windows is under way", () => {
    const { store, ready } = afterRun();
    const kept = [0, 3, 6, 9, 12, 15];
    expect(keptIn(now(store).output)).toEqual(kept);
    setFilter(store, { preset: "box" });
    store.setState({ results: { status: "running", previous: ready, done: 0 } });
    expect(keptIn(now(store).output)).toEqual(kept);
    store.setState({ results: { status: "failed", previous: ready, error: { tag: "x", message: "x" } } });
    expect(keptIn(now(store).output)).toEqual(kept);
  });

  it("rows kept among another number of windows say nothing: all windows count again", () => {
    const { store } = afterRun();
    setGeometry(store, "stride", 0, 2);
    expect(keptIn(now(store).output)).toBe(4);
    undo(store);
    expect(keptIn(now(store).output)).toEqual([0, 3, 6, 9, 12, 15]);
  });

  it("the shapes are those of the present document even while results are those of the last", () => {
    const { store, ready } = afterRun();
    setGeometry(store, "kernel_size", 0, 5);
    expect(now(store)).not.toBe(ready.programs);
    const { maps } = now(store);
    const last = maps.steps[lastDone(maps.steps)];
    expect(last?.kind === "done" && last.layout.shape).toEqual([4, 5, 5]);
  });
});

describe("traceOf", () => {
  it("takes a number of kept windows or the rows themselves", () => {
    const { document } = appWith().getState();
    expect(keptIn(traceOf(document, [1, 1, 5, 5], 4).output)).toBe(4);
    expect(keptIn(traceOf(document, [1, 1, 5, 5], keptRows(Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0, 1))).output)).toEqual([
      1, 2, 8,
    ]);
  });

  it("hands the document's choices to both programs", () => {
    const { document } = appWith({ program: "thread", sum_over: [], padding: [1, 1] }).getState();
    const region = { ...document.region, outside: "dense" as const };
    const { maps, output } = traceOf({ ...document, region }, [2, 2, 4, 4], 32);
    expect(maps.steps.at(-1)).toMatchObject({ kind: "refused" });
    expect(maps.program.calls.map(({ op }) => op)).not.toContain("sum");
    expect([maps, output].map(({ program }) => program.calls[0]?.op)).toEqual(["pad", "pad"]);
    expect(output.program.inputs["base"]?.code).toBe("base");
  });
});

describe("readyOf", () => {
  const { ready } = afterRun();
  it.each<[string, Results, boolean]>([
    ["none", { status: "none" }, false],
    ["a finished run", ready, true],
    ["a first run under way", { status: "running", previous: null, done: 0 }, false],
    ["a later run under way", { status: "running", previous: ready, done: 0 }, true],
    ["a failed first run", { status: "failed", previous: null, error: { tag: "x", message: "x" } }, false],
    ["a failed later run", { status: "failed", previous: ready, error: { tag: "x", message: "x" } }, true],
  ])("%s", (_, results, there) => {
    expect(readyOf(results)).toBe(there ? ready : null);
  });
});

describe("shownStep", () => {
  const shown = (store: Store, program: "maps" | "output", step: number | null): ReturnType<typeof shownStep> => {
    setSession(store, { chosen: { program, step } });
    return shownStep(store.getState());
  };

  it("is null before there is a picture", () => {
    expect(shownStep(createAppStore().getState())).toBeNull();
  });

  it("is the last step unless one was chosen", () => {
    const store = appWith();
    const { maps, output } = now(store);
    expect(shown(store, "maps", null)).toEqual({ program: "maps", step: maps.steps.length - 1 });
    expect(shown(store, "output", null)).toEqual({ program: "output", step: output.steps.length - 1 });
    expect(shown(store, "maps", 0)).toEqual({ program: "maps", step: 0 });
    expect(shown(store, "output", 2)).toEqual({ program: "output", step: 2 });
  });

  it("is the last step that PyTorch carries out, when it refuses one", () => {
    const store = appWith({ program: "thread" }, [2, 3, 6, 6]);
    const { steps } = now(store).maps;
    const refused = steps.length - 1;
    expect(steps[refused]?.kind).toBe("refused");
    expect(lastDone(steps)).toBe(refused - 1);
    expect(shown(store, "maps", null)).toEqual({ program: "maps", step: refused - 1 });
    expect(shown(store, "maps", refused), "the refused one can be chosen, to read why").toEqual({
      program: "maps",
      step: refused,
    });
    const { output } = now(store);
    expect(shown(store, "output", null), "the other program is not refused").toEqual({
      program: "output",
      step: output.steps.length - 1,
    });
  });

  it("a chosen step that is gone after an edit becomes the last one", () => {
    const store = appWith();
    const last = now(store).maps.steps.length - 1;
    expect(shown(store, "maps", last)?.step).toBe(last);
    setSumOver(store, []);
    expect(shownStep(store.getState())).toEqual({ program: "maps", step: last - 1 });
  });

  it("an unaltered state has an unaltered answer", () => {
    const state: AppState = appWith().getState();
    expect(shownStep(state)).toEqual(shownStep(state));
  });
});

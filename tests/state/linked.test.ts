import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROGRAM_KINDS, SUM_AXES, type Document, type SumAxis } from "../../src/model/document";
import type { Geometry, ImageShape } from "../../src/model/geometry";
import type { DoneStep } from "../../src/model/program";
import { listOf } from "../../src/model/rows";
import type { ProgramName } from "../../src/model/runner";
import type { Selection } from "../../src/model/selection";
import type { AppState } from "../../src/state/app-state";
import { linkedOf, litIndices, litOf, selectionAt, selectionOf } from "../../src/state/linked";
import { programsOf } from "../../src/state/programs";
import { typedSelection } from "../../src/state/typed-windows";
import { indexAlong } from "../../src/model/coordinates";
import { createAppStore, setSession } from "../../src/state/store";
import { loadLanguage } from "../../src/state/typed";
import { fitting } from "../model/geometries";
import { appWith, flags, readyWith } from "./app";

await loadLanguage();

/** A state after a run that kept the windows `keep` says. */
function stateAfterRun(
  change: Partial<Document>,
  image: ImageShape,
  keep: (n: number) => boolean = () => true,
): AppState {
  const store = appWith(change, image);
  const { document, picture } = store.getState();
  if (!picture) throw new Error("there is no picture");
  store.setState({ results: readyWith(document, picture, flags(document, picture, keep)) });
  return store.getState();
}

function keptOf({ results }: AppState): Int32Array {
  if (results.status !== "ready") throw new Error("nothing has run");
  return listOf({ runs: results.result.kept, batch: results.picture.image.shape[0] });
}

/** Every done step of a program with the name of its line. */
function stepsOf(state: AppState, name: ProgramName): { name: string; at: number; step: DoneStep }[] {
  const traced = programsOf(state)?.[name];
  if (!traced) throw new Error("there is no picture");
  return traced.steps.flatMap((step, at) => {
    const line = at === 0 ? "image" : traced.program.calls[at - 1]?.name;
    return step.kind === "done" && line !== undefined ? [{ name: line, at, step }] : [];
  });
}

const found = (state: AppState, step: DoneStep, element: number): Selection | null => {
  const kept = keptOf(state);
  return selectionAt(step, element, state.document, state.picture!.image.shape, (row) => kept[row] ?? null);
};

/** The index of a row-major number, by counting. */
function unravel(shape: readonly number[], linear: number): number[] {
  let rest = linear;
  return shape
    .toReversed()
    .map((size) => {
      const at = rest % size;
      rest = (rest - at) / size;
      return at;
    })
    .toReversed();
}

/**
 * What an element of a line stands for, from the line's name and the index alone: each line of the two programs written
 * out, with nothing known of axes and their parts.
 */
function expected(
  state: AppState,
  program: ProgramName,
  name: string,
  shape: readonly number[],
  element: number,
): Selection | null {
  const { kernel_size, stride, padding, dilation, sum_over } = state.document;
  const [, channels] = state.picture!.image.shape;
  const rows = along(state, 0);
  const columns = along(state, 1);
  const [kh, kw] = kernel_size;
  const at = unravel(shape, element);
  const [p = 0, q = 0, r = 0, s = 0, t = 0, u = 0] = at;
  const product = (n: number, c: number | null, i: number | null, j: number | null): Selection => ({
    kind: "product",
    n,
    c,
    i,
    j,
  });
  const pixel = (b: number, c: number, y: number, x: number): Selection => ({ kind: "pixel", b, c, y, x });
  const flat = (n: number): Selection => product(n, Math.floor(q / (kh * kw)), Math.floor(q / kw) % kh, q % kw);
  const cut = (kh > 1 && dilation[0] > 1) || (kw > 1 && dilation[1] > 1);
  switch (`${program} ${name}`) {
    case `${program} image`:
      return pixel(p, q, r, s);
    case `${program} padded`:
      return pixel(p, q, r - padding[0], s - padding[1]);
    case `${program} strips`:
      return pixel(p, q, r * stride[0] + t - padding[0], s - padding[1]);
    case `${program} windows`:
      return cut
        ? pixel(p, q, r * stride[0] + t - padding[0], s * stride[1] + u - padding[1])
        : product((p * rows + r) * columns + s, q, t, u);
    case `${program} dilated`:
    case "maps copied":
      return product((p * rows + r) * columns + s, q, t, u);
    case "maps numbered":
      return product(p * rows * columns + r, q, s, t);
    case "maps by_window":
    case "maps packed":
      return product(p * rows * columns + q, r, s, t);
    case "maps patches":
    case "maps products":
      return product(p, q, r, s);
    case "maps maps":
    case "maps sums": {
      const left = SUM_AXES.filter((axis) => !sum_over.includes(axis));
      const [c = null, i = null, j = null] = SUM_AXES.map((axis) =>
        left.includes(axis) ? at[1 + left.indexOf(axis)]! : null,
      );
      return product(p, c, i, j);
    }
    case "output by_window":
      return product((p * rows + q) * columns + r, s, t, u);
    case "output patches":
      expect(shape).toEqual([state.picture!.image.shape[0] * rows * columns, channels * kh * kw]);
      return flat(p);
    case "output kept_patches":
      return flat(keptOf(state)[p]!);
    case "output sums":
      return product(keptOf(state)[p]!, null, null, null);
    case "output filled":
      return product(p, null, null, null);
    case "output output":
      return product((p * rows + r) * columns + s, null, null, null);
    default:
      throw new Error(`the test does not know the line ${name} of ${program}`);
  }
}

/** Windows along one axis, by trying them one after the other. */
function along({ document: g, picture }: AppState, axis: 0 | 1): number {
  const padded = picture!.image.shape[2 + axis]! + 2 * g.padding[axis];
  let count = 0;
  while (count * g.stride[axis] + g.dilation[axis] * (g.kernel_size[axis] - 1) < padded) count += 1;
  return count;
}

const choices = fc.record({
  fit: fitting,
  program: fc.constantFrom(...PROGRAM_KINDS),
  sum_over: fc.subarray<SumAxis>([...SUM_AXES]),
  every: fc.integer({ min: 1, max: 4 }),
  picks: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
});

const NAMES = ["maps", "output"] as const satisfies readonly ProgramName[];
const numelOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Calls `check` for a few elements of every step of both programs, over random geometries. */
function forElements(
  numRuns: number,
  check: (
    state: AppState,
    program: ProgramName,
    line: { name: string; at: number; step: DoneStep },
    element: number,
  ) => void,
): Set<string> {
  const lines = new Set<string>();
  fc.assert(
    fc.property(choices, ({ fit: { g, image }, program, sum_over, every, picks }) => {
      const state = stateAfterRun({ ...g, program, sum_over }, image, (n) => n % every === 0);
      for (const name of NAMES) {
        for (const line of stepsOf(state, name)) {
          const size = numelOf(line.step.layout.shape);
          // First, last and any others: the border, the image, every image of the batch.
          const elements = size === 0 ? [] : [0, size - 1, ...picks.map((pick) => pick % size)];
          lines.add(`${name} ${line.name}`);
          for (const element of elements) check(state, name, line, element);
        }
      }
    }),
    { numRuns },
  );
  return lines;
}

describe("selectionAt", { timeout: 30_000 }, () => {
  it("agrees with the index written out, for elements of every line of both programs", () => {
    const lines = forElements(250, (state, program, { name, step }, element) => {
      const { shape } = step.layout;
      expect(found(state, step, element), `${name} [${unravel(shape, element).join()}] of [${shape.join()}]`).toEqual(
        expected(state, program, name, shape, element),
      );
    });
    // No line went by unseen.
    const both = ["image", "padded", "strips", "windows", "dilated"].flatMap((line) =>
      NAMES.map((name) => `${name} ${line}`),
    );
    const maps = ["copied", "numbered", "by_window", "packed", "patches", "products", "maps", "sums"];
    const output = ["by_window", "patches", "kept_patches", "sums", "filled", "output"];
    const all = [...both, ...maps.map((line) => `maps ${line}`), ...output.map((line) => `output ${line}`)];
    expect([...lines].toSorted()).toEqual(all.toSorted());
  });

  it("a kept row that is not known stands for nothing", () => {
    const state = stateAfterRun({}, [1, 1, 5, 5]);
    const { step } = stepsOf(state, "output").find(({ name }) => name === "kept_patches")!;
    expect(selectionAt(step, 0, state.document, [1, 1, 5, 5], () => null)).toBeNull();
  });

  it("k=3 d=2 p=1 on 6×6: tap (1, 2) of the windows before the slice is the pixel under it", () => {
    const state = stateAfterRun({ dilation: [2, 2], padding: [1, 1] }, [1, 1, 6, 6]);
    const { step } = stepsOf(state, "maps").find(({ name }) => name === "windows")!;
    expect(step.layout.shape).toEqual([1, 1, 4, 4, 5, 5]);
    // Window (2, 3), place (1, 2) of its reach: row 2 + 1 − 1, column 3 + 2 − 1.
    expect(found(state, step, (2 * 4 + 3) * 25 + 7)).toEqual({ kind: "pixel", b: 0, c: 0, y: 2, x: 4 });
  });
});

describe("litOf", { timeout: 30_000 }, () => {
  it("what an element stands for lights that very element again, in every step of both programs", () => {
    forElements(120, (state, program, { name, at, step }, element) => {
      const selection = found(state, step, element);
      if (selection === null) throw new Error(`${name} ${element} stands for nothing`);
      const lit = litOf(state, program, selection)[at]!;
      // Where no window ran, the output holds what lies outside: no product reaches it.
      const outside =
        (name === "filled" || name === "output") &&
        selection.kind === "product" &&
        !keptOf(state).includes(selection.n);
      expect(
        lit.has(element),
        `${program} ${name} ${element} of [${step.layout.shape.join()}]: ${JSON.stringify(selection)}`,
      ).toBe(!outside);
    });
  });

  it("a border cell lights what it is a copy of, and the windows that see that very cell", () => {
    const state = stateAfterRun({ kernel_size: [2, 2], padding: [1, 1], padding_mode: "reflect" }, [1, 1, 3, 3]);
    const [image, padded, , windows] = litOf(state, "maps", { kind: "pixel", b: 0, c: 0, y: -1, x: 0 });
    expect([...image!], "row 1, column 0").toEqual([3]);
    expect([...padded!], "row 0, column 1 of the padded image").toEqual([1]);
    // Windows (0, 0) and (0, 1) see it, under taps (0, 1) and (0, 0).
    expect([...windows!]).toEqual([1, 4]);
  });

  it("a border cell of zeros came from no pixel", () => {
    const state = stateAfterRun({ kernel_size: [2, 2], padding: [1, 1] }, [1, 1, 3, 3]);
    const [image, padded, , windows] = litOf(state, "maps", { kind: "pixel", b: 0, c: 0, y: -1, x: 0 });
    expect([[...image!], [...padded!], [...windows!]]).toEqual([[], [1], [1, 4]]);
  });

  it("a pixel in all its channels, a window in all its products", () => {
    const state = stateAfterRun({}, [1, 2, 4, 4]);
    expect([...litOf(state, "maps", { kind: "pixel", b: 0, c: null, y: 1, x: 2 })[0]!]).toEqual([6, 22]);
    const lit = litOf(state, "maps", { kind: "product", n: 3, c: null, i: null, j: null });
    expect(lit[0]!.size).toBe(2 * 9);
    expect([...lit.at(-1)!].toSorted((a, b) => a - b)).toEqual([27, 28, 29, 30, 31, 32, 33, 34, 35]);
  });

  it.each<Selection>([
    { kind: "pixel", b: 5, c: 0, y: 0, x: 0 },
    { kind: "pixel", b: 0, c: 0, y: 99, x: 0 },
    { kind: "pixel", b: 0, c: 0, y: -1, x: 0 },
    { kind: "product", n: 999, c: 0, i: 0, j: 0 },
    { kind: "product", n: 0, c: 0, i: 7, j: 0 },
  ])("%j, left over from another geometry, lights nothing", (selection) => {
    const state = stateAfterRun({}, [1, 1, 4, 4]);
    for (const name of NAMES) {
      expect(litOf(state, name, selection).reduce((sum, { size }) => sum + size, 0)).toBe(0);
    }
  });

  it("is remembered while nothing changes, and not mixed up between programs", () => {
    const state = stateAfterRun({}, [1, 1, 5, 5]);
    const selection: Selection = { kind: "product", n: 2, c: 0, i: 1, j: 1 };
    const maps = litOf(state, "maps", selection);
    expect(litOf({ ...state }, "maps", { ...selection })).toBe(maps);
    const output = litOf(state, "output", selection);
    expect(output).toHaveLength(programsOf(state)!.output.steps.length);
    expect(litOf(state, "maps", { ...selection, n: 3 })).not.toEqual(maps);
    expect(litOf(state, "maps", selection)).toEqual(maps);
  });

  it("up to the step that PyTorch refuses", () => {
    const state = stateAfterRun({ program: "thread" }, [2, 2, 4, 4]);
    const lit = litOf(state, "maps", { kind: "product", n: 5, c: 1, i: 0, j: 0 });
    const steps = programsOf(state)!.maps.steps;
    expect(lit.map(({ size }) => size)).toEqual(steps.map((step) => (step.kind === "done" ? 1 : 0)));
  });

  it("nothing before there is a picture", () => {
    expect(litOf(createAppStore().getState(), "maps", { kind: "pixel", b: 0, c: 0, y: 0, x: 0 })).toEqual([]);
  });
});

describe("litIndices", { timeout: 30_000 }, () => {
  it("per axis the one place where everything lit lies, null where it lies at several", () => {
    fc.assert(
      fc.property(choices, ({ fit: { g, image }, program, sum_over, every, picks: [pick, where] }) => {
        const state = stateAfterRun({ ...g, program, sum_over }, image, (n) => n % every === 0);
        for (const name of NAMES) {
          const lines = stepsOf(state, name);
          const { step } = lines[where! % lines.length]!;
          const size = numelOf(step.layout.shape);
          const selection = size > 0 ? found(state, step, pick! % size) : null;
          if (!selection) continue;
          const lit = litOf(state, name, selection);
          const indices = litIndices(state, name, selection);
          expect(indices).toHaveLength(programsOf(state)![name].steps.length);
          for (const { at, step: each } of lines) {
            const places = [...lit[at]!].map((element) => unravel(each.layout.shape, element));
            const same = each.layout.shape.map((_, axis) => {
              const values = new Set(places.map((place) => place[axis]));
              return values.size === 1 ? places[0]![axis] : null;
            });
            expect(indices[at]).toEqual(places.length === 0 ? null : same);
          }
        }
      }),
      { numRuns: 120 },
    );
  });

  it("a cell of a map: its window and tap everywhere, every channel before the sum", () => {
    const state = stateAfterRun({}, [1, 3, 5, 5]);
    const indices = litIndices(state, "maps", { kind: "product", n: 4, c: null, i: 0, j: 2 });
    expect(indices[0]).toEqual([0, null, 1, 3]);
    expect(indices.at(-2)).toEqual([4, null, 0, 2]);
    expect(indices.at(-1)).toEqual([4, 0, 2]);
  });

  it("null for a refused step, none before there is a picture", () => {
    const state = stateAfterRun({ program: "thread" }, [2, 2, 4, 4]);
    const selection: Selection = { kind: "product", n: 0, c: 0, i: 0, j: 0 };
    expect(litIndices(state, "maps", selection).at(-1)).toBeNull();
    expect(litIndices(createAppStore().getState(), "maps", selection)).toEqual([]);
  });
});

describe("selectionOf", () => {
  const [hover, pinned]: Selection[] = [
    { kind: "pixel", b: 0, c: null, y: 1, x: 1 },
    { kind: "product", n: 3, c: null, i: null, j: null },
  ];

  it("is what the pointer is on, or else what is pinned, or nothing", () => {
    const store = appWith();
    expect(selectionOf(store.getState())).toBeNull();
    setSession(store, { pinned: pinned! });
    expect(selectionOf(store.getState())).toBe(pinned);
    setSession(store, { hover: hover! });
    expect(selectionOf(store.getState())).toBe(hover);
    setSession(store, { hover: null });
    expect(selectionOf(store.getState())).toBe(pinned);
  });

  it("linkedOf: by the present geometry and picture", () => {
    const g: Partial<Geometry> = { stride: [2, 2] };
    const { windows, taps } = linkedOf(appWith(g, [1, 1, 6, 6]).getState(), {
      kind: "pixel",
      b: 0,
      c: null,
      y: 0,
      x: 0,
    })!;
    expect([windows, taps]).toEqual([[0], [[0, 0]]]);
    expect(linkedOf(createAppStore().getState(), hover!)).toBeNull();
  });
});

describe("a typed program that unfolds otherwise than the document does", () => {
  const code =
    "other = image.unfold(2, 2, 2).unfold(3, 2, 2)\nown = image.unfold(2, 3, 1).unfold(3, 3, 1)\ncolumns = image.sum(2)";
  const state = stateAfterRun({ program: { code } }, [1, 3, 12, 16]);
  const step = (name: string): DoneStep => {
    const wanted = stepsOf(state, "maps").find((each) => each.name === name);
    if (!wanted) throw new Error(`there is no ${name}`);
    return wanted.step;
  };

  it("has windows that are not the page's: nothing is followed from them", () => {
    expect(found(state, step("other"), 5)).toBeNull();
    expect(found(state, step("columns"), 5)).toBeNull();
  });

  it("is followed where its windows are the page's", () => {
    expect(found(state, step("own"), 0)).toEqual({ kind: "product", n: 0, c: 0, i: 0, j: 0 });
  });

  const traced = programsOf(state)?.maps;
  const own = (name: string, element: number) => {
    const at = stepsOf(state, "maps").find((each) => each.name === name);
    const done = step(name);
    const { document, picture } = state;
    const place = traced?.steps.indexOf(done) ?? -1;
    if (!traced || !picture || !at) throw new Error("nothing is traced");
    const asked = found(state, done, element);
    return typedSelection(traced, place, indexAlong(done.axes, element), asked, document, picture.image.shape);
  };

  it("is the pixel that an element of such a window was made from, and nothing where there are more", () => {
    // Element 5: window (0, 1), tap (0, 1): the pixel in row 0, column 3.
    expect(own("other", 5)).toEqual({ kind: "pixel", b: 0, c: 0, y: 0, x: 3 });
    expect(own("own", 9)).toEqual({ kind: "product", n: 1, c: 0, i: 0, j: 0 });
    expect(own("columns", 5)).toBeNull();
  });

  it("lights what the page's window sees, not the window of the same number", () => {
    const strided = "other = image[..., 1:, 1:].unfold(2, 3, 1).unfold(3, 3, 1)";
    const other = stateAfterRun({ program: { code: strided }, padding: [1, 1], stride: [1, 1] }, [1, 1, 6, 6]);
    // The page has 6 × 6 windows and the program 3 × 3: window 14 of the page, in row 2 and column 2, sees rows 1 to 3.
    const lit = litOf(other, "maps", { kind: "product", n: 14, c: null, i: null, j: null });
    expect([...(lit[0] ?? [])]).toEqual([1, 2, 3].flatMap((y) => [1, 2, 3].map((x) => 6 * y + x)));
  });

  it("even where it has as many windows as the page", () => {
    // As many windows as the page has, two rows and columns farther down.
    const shifted = "other = F.pad(image, (0, 2, 0, 2))[..., 2:, 2:].unfold(2, 3, 1).unfold(3, 3, 1)";
    const other = stateAfterRun({ program: { code: shifted } }, [1, 1, 6, 6]);
    const lit = litOf(other, "maps", { kind: "product", n: 0, c: 0, i: 0, j: 0 });
    expect([...(lit[0] ?? [])], "the page's pixel").toEqual([0]);
    expect(lit.at(-1)?.size, "which is in none of these windows").toBe(0);
  });
});

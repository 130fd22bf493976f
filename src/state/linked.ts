import { type Coordinates, coordinatesAt, elementsMatching, hasPart, indexAlong } from "../model/coordinates";
import { type Geometry, type ImageShape, pixelUnder, windowAt, windowGrid, windowNumber } from "../model/geometry";
import type { DoneStep } from "../model/program";
import { follow } from "../model/provenance";
import type { ProgramName } from "../model/runner";
import { type Linked, linkSelection, type Selection } from "../model/selection";
import type { AppState, Traced } from "./app-state";
import { programsOf } from "./programs";
import { typedSeed } from "./typed-windows";

/** More lit elements than this in one step are not drawn one by one. */
export const LIT_CAP = 6000;

/** The number being followed: what the pointer is on, or else what is pinned. */
export const selectionOf = ({ session }: AppState): Selection | null => session.hover ?? session.pinned;

/** What a selection means in the picture, the windows and the filter. */
export function linkedOf({ document, picture }: AppState, selection: Selection): Linked | null {
  return picture && linkSelection(selection, document, picture.image.shape);
}

/** The selection that an element of a step stands for; null when it is no longer one place (a summed batch, say). */
export function selectionAt(
  step: DoneStep,
  linear: number,
  geometry: Geometry,
  image: ImageShape,
  keptRows: (row: number) => number | null,
): Selection | null {
  const at = coordinatesAt(step.axes, linear);
  const tap = (name: "kh" | "kw", axis: 0 | 1): number | null =>
    hasPart(step.axes, name, geometry.kernel_size[axis]) ? (at[name] ?? null) : null;
  const c = at["C"] ?? null;

  const kept = step.axes.findIndex((axis) => axis.parts.some((part) => part.name === "kept"));
  const windowed = at["h_windows"] !== undefined && at["w_windows"] !== undefined;
  if (kept < 0 && windowed) {
    // A typed program may unfold otherwise than the document does: its windows are not the page's.
    const [rows, columns] = windowGrid(geometry, image);
    if (!hasPart(step.axes, "h_windows", rows) || !hasPart(step.axes, "w_windows", columns)) return null;
  }
  const n =
    kept >= 0
      ? keptRows(at["kept"] ?? -1)
      : windowed
        ? windowNumber(geometry, image, at["B"] ?? 0, at["h_windows"] ?? 0, at["w_windows"] ?? 0)
        : null;
  if (n !== null) {
    const reach = unsliced(step, geometry);
    if (!reach) return { kind: "product", n, c, i: tap("kh", 0), j: tap("kw", 1) };
    const [, r, s] = windowAt(geometry, image, n);
    const [y, x] = pixelUnder({ ...geometry, dilation: [1, 1] }, r, s, at["kh"] ?? 0, at["kw"] ?? 0);
    return pixelAt(at, c, y, x);
  }

  // Before both unfolds an axis still counts rows or columns of the image, with its padding once that is added.
  const padded = step.layout.shape[2] !== image[2] || step.layout.shape[3] !== image[3];
  const [top, left] = padded || at["h_windows"] !== undefined ? geometry.padding : [0, 0];
  const y =
    at["h_windows"] === undefined
      ? (at["H"] ?? 0) - top
      : pixelUnder({ ...geometry, dilation: [1, 1] }, at["h_windows"], 0, at["kh"] ?? 0, 0)[0];
  const hasRow = at["H"] !== undefined || at["h_windows"] !== undefined;
  return at["W"] === undefined || !hasRow ? null : pixelAt(at, c, y, at["W"] - left);
}

/** True between the unfolds and the slice of a dilated kernel: then taps still count every pixel a window reaches over. */
function unsliced(step: DoneStep, { kernel_size: [kh, kw] }: Geometry): boolean {
  return (
    (hasPart(step.axes, "kh") && !hasPart(step.axes, "kh", kh)) ||
    (hasPart(step.axes, "kw") && !hasPart(step.axes, "kw", kw))
  );
}

function pixelAt(at: Coordinates, c: number | null, y: number, x: number): Selection {
  return { kind: "pixel", b: at["B"] ?? 0, c, y, x };
}

const indicesOf = ({ axes }: DoneStep, linear: readonly number[]) => linear.map((each) => indexAlong(axes, each));

/** Elements of the step where a program still holds every product's factors apart: where following starts. */
function seedOf({ steps }: Traced, selection: Selection, geometry: Geometry, image: ImageShape) {
  if (selection.kind === "pixel") {
    const { b, c, y, x } = selection;
    const [top, left] = geometry.padding;
    const inBorder = y < 0 || y >= image[2] || x < 0 || x >= image[3];
    // A cell of the border is first there in the padded image: the step after the image, when there is padding.
    const step = inBorder && (top > 0 || left > 0) ? 1 : 0;
    const first = steps[step];
    if (first?.kind !== "done") return null;
    const [row, column] = step === 0 ? [y, x] : [y + top, x + left];
    const wanted = { B: b, H: row, W: column, ...(c === null ? {} : { C: c }) };
    return { step, indices: indicesOf(first, elementsMatching(first.axes, wanted, LIT_CAP)) };
  }
  const [b, r, s] = windowAt(geometry, image, selection.n);
  const step = steps.findIndex(
    (each) =>
      each.kind === "done" &&
      hasPart(each.axes, "kh", geometry.kernel_size[0]) &&
      hasPart(each.axes, "kw", geometry.kernel_size[1]),
  );
  const found = steps[step];
  if (found?.kind !== "done") return null;
  const { c, i, j } = selection;
  const wanted = {
    B: b,
    h_windows: r,
    w_windows: s,
    ...(c === null ? {} : { C: c }),
    ...(i === null ? {} : { kh: i }),
    ...(j === null ? {} : { kw: j }),
  };
  return { step, indices: indicesOf(found, elementsMatching(found.axes, wanted, LIT_CAP)) };
}

/** Row-major numbers of the elements of every step that the selection lights up, by step. */
export type LitSteps = readonly ReadonlySet<number>[];

let last: { key: readonly unknown[]; lit: LitSteps } | null = null;

/** Which elements of which step the selection lights up in one program; remembered until something changes. */
export function litOf(state: AppState, program: ProgramName, selection: Selection): LitSteps {
  const programs = programsOf(state);
  if (!programs || !state.picture) return [];
  const traced = programs[program];
  const key = [traced, JSON.stringify(selection)];
  if (last && last.key.every((part, index) => part === key[index])) return last.lit;
  const { document, picture } = state;
  const { shape } = picture.image;
  const isTyped = program === "maps" && typeof document.program !== "string";
  const seed = isTyped
    ? typedSeed(traced, selection, document, shape, seedOf(traced, selection, document, shape))
    : seedOf(traced, selection, document, shape);
  const lit = seed ? follow(traced.program, traced.steps, seed, LIT_CAP).steps.map(({ elements }) => elements) : [];
  last = { key, lit };
  return lit;
}

const NONE: ReadonlySet<number> = new Set();

/** Per step: where the selection lies along each axis, null where it runs over several places; null for no element. */
export function litIndices(
  state: AppState,
  program: ProgramName,
  selection: Selection,
): readonly (readonly (number | null)[] | null)[] {
  const steps = programsOf(state)?.[program].steps ?? [];
  const lit = litOf(state, program, selection);
  return steps.map((step, at) => {
    const elements = lit[at] ?? NONE;
    const [first] = elements;
    if (step.kind !== "done" || first === undefined) return null;
    const index: (number | null)[] = indexAlong(step.axes, first);
    for (const element of elements) {
      const other = indexAlong(step.axes, element);
      for (let axis = 0; axis < index.length; axis += 1) {
        if (index[axis] !== other[axis]) index[axis] = null;
      }
    }
    return index;
  });
}

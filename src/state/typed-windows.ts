import { indexAt, linearIndex } from "../model/layout";
import { type Geometry, type ImageShape, windowAt } from "../model/geometry";
import { follow, type Seed } from "../model/provenance";
import { linkSelection, type Selection } from "../model/selection";
import { coordinatesAt } from "../model/coordinates";
import type { Traced } from "./app-state";

/*
 * A typed program may unfold otherwise than the document does, even into as many windows: which pixels an element was made
 * from tells whether its window is the page's.
 */

/** Pixels that an element is followed back to at most; one that comes from more is taken at its word. */
const MOST_PIXELS = 4096;

/** Row-major numbers of the pixels that a selection is about, its zeros of the border left out. */
function pixelsOf(selection: Selection, geometry: Geometry, image: ImageShape): number[] {
  const [, channels] = image;
  return linkSelection(selection, geometry, image).pixels.flatMap(({ b, c, source }) => {
    if (!source) return [];
    const all = c === null ? Array.from({ length: channels }, (_, each) => each) : [c];
    return all.map((each) => linearIndex(image, [b, each, ...source]));
  });
}

/** True when an element was made from these pixels at least; a zero of the border has none on either side. */
const agree = (expected: readonly number[], sources: ReadonlySet<number>): boolean =>
  expected.length === 0 ? sources.size === 0 : expected.every((pixel) => sources.has(pixel));

/** The pixels that one element came from; null when they are too many to tell. */
function sourcesOf({ program, steps }: Traced, step: number, index: readonly number[]): ReadonlySet<number> | null {
  const found = follow(program, steps, { step, indices: [index] }, MOST_PIXELS).steps[0];
  return found && !found.truncated ? found.elements : null;
}

/**
 * The selection that an element of a typed program's step is: `asked`, what its axes say, where the element was really made
 * from those pixels; the one pixel it came from where that is all; null for anything else.
 */
export function typedSelection(
  traced: Traced,
  step: number,
  index: readonly number[],
  asked: Selection | null,
  geometry: Geometry,
  image: ImageShape,
): Selection | null {
  const sources = sourcesOf(traced, step, index);
  if (!sources) return asked;
  if (asked && agree(pixelsOf(asked, geometry, image), sources)) return asked;
  const [pixel] = sources;
  if (sources.size !== 1 || pixel === undefined) return null;
  const [b = 0, c = 0, y = 0, x = 0] = indexAt(image, pixel);
  return { kind: "pixel", b, c, y, x };
}

/**
 * Where following a selection through a typed program starts: at the elements that `found` names, if the first of them was
 * made from the pixels that the page's window has there, else at the picture.
 */
export function typedSeed(
  traced: Traced,
  selection: Selection,
  geometry: Geometry,
  image: ImageShape,
  found: Seed | null,
): Seed | null {
  const [first] = found?.indices ?? [];
  if (found && first && isPages(traced, found.step, first, selection, geometry, image)) return found;
  const indices = pixelsOf(selection, geometry, image).map((pixel) => indexAt(image, pixel));
  return indices.length === 0 ? null : { step: 0, indices };
}

function isPages(
  traced: Traced,
  step: number,
  index: readonly number[],
  selection: Selection,
  geometry: Geometry,
  image: ImageShape,
): boolean {
  const done = traced.steps[step];
  if (done?.kind !== "done") return false;
  const sources = sourcesOf(traced, step, index);
  if (!sources) return true;
  const at = coordinatesAt(done.axes, linearIndex(done.layout.shape, index));
  // Of several elements the one that was taken is a single product.
  const single: Selection =
    selection.kind === "pixel"
      ? { ...selection, c: selection.c ?? at["C"] ?? null }
      : {
          ...selection,
          c: selection.c ?? at["C"] ?? null,
          i: selection.i ?? at["kh"] ?? null,
          j: selection.j ?? at["kw"] ?? null,
        };
  if (single.kind === "product") {
    const [b, r, s] = windowAt(geometry, image, single.n);
    const elsewhere = [
      [at["B"], b],
      [at["h_windows"], r],
      [at["w_windows"], s],
    ].some(([has, wanted]) => has !== undefined && has !== wanted);
    if (elsewhere) return false;
  }
  return agree(pixelsOf(single, geometry, image), sources);
}

import { PlaygroundError } from "./errors";
import { numel, type Shape } from "./layout";

/** Elements that can still be counted one by one: beyond this a double leaves numbers out. */
export const MOST_COUNTED = Number.MAX_SAFE_INTEGER;

/** Elements of the largest tensor whose values are handed out as a whole: 128 MB. */
export const MOST_HANDED_OUT = 32 * 2 ** 20;

/** Pixels along the longer side of the largest picture that is worked on. */
export const MOST_SIDE = 2 ** 14;

/** Elements of one tensor that is really computed: 1 GB of float32. */
export const MOST_COMPUTED = 2 ** 28;

/** Elements of the largest step that is shown from a copy of all its values: 16 MB. Larger ones are fetched as they are looked at. */
export const MOST_HELD = 4 * 2 ** 20;

/** Windows of the largest result that is shown as it is, one number per window: its picture is drawn anew after every edit. */
export const MOST_OUTPUT_WHOLE = 2 ** 19;

/** Squares, per picture of a batch, that a larger one is reduced to for showing: more than its place on the page has. */
export const MOST_OUTPUT_SQUARES = 400_000;

/** Whole numbers beyond this are not all float32 numbers, and values are computed in float32. */
export const MOST_EXACT = 2 ** 24;

/** Throws `PlaygroundError` "too-many-elements" when a tensor has more than `most` elements. */
export function checkElements(shape: Shape, most: number = MOST_COUNTED): void {
  const elements = numel(shape);
  if (elements <= most) return;
  throw new PlaygroundError(
    "too-many-elements",
    `a tensor of shape [${shape.join(", ")}] would have ${elements} elements; the playground goes up to ${most}`,
    { elements, most },
  );
}

/** Throws `PlaygroundError` "integer-too-large" for an integer that float32 does not hold exactly. */
export function checkExact(value: number): void {
  if (Math.abs(value) <= MOST_EXACT) return;
  throw new PlaygroundError(
    "integer-too-large",
    `integers are exact up to ${MOST_EXACT} here, because values are computed in float32; ${value} is beyond`,
    { value, most: MOST_EXACT },
  );
}

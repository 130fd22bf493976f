import { type ClosedForm, type Digit, spelled, type Way, wayTo } from "../../model/closed-form";
import { paddedSource } from "../../model/geometry";

/** Every way that the summed digits lead, with the number of the first. */
export const summedWays = ({ summed }: ClosedForm): Way[] =>
  Array.from({ length: spelled(summed) }, (_, k) => wayTo(summed, k));

/** The source of every place of a padded axis, −1 for a zero. */
function sources(mode: ClosedForm["padding"]["mode"], before: number, size: number, places: number): Int32Array {
  return Int32Array.from({ length: places }, (_, place) => paddedSource(mode, place - before, size) ?? -1);
}

/** The furthest that rows and columns lead. */
function reach(form: ClosedForm, of: (way: Way) => number): number {
  const furthest = (digits: readonly Digit[]): number =>
    digits.reduce(
      (sum, { size, step, chosen }) => sum + (chosen ? furthest(chosen.digits) : Math.max(0, of(step) * (size - 1))),
      0,
    );
  return of(form.start) + furthest(form.axes.flat()) + furthest(form.summed);
}

/** The row and the column of the picture behind every row and column of the padded one, −1 for a zero. */
export function placesOf(form: ClosedForm): { readonly rowOf: Int32Array; readonly columnOf: Int32Array } {
  const [, , height, width] = form.image;
  const { top, left, mode } = form.padding;
  return {
    rowOf: sources(mode, top, height, Math.max(top + height, reach(form, ({ y }) => y) + 1)),
    columnOf: sources(mode, left, width, Math.max(left + width, reach(form, ({ x }) => x) + 1)),
  };
}

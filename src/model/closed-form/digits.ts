import { at } from "../dims";
import { type KnownRows, rowAt } from "../rows";

/** A way through the padded picture and the filter: planes b·C + c, rows, columns, and taps of the flat filter. */
export interface Way {
  readonly plane: number;
  readonly y: number;
  readonly x: number;
  readonly tap: number;
}

export const NOWHERE: Way = { plane: 0, y: 0, x: 0, tap: 0 };

/** Both ways one after the other, the second one `times` over. */
export const along = (a: Way, b: Way, times = 1): Way => ({
  plane: a.plane + b.plane * times,
  y: a.y + b.y * times,
  x: a.x + b.x * times,
  tap: a.tap + b.tap * times,
});

/** One digit of an element's number: how many values it has, and where one step of it leads. */
export interface Digit {
  readonly size: number;
  readonly step: Way;
  /** Set for a digit that counts chosen rows: value p stands for the p-th of `rows` among what `digits` spell. */
  readonly chosen?: { readonly rows: KnownRows; readonly digits: readonly Digit[] };
}

/** False for a digit of one value, which leads nowhere; one chosen row leads somewhere. */
export const leads = ({ size, chosen }: Digit): boolean => size > 1 || chosen !== undefined;

/** How many numbers some digits can spell. */
export const spelled = (digits: readonly Digit[]): number => digits.reduce((product, { size }) => product * size, 1);

/** Where the number that some digits spell leads. */
export function wayTo(digits: readonly Digit[], number: number): Way {
  let rest = number;
  let found = NOWHERE;
  for (let k = digits.length - 1; k >= 0; k -= 1) {
    const { size, step, chosen } = at(digits, k);
    const above = Math.floor(rest / size);
    const value = rest - above * size;
    found = chosen ? along(found, wayTo(chosen.digits, rowAt(chosen.rows, value) ?? 0)) : along(found, step, value);
    rest = above;
  }
  return found;
}

/** The same digits grouped anew so that each group spells as many numbers as `sizes` says; null where one would be cut. */
export function regrouped(digits: readonly Digit[], sizes: readonly number[]): Digit[][] | null {
  const waiting = digits.filter(leads).toReversed();
  const groups: Digit[][] = [];
  for (const size of sizes) {
    const group: Digit[] = [];
    let missing = size;
    while (missing > 1) {
      const next = waiting.pop();
      if (!next) return null;
      if (missing % next.size === 0) {
        group.push(next);
        missing /= next.size;
      } else if (next.size % missing === 0 && !next.chosen) {
        const inner = next.size / missing;
        group.push({ size: missing, step: along(NOWHERE, next.step, inner) });
        waiting.push({ size: inner, step: next.step });
        missing = 1;
      } else return null;
    }
    while (waiting.at(-1)?.size === 1) group.push(...waiting.splice(-1));
    groups.push(group);
  }
  return waiting.length === 0 ? groups : null;
}

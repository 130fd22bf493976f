import { at } from "./dims";
import type { Shape } from "./layout";

/**
 * The element of a tensor of shape `to` that stands at the same row-major place as element `index` of shape `from`:
 * what `view`, `reshape` and `flatten` do to every element.
 */
export function sameElement(from: Shape, to: Shape, index: readonly number[]): number[] {
  let rest = 0;
  for (let axis = 0; axis < from.length; axis += 1) rest = rest * at(from, axis) + at(index, axis);
  const found = new Array<number>(to.length);
  for (let axis = to.length - 1; axis >= 0; axis -= 1) {
    const size = at(to, axis);
    found[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return found;
}

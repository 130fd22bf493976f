import { at, upTo } from "./dims";
import { numel, type Layout } from "./layout";

/**
 * Every element of a tensor that lies at `place` of its storage: none, one, or several where strides overlap or repeat.
 * Strides must not be negative. Axes are tried from the largest stride to the smallest, and only as far as the axes
 * after it can still reach the place.
 */
export function* elementsAt(layout: Layout, place: number): Generator<number[]> {
  const { shape, stride, offset } = layout;
  if (numel(shape) === 0) return;
  const order = upTo(shape.length).toSorted((a, b) => at(stride, b) - at(stride, a));
  const reach = new Array<number>(order.length + 1).fill(0);
  for (let k = order.length - 1; k >= 0; k -= 1) {
    const axis = at(order, k);
    reach[k] = at(reach, k + 1) + (at(shape, axis) - 1) * at(stride, axis);
  }
  const index = shape.map(() => 0);
  function* from(k: number, rest: number): Generator<number[]> {
    if (k === order.length) {
      if (rest === 0) yield [...index];
      return;
    }
    const axis = at(order, k);
    const step = at(stride, axis);
    const size = at(shape, axis);
    const least = step === 0 ? 0 : Math.max(0, Math.ceil((rest - at(reach, k + 1)) / step));
    const most = step === 0 ? size - 1 : Math.min(size - 1, Math.floor(rest / step));
    for (let value = least; value <= most; value += 1) {
      index[axis] = value;
      yield* from(k + 1, rest - value * step);
    }
  }
  if (place >= offset && place <= offset + at(reach, 0)) yield* from(0, place - offset);
}

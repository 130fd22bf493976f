import { type Axis, axisSize } from "./axes";

/** Where an element stands along every part of its tensor's axes, by the part's name: { B: 0, h_windows: 3, kh: 1, … }. */
export type Coordinates = Readonly<Record<string, number>>;

/** The coordinates of element `linear` (row-major) of a tensor with these axes. */
export function coordinatesAt(axes: readonly Axis[], linear: number): Coordinates {
  const found: Record<string, number> = {};
  let rest = linear;
  for (const axis of axes.toReversed()) {
    for (const { name, size } of axis.parts.toReversed()) {
      found[name] = rest % size;
      rest = Math.floor(rest / size);
    }
  }
  return found;
}

/**
 * Row-major numbers of the elements that agree with every coordinate given, in order, at most `cap` of them. A
 * coordinate of a part that the tensor does not have is passed over; one beyond a part's size matches nothing.
 */
export function elementsMatching(axes: readonly Axis[], wanted: Coordinates, cap: number): number[] {
  let elements = [0];
  for (const { name, size } of axes.flatMap((axis) => axis.parts)) {
    const at = wanted[name];
    if (at !== undefined && !(at >= 0 && at < size)) return [];
    const choices = at === undefined ? Array.from({ length: Math.min(size, cap) }, (_, value) => value) : [at];
    const next: number[] = [];
    for (const element of elements) {
      for (const choice of choices) {
        if (next.length >= cap) break;
        next.push(element * size + choice);
      }
    }
    elements = next;
  }
  return elements;
}

/** True when some axis has a part of this name (and of this size, when one is given). */
export const hasPart = (axes: readonly Axis[], name: string, size?: number): boolean =>
  axes.some((axis) => axis.parts.some((part) => part.name === name && (size === undefined || part.size === size)));

/** The index along each axis of element `linear`: what is printed beside the bars of the river. */
export function indexAlong(axes: readonly Axis[], linear: number): number[] {
  const index: number[] = [];
  let rest = linear;
  for (const axis of axes.toReversed()) {
    const size = axisSize(axis);
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

import { at } from "./dims";
import type { Pair } from "./geometry";

/** How a kernel moves over rows and columns, as conv2d, F.unfold and F.fold take it; all pairs are rows, columns. */
export interface KernelMove {
  readonly kernel_size: Pair;
  readonly dilation: Pair;
  readonly padding: Pair;
  readonly stride: Pair;
}

/** One place where a window's tap meets a row (or a column). */
export interface Meeting {
  readonly window: number;
  readonly tap: number;
}

/** Windows along one axis (0 rows, 1 columns) of `size`, by PyTorch's formula; may be 0 or negative. */
export const windowsOf = (move: KernelMove, axis: 0 | 1, size: number): number =>
  Math.floor(
    (size + 2 * move.padding[axis] - move.dilation[axis] * (move.kernel_size[axis] - 1) - 1) / move.stride[axis],
  ) + 1;

/** The row (or column) under a window's tap, or null where it lies in the padding. */
export function placeUnder(move: KernelMove, axis: 0 | 1, size: number, { window, tap }: Meeting): number | null {
  const place = window * move.stride[axis] - move.padding[axis] + tap * move.dilation[axis];
  return place >= 0 && place < size ? place : null;
}

/** Every window and tap that meet row (or column) `place`; the inverse of `placeUnder`. */
export function* meetingsAt(move: KernelMove, axis: 0 | 1, windows: number, place: number): Generator<Meeting> {
  for (let tap = 0; tap < move.kernel_size[axis]; tap += 1) {
    const first = place + move.padding[axis] - tap * move.dilation[axis];
    const window = first / move.stride[axis];
    if (Number.isInteger(window) && window >= 0 && window < windows) yield { window, tap };
  }
}

/** Every window whose tap `tap` meets a row (or column) at all, and where. */
export function* placesOfTap(
  move: KernelMove,
  axis: 0 | 1,
  grid: readonly number[],
  size: number,
  tap: number,
): Generator<number> {
  for (let window = 0; window < at(grid, axis); window += 1) {
    if (placeUnder(move, axis, size, { window, tap }) !== null) yield window;
  }
}

/** Every tap of a window that meets a row (or column), and which one. */
export function* tapsOfWindow(
  move: KernelMove,
  axis: 0 | 1,
  size: number,
  window: number,
): Generator<{ readonly tap: number; readonly place: number }> {
  for (let tap = 0; tap < move.kernel_size[axis]; tap += 1) {
    const place = placeUnder(move, axis, size, { window, tap });
    if (place !== null) yield { tap, place };
  }
}

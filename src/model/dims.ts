import { PlaygroundError, PyTorchError } from "./errors";

/** Element `i` of a list that the caller knows to be long enough. */
export function at<T>(list: readonly T[], i: number): T {
  // The caller's own bound proves it; every loop over axes would need the same cast otherwise.
  return list[i] as T;
}

/** Operand `i`'s layout (or axes); throws `PlaygroundError` when the call has too few operands. */
export function operand<T>(operands: readonly T[], i: number): T {
  const found = operands[i];
  if (found === undefined) {
    throw new PlaygroundError("missing-operand", `operand ${i} is missing: the call has ${operands.length}`, {
      operand: i,
      operands: operands.length,
    });
  }
  return found;
}

/**
 * An axis number from 0, for one that may be negative; a scalar counts as having one axis. Throws PyTorch's error
 * (c10/core/WrapDimMinimal.h, `maybe_wrap_dim`).
 */
export function wrapDim(dim: number, rank: number): number {
  const axes = Math.max(rank, 1);
  if (dim < -axes || dim >= axes) {
    throw new PyTorchError(
      `Dimension out of range (expected to be in range of [${-axes}, ${axes - 1}], but got ${dim})`,
    );
  }
  return dim < 0 ? dim + axes : dim;
}

/** A list of sizes as PyTorch prints it in errors: `[2, 3]`. */
export const listed = (values: readonly number[]): string => `[${values.join(", ")}]`;

/** The arguments of a call in brackets: `(2, 3, 1)`; `(())` for none, which PyTorch takes as the empty tuple. */
export const parenthesised = (values: readonly number[]): string =>
  values.length === 0 ? "(())" : `(${values.join(", ")})`;

/** 0, 1, …, count − 1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Numbers to choose from along one axis: a list of them, or all below a count. */
export type Choices = readonly number[] | number;

/** Every way to take one number of each list, the last list running fastest; made one by one. */
export function* combinations(lists: readonly Choices[]): Generator<number[]> {
  const counts = lists.map((list) => (typeof list === "number" ? list : list.length));
  if (counts.includes(0)) return;
  const places = counts.map(() => 0);
  const taken = (): number[] =>
    lists.map((list, axis) => (typeof list === "number" ? at(places, axis) : at(list, at(places, axis))));
  for (;;) {
    yield taken();
    let axis = places.length - 1;
    while (axis >= 0 && at(places, axis) === at(counts, axis) - 1) places[axis--] = 0;
    if (axis < 0) return;
    places[axis] = at(places, axis) + 1;
  }
}

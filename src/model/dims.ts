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

/** Every way to take one number of each list, the last list running fastest. */
export function combinations(lists: readonly (readonly number[])[]): number[][] {
  let found: number[][] = [[]];
  for (const list of lists) {
    const longer: number[][] = [];
    for (const start of found) for (const value of list) longer.push([...start, value]);
    found = longer;
  }
  return found;
}

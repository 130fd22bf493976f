import { get } from "./image";

/** Where every element of a strided tensor sits in its storage, row-major. */
export function positions(shape: readonly number[], stride: readonly number[], offset: number): number[] {
  let found = [offset];
  shape.forEach((size, axis) => {
    const next: number[] = [];
    for (const start of found) for (let i = 0; i < size; i += 1) next.push(start + i * get(stride, axis));
    found = next;
  });
  return found;
}

/** A strided copy: the elements of a storage that a layout reads, row-major. */
export const gather = (
  storage: ArrayLike<number>,
  shape: readonly number[],
  stride: readonly number[],
  offset: number,
): number[] => positions(shape, stride, offset).map((at) => get(storage, at));

/** The opposite of `gather`: every value is added where it would have been read from. */
export function scatterAdd(
  length: number,
  values: ArrayLike<number>,
  shape: readonly number[],
  stride: readonly number[],
  offset: number,
): number[] {
  const sums = new Array<number>(length).fill(0);
  positions(shape, stride, offset).forEach((at, n) => {
    sums[at] = get(sums, at) + get(values, n);
  });
  return sums;
}

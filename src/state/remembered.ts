import type { Geometry, PaddingMode, Pair } from "../model/geometry";

/** Remembers the last answer while the arguments stay the same, field by field. */
export function remembered<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | null = null;
  return (...args) => {
    const known = last;
    if (known && args.every((arg, index) => Object.is(arg, known.args[index]))) return known.result;
    const result = compute(...args);
    last = { args, result };
    return result;
  };
}

/** A geometry from its fields: the same object as long as they are the same. */
export const geometryOf = remembered(
  (kernel_size: Pair, stride: Pair, padding: Pair, padding_mode: PaddingMode, dilation: Pair): Geometry => ({
    kernel_size,
    stride,
    padding,
    padding_mode,
    dilation,
  }),
);

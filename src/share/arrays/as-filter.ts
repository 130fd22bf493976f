import { PlaygroundError } from "../../model/errors";
import { toValues, type FilterValues } from "../../model/filter";
import { LIMITS, type Pair } from "../../model/geometry";
import { numel, type Shape } from "../../model/layout";
import type { TensorValues } from "../../model/runner";

/** How an array is one filter of a page whose image has a number of channels. */
export interface FilterPlan {
  /** How many filters the array holds, of which one is used: the first axis of a conv2d weight. */
  readonly filters: number;
  readonly kernel: Pair;
  /** True when one slice serves all channels. */
  readonly shared: boolean;
}

/**
 * Reads a shape as filters: [kh, kw] and [C, kh, kw] are one, [out, C, kh, kw] is a conv2d weight with `out` of them.
 * One slice serves an image of any number of channels. Throws "filter-shape" when ranks, channels or sizes do not fit.
 */
export function filterPlan(shape: Shape, channels: number): FilterPlan {
  const found = shape.join(", ");
  const wrong = (why: string): PlaygroundError => new PlaygroundError("filter-shape", why, { found, channels });
  if (shape.length < 2 || shape.length > 4) {
    throw wrong(
      `a filter has the axes [kh, kw] or [C, kh, kw], a conv2d weight [out, C, kh, kw]; this array has ${shape.length}: [${found}]`,
    );
  }
  const [filters = 1, slices = 1, kh = 1, kw = 1] = [1, 1, 1, ...shape].slice(-4);
  if (numel(shape) === 0) throw wrong(`an array of shape [${found}] holds no number`);
  if (slices !== 1 && slices !== channels) {
    throw wrong(
      `a filter of shape [${found}] has ${slices} slices, one for each channel, but the image has C = ${channels}`,
    );
  }
  const [least, most] = LIMITS.kernel_size;
  if (Math.max(kh, kw) > most) {
    throw wrong(`a kernel may have from ${least} to ${most} rows and columns; [${found}] has ${kh} × ${kw}`);
  }
  return { filters, kernel: [kh, kw], shared: slices === 1 };
}

/**
 * Filter `index` of an array as the document's nested numbers. Throws as `filterPlan` does, "filter-index" for a filter
 * that the array does not have, and "filter-number" where one of its numbers is not finite.
 */
export function asFilter(
  { shape, data }: TensorValues,
  index: number,
  channels: number,
): { readonly values: FilterValues; readonly kernel: Pair } {
  const { filters, kernel, shared } = filterPlan(shape, channels);
  if (!Number.isInteger(index) || index < 0 || index >= filters) {
    throw new PlaygroundError("filter-index", `the array holds the filters 0 to ${filters - 1}, not ${index}`, {
      index,
      filters,
    });
  }
  const size = data.length / filters;
  const numbers = data.subarray(index * size, (index + 1) * size);
  const odd = numbers.find((value) => !Number.isFinite(value));
  if (odd !== undefined) {
    throw new PlaygroundError("filter-number", `a filter holds finite numbers only, not ${odd}`, {
      value: String(odd),
    });
  }
  return { values: toValues(numbers, shared ? 1 : channels, kernel, shared), kernel };
}

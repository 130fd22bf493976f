import { type Layout, numel } from "../../model/layout";
import { PlaygroundError } from "../../model/errors";

/** Sizes and steps (in elements of the storage) of the axes that a copy really has to walk, outermost first. */
export interface WalkedAxes {
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

/** The GPU kernels take their axes as uniforms, and there are this many. */
export const MOST_WALKED_AXES = 8;

/**
 * The same walk with fewer axes: axes of size 1 go, and neighbours that follow each other without a gap become one.
 * An ordinary contiguous tensor becomes a single axis of step 1.
 */
export function collapseAxes({ shape, stride }: Pick<Layout, "shape" | "stride">): WalkedAxes {
  const sizes: number[] = [];
  const steps: number[] = [];
  for (let axis = 0; axis < shape.length; axis += 1) {
    const size = shape[axis] as number;
    const step = stride[axis] as number;
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && steps[last] === step * size) {
      sizes[last] = (sizes[last] as number) * size;
      steps[last] = step;
    } else {
      sizes.push(size);
      steps.push(step);
    }
  }
  return { sizes, steps };
}

/** Throws `PlaygroundError` "outside-storage" when a layout would read before or past a storage of `size` elements. */
export function checkWithin(layout: Layout, size: number): void {
  if (numel(layout.shape) === 0) return;
  let first = layout.offset;
  let last = layout.offset;
  layout.shape.forEach((length, axis) => {
    const reach = (length - 1) * (layout.stride[axis] as number);
    if (reach < 0) first += reach;
    else last += reach;
  });
  if (!(first >= 0 && last < size)) {
    throw new PlaygroundError(
      "outside-storage",
      `the layout reads elements ${first} to ${last} of a storage that has ${size}`,
      { first, last, size },
    );
  }
}

/** The axes as a GPU kernel's uniforms want them; throws `PlaygroundError` "too-many-axes" beyond what they hold. */
export function uniformAxes(walked: WalkedAxes): {
  readonly rank: number;
  readonly sizes: number[];
  readonly steps: number[];
} {
  const rank = walked.sizes.length;
  if (rank > MOST_WALKED_AXES) {
    throw new PlaygroundError(
      "too-many-axes",
      `this backend copies tensors of at most ${MOST_WALKED_AXES} axes that cannot be merged, not ${rank}`,
      { most: MOST_WALKED_AXES, rank },
    );
  }
  const spare = new Array<number>(MOST_WALKED_AXES - rank);
  return { rank, sizes: [...walked.sizes, ...spare.fill(1)], steps: [...walked.steps, ...spare.fill(0)] };
}

/**
 * For the way back ("fold"): the axes sorted by step, largest first, so that the elements that were read from one
 * place of the storage can be found by solving for one index after the other. `places[k]` is what one step along axis
 * k means in the contiguous copy, `reaches[k]` how far the axes after k reach together.
 */
export function foldAxes(walked: WalkedAxes): {
  readonly rank: number;
  readonly sizes: number[];
  readonly steps: number[];
  readonly places: number[];
  readonly reaches: number[];
} {
  let place = 1;
  const axes = walked.sizes
    .map((size, axis) => ({ size, step: walked.steps[axis] as number, axis }))
    .toReversed()
    .map((axis) => {
      const placed = { ...axis, place };
      place *= axis.size;
      return placed;
    })
    .toSorted((a, b) => b.step - a.step);
  let reach = 0;
  const reaches = axes
    .toReversed()
    .map(({ size, step }) => {
      const after = reach;
      reach += (size - 1) * step;
      return after;
    })
    .toReversed();
  const { rank, sizes, steps } = uniformAxes({ sizes: axes.map((a) => a.size), steps: axes.map((a) => a.step) });
  const spare = new Array<number>(MOST_WALKED_AXES - rank).fill(0);
  return { rank, sizes, steps, places: [...axes.map((a) => a.place), ...spare], reaches: [...reaches, ...spare] };
}

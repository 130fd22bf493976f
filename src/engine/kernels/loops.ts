import type { Layout } from "../../model/layout";
import { collapseAxes } from "./axes";

/** Below this many elements a plain loop beats `set(subarray)`. */
const LEAST_MEMCPY = 32;

interface InnerWalk {
  readonly outerSizes: readonly number[];
  readonly outerSteps: readonly number[];
  /** Sizes and steps of the three innermost axes, outermost of the three first. */
  readonly inner: readonly [number, number, number, number, number, number];
}

function innerWalk(layout: Layout): InnerWalk {
  const walked = collapseAxes(layout);
  const pad = Math.max(0, 3 - walked.sizes.length);
  const sizes = [...new Array<number>(pad).fill(1), ...walked.sizes];
  const steps = [...new Array<number>(pad).fill(0), ...walked.steps];
  const cut = sizes.length - 3;
  const [n2, n1, n0] = sizes.slice(cut) as [number, number, number];
  const [s2, s1, s0] = steps.slice(cut) as [number, number, number];
  return { outerSizes: sizes.slice(0, cut), outerSteps: steps.slice(0, cut), inner: [n2, s2, n1, s1, n0, s0] };
}

/** Calls `visit` with the storage position at which each block of the three innermost axes begins, in row-major order. */
function eachBlock({ outerSizes, outerSteps }: InnerWalk, offset: number, visit: (base: number) => void): void {
  const index = new Array<number>(outerSizes.length).fill(0);
  let base = offset;
  for (;;) {
    visit(base);
    let axis = outerSizes.length - 1;
    for (; axis >= 0; axis -= 1) {
      const next = (index[axis] as number) + 1;
      if (next < (outerSizes[axis] as number)) {
        index[axis] = next;
        base += outerSteps[axis] as number;
        break;
      }
      base -= (index[axis] as number) * (outerSteps[axis] as number);
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** Copies what `layout` sees of `source` into `out`, row-major. `out` has as many elements as the layout. */
export function gatherStrided(out: Float32Array, source: Float32Array, layout: Layout): void {
  if (out.length === 0) return;
  const walk = innerWalk(layout);
  const [n2, s2, n1, s1, n0, s0] = walk.inner;
  const memcpy = s0 === 1 && n0 >= LEAST_MEMCPY;
  let at = 0;
  eachBlock(walk, layout.offset, (base) => {
    for (let i = 0; i < n2; i += 1) {
      for (let j = 0; j < n1; j += 1) {
        let from = base + i * s2 + j * s1;
        if (memcpy) {
          out.set(source.subarray(from, from + n0), at);
          at += n0;
        } else {
          for (let k = 0; k < n0; k += 1) {
            out[at] = source[from] as number;
            at += 1;
            from += s0;
          }
        }
      }
    }
  });
}

/** Adds every element of `dy` (row-major over the layout) to its place in `out`; the transpose of `gatherStrided`. */
export function scatterAddStrided(out: Float32Array, dy: Float32Array, layout: Layout): void {
  if (dy.length === 0) return;
  const walk = innerWalk(layout);
  const [n2, s2, n1, s1, n0, s0] = walk.inner;
  let at = 0;
  eachBlock(walk, layout.offset, (base) => {
    for (let i = 0; i < n2; i += 1) {
      for (let j = 0; j < n1; j += 1) {
        let to = base + i * s2 + j * s1;
        for (let k = 0; k < n0; k += 1) {
          out[to] = (out[to] as number) + (dy[at] as number);
          at += 1;
          to += s0;
        }
      }
    }
  });
}

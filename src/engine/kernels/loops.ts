import type { Layout } from "../../model/layout";
import { collapseAxes } from "./axes";
import { type AroundAxis, ZERO_ENTRY } from "./index-select";

/** Below this many elements a plain loop beats `set(subarray)`. */
const LEAST_MEMCPY = 32;
/** Elements of a block, read and written, that stay in a processor's nearest caches. */
const BLOCK = 16_384;

/**
 * The order in which a layout is walked. Its innermost axes are often tiny (3 × 3 taps), so the innermost loop runs
 * over the longest axis that still keeps to one block of the row-major copy.
 */
interface Walk {
  /** Axes around the blocks, outermost first. */
  readonly outerSizes: readonly number[];
  readonly outerSteps: readonly number[];
  /** The axis of the innermost loop. */
  readonly size: number;
  readonly step: number;
  /** Where the axes inside it lie in the storage, in row-major order. */
  readonly inner: Int32Array;
}

function planWalk(layout: Layout): Walk {
  const { sizes, steps } = collapseAxes(layout);
  let long = sizes.length - 1;
  for (let axis = sizes.length - 1, block = 1; axis >= 0; axis -= 1) {
    block *= sizes[axis] as number;
    if (block > BLOCK) break;
    if ((sizes[axis] as number) > (sizes[long] as number)) long = axis;
  }
  if (long < 0) return { outerSizes: [], outerSteps: [], size: 1, step: 0, inner: new Int32Array(1) };
  let inner: number[] = [0];
  for (let axis = long + 1; axis < sizes.length; axis += 1) {
    const taps = Array.from({ length: sizes[axis] as number }, (_, k) => k * (steps[axis] as number));
    inner = inner.flatMap((at) => taps.map((tap) => at + tap));
  }
  return {
    outerSizes: sizes.slice(0, long),
    outerSteps: steps.slice(0, long),
    size: sizes[long] as number,
    step: steps[long] as number,
    inner: Int32Array.from(inner),
  };
}

/** Calls `visit` with the storage position at which each block begins, in row-major order. */
function eachBlock({ outerSizes, outerSteps }: Walk, offset: number, visit: (base: number) => void): void {
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
  const walk = planWalk(layout);
  const { size, step, inner } = walk;
  const width = inner.length;
  let at = 0;
  if (width === 1 && step === 1 && size >= LEAST_MEMCPY) {
    eachBlock(walk, layout.offset, (base) => {
      out.set(source.subarray(base, base + size), at);
      at += size;
    });
    return;
  }
  eachBlock(walk, layout.offset, (base) => {
    for (let k = 0; k < width; k += 1) {
      let from = base + (inner[k] as number);
      const end = at + size * width;
      for (let to = at + k; to < end; to += width) {
        out[to] = source[from] as number;
        from += step;
      }
    }
    at += size * width;
  });
}

/** Adds every element of `dy` (row-major over the layout) to its place in `out`; the transpose of `gatherStrided`. */
export function scatterAddStrided(out: Float32Array, dy: Float32Array, layout: Layout): void {
  if (dy.length === 0) return;
  const walk = planWalk(layout);
  const { size, step, inner } = walk;
  const width = inner.length;
  let at = 0;
  eachBlock(walk, layout.offset, (base) => {
    for (let k = 0; k < width; k += 1) {
      let to = base + (inner[k] as number);
      const end = at + size * width;
      for (let from = at + k; from < end; from += width) {
        out[to] = (out[to] as number) + (dy[from] as number);
        to += step;
      }
    }
    at += size * width;
  });
}

/** Whether entries follow each other so often that copying runs of them pays. */
function hasLongRuns(rows: Int32Array): boolean {
  let breaks = 1;
  for (let at = 1; at < rows.length; at += 1) if (rows[at] !== (rows[at - 1] as number) + 1) breaks += 1;
  return breaks * 8 <= rows.length;
}

/** The same entry by entry, for an axis that is the innermost. */
function gatherSingly(out: Float32Array, source: Float32Array, rows: Int32Array, outer: number, size: number): void {
  const count = rows.length;
  for (let block = 0, base = 0, to = 0; block < outer; block += 1, base += size, to += count) {
    for (let at = 0; at < count; at += 1) {
      const row = rows[at] as number;
      out[to + at] = row < 0 ? 0 : (source[base + row] as number);
    }
  }
}

/**
 * Entries `rows` of an axis of `source`, into `out`; `ZERO_ENTRY` puts zeros. Runs of neighbours, which is what a drawn
 * region keeps, are copied at once.
 */
export function gatherRows(
  out: Float32Array,
  source: Float32Array,
  rows: Int32Array,
  { outer, size, inner }: AroundAxis,
): void {
  if (inner === 1 && !hasLongRuns(rows)) {
    gatherSingly(out, source, rows, outer, size);
    return;
  }
  let to = 0;
  for (let block = 0; block < outer; block += 1) {
    const base = block * size * inner;
    let at = 0;
    while (at < rows.length) {
      const first = rows[at] as number;
      let run = 1;
      if (first !== ZERO_ENTRY) while (at + run < rows.length && rows[at + run] === first + run) run += 1;
      const from = base + first * inner;
      const length = run * inner;
      if (first === ZERO_ENTRY) out.fill(0, to, to + length);
      else if (length >= LEAST_MEMCPY) out.set(source.subarray(from, from + length), to);
      else for (let k = 0; k < length; k += 1) out[to + k] = source[from + k] as number;
      to += length;
      at += run;
    }
  }
}

import { type Addressing, tapCount } from "../../../model/addressing";
import { bytesOf } from "../../../model/layout";
import type { Runs } from "../../../model/runs";

/** Windows of a block along a row; a pair of rows makes two of them. */
const BLOCK = 16;
/** Windows that one vector holds. */
const FOUR = 4;

/** Windows that a block may take in from before its first one. */
const NEARBY = 4;

/** Rows that are worked on together, so that what one kind of work has read is still near for the next. */
const BAND_ROWS = 8;

/**
 * What a piece of work costs, per tap and once, measured in the browser: at 3 × 3 × 3 taps a pair of blocks
 * takes as long as four vectors of four, at 7 × 7 × 3 as long as four and a half. Where the picture is larger than what lies near the processor, each vector waits for
 * lines that a pair would have fetched for all its windows.
 */
const PAIR_COST = { perTap: 14, once: 60 };
const FOUR_COST = { perTap: 3, once: 30, onceFarAway: 220 };
const NEAR_BYTES = 24 * 2 ** 20;

/** The work list of the wasm kernel for one picture of the batch; see assembly/convolve.ts. */
export interface Plan {
  /** Where each tap column lies, in bytes; then the bands. */
  readonly entries: Int32Array;
  readonly bands: number;
  /** The second row of a pair lies so many window rows, and so many tap rows, below the first. */
  readonly distance: number;
  readonly shift: number;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** Whole numbers in a list that grows. */
class Entries {
  private values = new Int32Array(96);
  length = 0;

  push(a: number, b: number, c: number): void {
    if (this.length + 3 > this.values.length) {
      const larger = new Int32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = a;
    this.values[this.length + 1] = b;
    this.values[this.length + 2] = c;
    this.length += 3;
  }

  /** The last entry's third number made larger. */
  lengthen(by: number): void {
    this.values[this.length - 1] = (this.values[this.length - 1] as number) + by;
  }

  /** The last entry again, as often as it takes to have a multiple of `count` entries. */
  fillUp(count: number): void {
    if (this.length === 0) return;
    const last = this.length - 3;
    while (this.count % count !== 0) {
      this.push(this.values[last] as number, this.values[last + 1] as number, this.values[last + 2] as number);
    }
  }

  read(): Int32Array {
    return this.values.subarray(0, this.length);
  }

  get count(): number {
    return this.length / 3;
  }

  clear(): void {
    this.length = 0;
  }
}

/** The runs of one row, walked from left to right. */
class Row {
  private at: number;
  private readonly begin: number;
  private readonly end: number;
  private readonly edges: Int32Array;

  constructor(runs: Runs, row: number) {
    this.edges = runs.edges;
    this.begin = 2 * (runs.starts[row] as number);
    this.at = this.begin;
    this.end = 2 * (runs.starts[row + 1] as number);
  }

  /** First cell at or after `from`, which never goes back; Infinity when there is none. */
  next(from: number): number {
    while (this.at < this.end && (this.edges[this.at + 1] as number) <= from) this.at += 2;
    return this.at < this.end ? Math.max(from, this.edges[this.at] as number) : Infinity;
  }

  /** Where the run ends that `next` has just found. */
  runEnd(): number {
    return this.edges[this.at + 1] as number;
  }

  /** The cells of [from, from + count) as bits, count at most 16; `from` may lie before the last `next`. */
  bits(from: number, count: number): number {
    let bits = 0;
    let first = this.at;
    while (first > this.begin && (this.edges[first - 1] as number) > from) first -= 2;
    for (let k = first; k < this.end && (this.edges[k] as number) < from + count; k += 2) {
      const start = Math.max(from, this.edges[k] as number) - from;
      const last = Math.min(from + count, this.edges[k + 1] as number) - from;
      if (last > start) bits |= ((1 << (last - start)) - 1) << start;
    }
    return bits;
  }
}

/** How many vectors of four cover these bits, taken from the left. */
function foursFor(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; count += 1) rest &= ~(0xf << (31 - Math.clz32(rest & -rest)));
  return count;
}

/** The five lists of a band, in the order in which the kernel works them off. */
class Band {
  readonly gaps = new Entries();
  readonly spans = new Entries();
  readonly masks = new Entries();
  readonly fours = new Entries();
  readonly singles = new Entries();

  /** Its numbers, and an empty band again. */
  take(): Int32Array {
    this.fours.fillUp(FOUR);
    const lists = [this.gaps, this.spans, this.masks, this.fours, this.singles];
    const numbers = new Int32Array(lists.length + lists.reduce((sum, { length }) => sum + length, 0));
    let filled = lists.length;
    for (const [k, list] of lists.entries()) {
      numbers[k] = list.count;
      numbers.set(list.read(), filled);
      filled += list.length;
      list.clear();
    }
    return numbers;
  }
}

/**
 * How the windows of `runs` are best computed, and everything else becomes zero: full pairs of blocks where both rows
 * are kept, and where most of a pair is kept, whose rest is then zeroed; vectors of four elsewhere. Grids narrower than a
 * vector are computed window by window. No block reaches past the end of its row.
 */
export function planOf(addressing: Addressing, runs: Runs): Plan {
  const { rows, columns } = runs;
  const { line, rowPitch, tapPitch, batchPitch } = addressing;
  const taps = tapCount(addressing);
  const pairCost = PAIR_COST.perTap * taps + PAIR_COST.once;
  const isNear = bytesOf(batchPitch) <= NEAR_BYTES;
  const fourCost = FOUR_COST.perTap * taps + (isNear ? FOUR_COST.once : FOUR_COST.onceFarAway);
  // Rows so far apart that the second one's lines are lines of the first one, too.
  const divisor = greatestDivisor(rowPitch / line, tapPitch / line);
  const distance = tapPitch / line / divisor;
  const shift = rowPitch / line / divisor;
  const band = new Band();

  /** Columns [from, to) of a row that no pair covers. */
  const pushGap = (r: number, from: number, to: number): void => {
    if (from < to) band.gaps.push(0, r * columns + from, to - from);
  };

  const pushFours = (r: number, from: number, bits: number): void => {
    let rest = bits;
    while (rest !== 0) {
      const first = 31 - Math.clz32(rest & -rest);
      const at = Math.min(from + first, columns - FOUR);
      const mask = (rest >>> first) & 0xf;
      band.fours.push(r * rowPitch + at, r * columns + at, (mask << (from + first - at)) & 0xf);
      rest &= ~(0xf << first);
    }
  };

  const planRow = (r: number): void => {
    const row = new Row(runs, r);
    pushGap(r, 0, columns);
    for (let s = row.next(0); s < columns;) {
      if (columns < FOUR) {
        band.singles.push(r * rowPitch + s, r * columns + s, 0);
        s = row.next(s + 1);
      } else {
        pushFours(r, s, row.bits(s, FOUR));
        s = row.next(s + FOUR);
      }
    }
  };

  const planPair = (r: number): void => {
    const [upper, lower] = [new Row(runs, r), new Row(runs, r + distance)];
    // Up to here every window of both rows is covered by a pair or lies in a gap.
    let settled = 0;
    const settle = (from: number, to: number): void => {
      pushGap(r, settled, from);
      pushGap(r + distance, settled, from);
      settled = to;
    };
    const pushSpan = (from: number, blocks: number): void => {
      if (from === settled && from > 0) band.spans.lengthen(blocks);
      else band.spans.push(r * rowPitch + from, r * columns + from, blocks);
      settle(from, from + blocks * BLOCK);
    };
    for (let s = 0; ;) {
      const [a, b] = [upper.next(s), lower.next(s)];
      s = Math.min(a, b);
      if (s === Infinity) break;
      const blocks = a === b ? Math.floor((Math.min(upper.runEnd(), lower.runEnd()) - s) / BLOCK) : 0;
      if (blocks > 0) {
        pushSpan(s, blocks);
        s += blocks * BLOCK;
        continue;
      }
      // A block that follows the last one closely begins where that ended: no gap to be filled between them.
      // The last block of a row may lie over windows computed before: it computes them again.
      const at = Math.min(s - settled < NEARBY ? settled : s, columns - BLOCK);
      const [above, below] = [upper.bits(at, BLOCK), lower.bits(at, BLOCK)];
      const before = (1 << (s - at)) - 1;
      if ((foursFor(above & ~before) + foursFor(below & ~before)) * fourCost > pairCost) {
        pushSpan(at, 1);
        const mask = above | (below << BLOCK);
        if (mask !== -1) band.masks.push(0, r * columns + at, mask);
      } else {
        pushFours(r, at, above & ~before);
        pushFours(r + distance, at, below & ~before);
      }
      s = at + BLOCK;
    }
    settle(columns, columns);
  };

  const bands: Int32Array[] = [];
  let inBand = 0;
  for (let top = 0; top < rows; top += 2 * distance) {
    for (let r = top; r < Math.min(top + distance, rows); r += 1) {
      if (r + distance < rows && columns >= BLOCK) {
        planPair(r);
      } else {
        planRow(r);
        if (r + distance < rows) planRow(r + distance);
      }
    }
    inBand += 2 * distance;
    if (inBand >= BAND_ROWS || top + 2 * distance >= rows) {
      bands.push(band.take());
      inBand = 0;
    }
  }
  const offsets = addressing.columnOffsets.map((offset) => 4 * offset);
  const entries = new Int32Array(bands.reduce((sum, { length }) => sum + length, offsets.length));
  entries.set(offsets);
  let filled = offsets.length;
  for (const numbers of bands) {
    entries.set(numbers, filled);
    filled += numbers.length;
  }
  return { entries, bands: bands.length, distance, shift };
}

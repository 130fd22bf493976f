import type { ShownOutput } from "../model/runner";
import { WindowSquares } from "./window-squares";

/** Stands for a square of which nothing is known; covers are 0 to 2. */
const UNKNOWN = 3;

/**
 * A masked result in squares: those of kept windows alone from one result, those without any from another, and those that
 * the region's edge runs through added up from both. A region mostly moves a little: lines of squares that it leaves as
 * they were are left alone.
 */
export class MixedSquares {
  readonly squares: WindowSquares;
  /** Cover of each square of a picture when it was taken over last. */
  private readonly cover: Uint8Array;

  constructor(
    private readonly shape: ShownOutput["shape"],
    level: number,
  ) {
    this.squares = new WindowSquares(shape, level);
    this.cover = new Uint8Array(this.squares.high * this.squares.wide).fill(UNKNOWN);
  }

  /**
   * Takes whole squares over as `cover` (0 without kept windows, 1 with some, 2 of nothing else) says, and empties the
   * others, to which the numbers of all their windows are to be added before `settle`. Without that, all of what is begun
   * here is done again the next time.
   */
  begin(cover: Uint8Array, kept: WindowSquares, left: WindowSquares): void {
    const { wide, high } = this.squares;
    for (let line = 0; line < high; line += 1) {
      const [from, to] = [line * wide, (line + 1) * wide];
      if (this.isAsBefore(cover, from, to)) continue;
      this.cover.fill(UNKNOWN, from, to);
      for (let b = 0; b < this.shape[0]; b += 1) this.takeLine(cover, from, to, b * high * wide, kept, left);
    }
  }

  /** Everything is in it now. */
  settle(cover: Uint8Array): void {
    this.cover.set(cover);
  }

  /** Whether a line holds whole squares alone, and the same as before. */
  private isAsBefore(cover: Uint8Array, from: number, to: number): boolean {
    for (let square = from; square < to; square += 1) {
      if (cover[square] === 1 || cover[square] !== this.cover[square]) return false;
    }
    return true;
  }

  /** Takes over the squares of a line, several at once; image b begins at `base`. */
  private takeLine(
    cover: Uint8Array,
    start: number,
    end: number,
    base: number,
    kept: WindowSquares,
    left: WindowSquares,
  ): void {
    const { squares } = this;
    for (let from = start; from < end;) {
      const share = cover[from];
      let to = from + 1;
      while (to < end && cover[to] === share) to += 1;
      if (share === 1) squares.empty(base + from, base + to);
      else squares.take(share === 2 ? kept : left, base + from, base + to);
      from = to;
    }
  }
}

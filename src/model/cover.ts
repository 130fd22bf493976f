import { type Runs, RunsBuilder } from "./runs";

/** Which squares of a grid hold no, some or only cells of a set, and the cells of those that hold some. */
export interface Cover {
  /** 0 for none, 1 for some, 2 for all of a square's cells, row-major. */
  readonly of: Uint8Array;
  /** In squares that hold some: the cells of the set, and the others. */
  readonly kept: Runs;
  readonly left: Runs;
}

/** Sorts squares of side × side cells by how much of them is in a set; the work grows with rows, runs and squares. */
export function coverOf({ rows, columns, starts, edges }: Runs, side: number): Cover {
  const wide = Math.ceil(columns / side);
  const of = new Uint8Array(Math.ceil(rows / side) * wide);
  const kept = new RunsBuilder(rows, columns);
  const left = new RunsBuilder(rows, columns);
  // Cells inside: of squares where a run begins or ends one by one, of those it covers from side to side by rows.
  const counts = new Int32Array(wide + 1);
  const covered = new Int32Array(wide + 1);
  const add = (list: Int32Array, square: number, count: number): void => {
    list[square] = (list[square] as number) + count;
  };
  for (let top = 0, line = 0; top < rows; top += side, line += wide) {
    const bottom = Math.min(rows, top + side);
    if (starts[top] === starts[bottom]) continue;
    counts.fill(0);
    covered.fill(0);
    for (let run = starts[top] as number; run < (starts[bottom] as number); run += 1) {
      const [from, end] = [edges[2 * run] as number, edges[2 * run + 1] as number];
      const [first, last] = [Math.floor(from / side), Math.floor((end - 1) / side)];
      if (first === last) add(counts, first, end - from);
      else {
        add(counts, first, (first + 1) * side - from);
        add(counts, last, end - last * side);
        add(covered, first + 1, 1);
        add(covered, last, -1);
      }
    }
    const partial: number[] = [];
    for (let square = 0, through = 0; square < wide; square += 1) {
      through += covered[square] as number;
      const cells = (bottom - top) * Math.min(side, columns - square * side);
      const inside = (counts[square] as number) + through * side;
      of[line + square] = inside === 0 ? 0 : inside === cells ? 2 : 1;
      if (inside > 0 && inside < cells) partial.push(square);
    }
    for (let row = top; row < bottom; row += 1) {
      let run = starts[row] as number;
      const last = starts[row + 1] as number;
      for (const square of partial) {
        const end = Math.min(columns, (square + 1) * side);
        let at = square * side;
        for (; run < last && (edges[2 * run] as number) < end; run += 1) {
          const [from, to] = [Math.max(at, edges[2 * run] as number), Math.min(end, edges[2 * run + 1] as number)];
          left.add(row, at, from);
          kept.add(row, from, to);
          at = Math.max(at, to);
          // It goes on in the squares to the right.
          if ((edges[2 * run + 1] as number) > end) break;
        }
        left.add(row, at, end);
      }
    }
  }
  return { of, kept: kept.build(), left: left.build() };
}

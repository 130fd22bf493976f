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
  const counts = new Int32Array(wide + 1);
  for (let top = 0, line = 0; top < rows; top += side, line += wide) {
    const bottom = Math.min(rows, top + side);
    counts.fill(0);
    for (let run = starts[top] as number; run < (starts[bottom] as number); run += 1) {
      for (let at = edges[2 * run] as number; at < (edges[2 * run + 1] as number);) {
        const square = Math.floor(at / side);
        const end = Math.min(edges[2 * run + 1] as number, (square + 1) * side);
        counts[square] = (counts[square] as number) + end - at;
        at = end;
      }
    }
    for (let square = 0; square < wide; square += 1) {
      const cells = (bottom - top) * Math.min(side, columns - square * side);
      of[line + square] = counts[square] === 0 ? 0 : counts[square] === cells ? 2 : 1;
    }
    for (let row = top; row < bottom; row += 1) {
      let run = starts[row] as number;
      const last = starts[row + 1] as number;
      for (let square = 0; square < wide; square += 1) {
        if (of[line + square] !== 1) continue;
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

import { type Runs, RunsBuilder } from "./runs";
import { squareCounter } from "./square-counts";

/** Which squares of a grid hold no, some or only cells of a set, and the cells of those that hold some. */
export interface Cover {
  /** 0 for none, 1 for some, 2 for all of a square's cells, row-major. */
  readonly of: Uint8Array;
  /** In squares that hold some: the cells of the set, and the others. */
  readonly kept: Runs;
  readonly left: Runs;
}

/** Adds the cells of a row in some squares, ascending, to those of the set, `kept`, and the others, `left`. */
function sortRow(
  { columns, starts, edges }: Runs,
  row: number,
  squares: readonly number[],
  side: number,
  kept: RunsBuilder,
  left: RunsBuilder,
): void {
  let run = starts[row] as number;
  const last = starts[row + 1] as number;
  for (const square of squares) {
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

/** Sorts squares of side × side cells by how much of them is in a set; the work grows with rows, runs and squares. */
export function coverOf(set: Runs, side: number): Cover {
  const { rows, columns, starts } = set;
  const wide = Math.ceil(columns / side);
  const of = new Uint8Array(Math.ceil(rows / side) * wide);
  const kept = new RunsBuilder(rows, columns);
  const left = new RunsBuilder(rows, columns);
  const countsOf = squareCounter(set, side);
  for (let top = 0, line = 0; top < rows; top += side, line += wide) {
    const bottom = Math.min(rows, top + side);
    if (starts[top] === starts[bottom]) continue;
    const counts = countsOf(top, bottom);
    const partial: number[] = [];
    for (let square = 0; square < wide; square += 1) {
      const cells = (bottom - top) * Math.min(side, columns - square * side);
      const inside = counts[square] as number;
      of[line + square] = inside === 0 ? 0 : inside === cells ? 2 : 1;
      if (inside > 0 && inside < cells) partial.push(square);
    }
    for (let row = top; row < bottom; row += 1) sortRow(set, row, partial, side, kept, left);
  }
  return { of, kept: kept.build(), left: left.build() };
}

import type { Runs } from "./runs";

/**
 * Counts the cells of a set in each square of side × side cells, for the rows [top, bottom) of one row of squares. What it
 * returns is good until the next call. The work grows with the runs and the squares, not with the cells.
 */
export function squareCounter(
  { columns, starts, edges }: Runs,
  side: number,
): (top: number, bottom: number) => Int32Array {
  const wide = Math.ceil(columns / side);
  // Of squares where a run begins or ends the cells one by one; of those it covers from side to side, rows from where they begin.
  const counts = new Int32Array(wide + 1);
  const covered = new Int32Array(wide + 1);
  const add = (list: Int32Array, square: number, count: number): void => {
    list[square] = (list[square] as number) + count;
  };
  return (top, bottom) => {
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
    for (let square = 0, through = 0; square < wide; square += 1) {
      through += covered[square] as number;
      add(counts, square, through * side);
    }
    return counts;
  };
}

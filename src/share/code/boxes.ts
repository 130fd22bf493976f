import { eachRun, type Runs } from "../../model/runs";

/** Rows [top, bottom) and columns [left, right) of a grid. */
export type Box = readonly [top: number, bottom: number, left: number, right: number];

/** Runs as disjoint rectangles: a run that stands in the same columns as one of the row above makes it longer. */
export function boxesOf(runs: Runs): Box[] {
  const boxes: [number, number, number, number][] = [];
  let above = new Map<string, [number, number, number, number]>();
  let here: typeof above = new Map();
  let at = -1;
  eachRun(runs, (row, from, to) => {
    if (row !== at) {
      // A row without runs ends every rectangle.
      above = row === at + 1 ? here : new Map();
      here = new Map();
      at = row;
    }
    const key = `${from} ${to}`;
    const box = above.get(key) ?? [row, row, from, to];
    if (box[1] === row && box[0] === row) boxes.push(box);
    box[1] = row + 1;
    here.set(key, box);
  });
  return boxes;
}

import type { Pair } from "../../model/geometry";

/** Row `y` of a plane, until the next one is asked for. */
export type RowOf = (y: number) => Float32Array;

/**
 * Area-average filter: pixel (y, x) of the result is the mean of the source over the area that it covers,
 * rows y·H/h to (y + 1)·H/h. Overlaps are counted in whole numbers (units of 1/(H·h)) and summed in double precision,
 * so an exact integer factor gives the exact mean of its block, a constant stays constant and the same size is the
 * identity. Enlarging uses the same rule: each pixel of the result takes the source pixels it lies over.
 *
 * Rows of the source, of size [H, W] = `from`, are asked for in order, each once; the result is float32 [h, w] = `to`,
 * row-major. Sizes are whole and at least 1.
 */
export function boxResize(rowOf: RowOf, from: Pair, to: Pair): Float32Array<ArrayBuffer> {
  const [height, width] = from;
  const [rows, columns] = to;
  const result = new Float32Array(rows * columns);
  const sums = new Float64Array(columns);
  const reduced = new Float64Array(columns);
  let reducedRow = -1;

  for (let y = 0; y < rows; y += 1) {
    sums.fill(0);
    const [top, bottom] = [y * height, (y + 1) * height];
    for (let source = Math.floor(top / rows); source * rows < bottom; source += 1) {
      // A source row on the border of two result rows is needed twice, in a row.
      if (source !== reducedRow) reduceRow(rowOf(source), width, reduced);
      reducedRow = source;
      const overlap = Math.min((source + 1) * rows, bottom) - Math.max(source * rows, top);
      for (let x = 0; x < columns; x += 1) sums[x] = (sums[x] ?? 0) + overlap * (reduced[x] ?? 0);
    }
    for (let x = 0; x < columns; x += 1) result[y * columns + x] = (sums[x] ?? 0) / height / width;
  }
  return result;
}

/** Sums of one source row of `width` pixels over the columns of the result, not yet divided by `width`. */
function reduceRow(row: Float32Array, width: number, into: Float64Array): void {
  const columns = into.length;
  for (let x = 0; x < columns; x += 1) {
    const [left, right] = [x * width, (x + 1) * width];
    let sum = 0;
    for (let source = Math.floor(left / columns); source * columns < right; source += 1) {
      const overlap = Math.min((source + 1) * columns, right) - Math.max(source * columns, left);
      sum += overlap * (row[source] ?? 0);
    }
    into[x] = sum;
  }
}

/**
 * The size [H, W] that a picture is worked on: its own when it has at most `limitPixels`, and no side of more than
 * `limitSide`; otherwise, in the same proportions, an exact integer fraction of it when one is near (up to half as many
 * again as needed), else the largest size below the limits.
 */
export function suggestSize([height, width]: Pair, limitPixels: number, limitSide = Infinity): Pair {
  const factor = Math.max(Math.sqrt((height * width) / limitPixels), Math.max(height, width) / limitSide);
  if (factor <= 1) return [height, width];
  for (let divisor = Math.ceil(factor); divisor <= factor * 1.5; divisor += 1) {
    if (height % divisor === 0 && width % divisor === 0) return [height / divisor, width / divisor];
  }
  return [Math.max(1, Math.floor(height / factor)), Math.max(1, Math.floor(width / factor))];
}

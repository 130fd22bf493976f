/**
 * The inner loops, a function for each kind so that each sees arrays of one type only. `base` is an element of the picture
 * and `offset` leads from there to what each cell reads; `tap` likewise through the filter.
 */

/** Copies of the picture. */
export function copy(
  out: Float32Array,
  from: number,
  to: number,
  pixels: Float32Array,
  base: number,
  offset: Int32Array,
) {
  for (let k = from; k < to; k += 1) out[k] = pixels[base + (offset[k] as number)] as number;
}

/** Products with one weight. */
export function scale(
  out: Float32Array,
  from: number,
  to: number,
  pixels: Float32Array,
  base: number,
  offset: Int32Array,
  weight: number,
): void {
  for (let k = from; k < to; k += 1) out[k] = weight * (pixels[base + (offset[k] as number)] as number);
}

/** Products, each with its own tap of the filter. */
export function multiply(
  out: Float32Array,
  from: number,
  to: number,
  pixels: Float32Array,
  base: number,
  offset: Int32Array,
  filter: Float32Array,
  firstTap: number,
  tap: Int32Array,
): void {
  for (let k = from; k < to; k += 1) {
    out[k] = (filter[firstTap + (tap[k] as number)] as number) * (pixels[base + (offset[k] as number)] as number);
  }
}

/** Adds products with one weight, which is 1 before the filter has come in. */
export function addScaled(
  sums: Float64Array,
  from: number,
  to: number,
  pixels: Float32Array,
  base: number,
  offset: Int32Array,
  weight: number,
): void {
  for (let k = from; k < to; k += 1) {
    sums[k] = (sums[k] as number) + weight * (pixels[base + (offset[k] as number)] as number);
  }
}

/** Adds products, each with its own tap of the filter. */
export function addProducts(
  sums: Float64Array,
  from: number,
  to: number,
  pixels: Float32Array,
  base: number,
  offset: Int32Array,
  filter: Float32Array,
  firstTap: number,
  tap: Int32Array,
): void {
  for (let k = from; k < to; k += 1) {
    const weight = filter[firstTap + (tap[k] as number)] as number;
    sums[k] = (sums[k] as number) + weight * (pixels[base + (offset[k] as number)] as number);
  }
}

/** Adds `count` cells to the sums of squares of `side` cells each. */
export function addToSquares(squares: Float64Array, cells: Float32Array, count: number, side: number): void {
  for (let square = 0, at = 0; at < count; square += 1) {
    const end = Math.min(count, at + side);
    // Two chains of additions, for each waits for the one before.
    let even = squares[square] as number;
    let odd = 0;
    for (; at + 1 < end; at += 2) {
      even += cells[at] as number;
      odd += cells[at + 1] as number;
    }
    if (at < end) even += cells[at++] as number;
    squares[square] = even + odd;
  }
}

/** Takes `count` cells into the peaks of squares: the value of largest magnitude, or NaN as soon as there is one. */
export function peakOfSquares(squares: Float64Array, cells: Float32Array, count: number, side: number): void {
  for (let square = 0, at = 0; at < count; square += 1) {
    const end = Math.min(count, at + side);
    let least = 0;
    let most = 0;
    let odd = 0;
    for (; at < end; at += 1) {
      const value = cells[at] as number;
      if (value > most) most = value;
      else if (value < least) least = value;
      // 0 for everything finite, NaN for NaN and infinities.
      odd += value - value;
    }
    let before = squares[square] as number;
    if (odd !== odd) {
      // Rare: told apart with care.
      for (let again = end - 1; again >= square * side; again -= 1) if (Number.isNaN(cells[again])) before = NaN;
    }
    if (before !== before) squares[square] = NaN;
    else {
      const peak = -least > most ? least : most;
      squares[square] = Math.abs(peak) > Math.abs(before) ? peak : before;
    }
  }
}

/** Pixels [from, to) of a row that begins at `base`, as the first of a sum. */
export function startRow(row: Float64Array, pixels: Float32Array, base: number, from: number, to: number): void {
  for (let k = from; k < to; k += 1) row[k] = pixels[base + k] as number;
}

/** Adds pixels [from, to) of one more row. */
export function addRow(row: Float64Array, pixels: Float32Array, base: number, from: number, to: number): void {
  for (let k = from; k < to; k += 1) row[k] = (row[k] as number) + (pixels[base + k] as number);
}

/** Adds pixels [from, to) of four more rows: the sum is read and written a quarter as often. */
export function addRows(
  row: Float64Array,
  pixels: Float32Array,
  [a, b, c, d]: readonly [number, number, number, number],
  from: number,
  to: number,
): void {
  for (let k = from; k < to; k += 1) {
    const one = (pixels[a + k] as number) + (pixels[b + k] as number);
    const other = (pixels[c + k] as number) + (pixels[d + k] as number);
    row[k] = (row[k] as number) + (one + other);
  }
}

/** Adds `sum` to the sums (from, to]. */
function raise(sums: Float64Array, from: number, to: number, sum: number): void {
  for (let k = from + 1; k <= to; k += 1) sums[k] = (sums[k] as number) + sum;
}

/** Sums of the first 0 … `count` numbers of a row from `base` on; false when one of them is not finite. */
export function prefixSums(sums: Float64Array, row: Float64Array, base: number, count: number): boolean {
  // Four parts at once, for each addition waits for the one before; then each part is raised by those before it.
  const part = count >> 2;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let k = 0; k < part; k += 1) {
    a += row[base + k] as number;
    b += row[base + part + k] as number;
    c += row[base + 2 * part + k] as number;
    d += row[base + 3 * part + k] as number;
    sums[k + 1] = a;
    sums[part + k + 1] = b;
    sums[2 * part + k + 1] = c;
    sums[3 * part + k + 1] = d;
  }
  for (let k = 4 * part; k < count; k += 1) {
    d += row[base + k] as number;
    sums[k + 1] = d;
  }
  raise(sums, part, 2 * part, a);
  raise(sums, 2 * part, 3 * part, a + b);
  raise(sums, 3 * part, count, a + b + c);
  // x − x is 0 for finite numbers alone; sums of float32 numbers never become infinite here.
  const sum = a + b + c + d;
  return sum - sum === 0;
}

/** Sums of a row from the first of the columns `at` up to each of them, ascending; false when a number is not finite. */
export function sumsUpTo(sums: Float64Array, row: Float64Array, at: Int32Array): boolean {
  let sum = 0;
  sums[0] = 0;
  for (let s = 1; s < at.length; s += 1) {
    const end = at[s] as number;
    let k = at[s - 1] as number;
    // Two chains of additions, for each waits for the one before.
    let odd = 0;
    for (; k + 1 < end; k += 2) {
      sum += row[k] as number;
      odd += row[k + 1] as number;
    }
    if (k < end) sum += row[k] as number;
    sum += odd;
    sums[s] = sum;
  }
  return sum - sum === 0;
}

/** Adds to each total `weight` times the difference of the sums at two places that follow each other. */
export function addBetween(totals: Float64Array, sums: Float64Array, places: Int32Array, weight: number): void {
  let before = sums[places[0] as number] as number;
  for (let k = 0; k < totals.length; k += 1) {
    const after = sums[places[k + 1] as number] as number;
    totals[k] = (totals[k] as number) + weight * (after - before);
    before = after;
  }
}

/**
 * Adds to each total `weight` times the sum of the pixels between two edges, moved by `from`; outside the `most` pixels
 * there are zeros.
 */
export function addEdges(
  totals: Float64Array,
  prefix: Float64Array,
  most: number,
  edges: Int32Array,
  from: number,
  weight: number,
): void {
  const at = (edge: number): number => (edge > 0 ? (edge < most ? edge : most) : 0);
  let before = prefix[at(from + (edges[0] as number))] as number;
  for (let k = 0; k < totals.length; k += 1) {
    const after = prefix[at(from + (edges[k + 1] as number))] as number;
    totals[k] = (totals[k] as number) + weight * (after - before);
    before = after;
  }
}

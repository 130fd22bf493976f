/** How many numbers `RowLists` holds at a time, one row at least: 1 MB, which a processor's cache holds as well. */
const MOST_NUMBERS = 2 ** 18;

/** Shorter lists are sorted faster by insertion than by the engine's own sort. */
const SHORT = 24;

/** Memory that is written to again and again, for new memory costs more than what is written. One drawing at a time has it. */
let shared = new Int32Array(0);

/**
 * Numbers for each row: every part of a shape leaves at most one number, 0 or more, in each of the rows that it covers.
 * Only so many rows are held at a time, [top, bottom), so that a drawing of thousands of points takes no more room than a
 * small one. Of several, only the newest may be used: they share their memory.
 */
export class RowLists {
  top = 0;
  bottom = 0;
  /** How many parts cover each row. */
  private readonly most: Int32Array;
  /** Where the list of each row of the band begins, and where it ends by now. */
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private numbers = shared;
  private readonly row: [Int32Array, number, number] = [this.numbers, 0, 0];

  /** Part k covers the rows [first[k], end[k]) of `height` rows; none where that is empty. */
  constructor(
    first: Int32Array,
    end: Int32Array,
    private readonly height: number,
  ) {
    this.most = new Int32Array(height + 1);
    this.starts = new Int32Array(height);
    this.ends = new Int32Array(height);
    for (let k = 0; k < first.length; k += 1) {
      const [from, to] = [first[k] as number, end[k] as number];
      if (from >= to) continue;
      this.most[from] = (this.most[from] as number) + 1;
      this.most[to] = (this.most[to] as number) - 1;
    }
    for (let row = 1; row <= height; row += 1)
      this.most[row] = (this.most[row] as number) + (this.most[row - 1] as number);
  }

  /** Goes on to the next rows that parts cover, with nothing pushed to them; false when there are none. */
  next(): boolean {
    const { most, starts, ends, height } = this;
    let top = this.bottom;
    while (top < height && most[top] === 0) top += 1;
    let [bottom, room] = [top, 0];
    while (bottom < height && (bottom === top || room + (most[bottom] as number) <= MOST_NUMBERS)) {
      starts[bottom] = room;
      ends[bottom] = room;
      room += most[bottom] as number;
      bottom += 1;
    }
    [this.top, this.bottom] = [top, bottom];
    if (this.numbers.length < room) {
      this.numbers = new Int32Array(room);
      // A single row may take more than all others are allowed to: that is not kept.
      if (room <= MOST_NUMBERS) shared = this.numbers;
    }
    return top < bottom;
  }

  push(y: number, value: number): void {
    const at = this.ends[y] as number;
    this.numbers[at] = value;
    this.ends[y] = at + 1;
  }

  /** The number pushed last to a row, −1 when there is none. */
  last(y: number): number {
    const end = this.ends[y] as number;
    return end === this.starts[y] ? -1 : (this.numbers[end - 1] as number);
  }

  /** Replaces the number pushed last to a row. */
  setLast(y: number, value: number): void {
    this.numbers[(this.ends[y] as number) - 1] = value;
  }

  /** The numbers of a row, ascending: where they stand, from where and up to where. Good until the next call. */
  sortedRow(y: number): readonly [Int32Array, number, number] {
    const { row, numbers } = this;
    const [start, end] = [this.starts[y] as number, this.ends[y] as number];
    sort(numbers, start, end);
    [row[0], row[1], row[2]] = [numbers, start, end];
    return row;
  }
}

/** Sorts the numbers from `start` to `end`, ascending. */
function sort(numbers: Int32Array, start: number, end: number): void {
  if (end - start > SHORT) {
    numbers.subarray(start, end).sort();
    return;
  }
  for (let at = start + 1; at < end; at += 1) {
    const value = numbers[at] as number;
    let place = at;
    for (; place > start && (numbers[place - 1] as number) > value; place -= 1) {
      numbers[place] = numbers[place - 1] as number;
    }
    numbers[place] = value;
  }
}

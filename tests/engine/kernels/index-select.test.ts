import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { type AroundAxis, indexSelect, ZERO_ENTRY } from "../../../src/engine/kernels/index-select";
import { numbers, onEveryBackend, random } from "../on-every-backend";

/** What the kernel should give, one element at a time. */
function naive(values: Float32Array, { outer, size, inner }: AroundAxis, rows: readonly number[]): number[] {
  const found: number[] = [];
  for (let block = 0; block < outer; block += 1) {
    for (const row of rows) {
      for (let k = 0; k < inner; k += 1) {
        found.push(row === ZERO_ENTRY ? 0 : (values[(block * size + row) * inner + k] as number));
      }
    }
  }
  return found;
}

async function select(values: Float32Array, around: AroundAxis, rows: readonly number[]): Promise<number[]> {
  const x = tf.tensor1d(values);
  const indices = tf.tensor1d([...rows], "int32");
  const selected = indexSelect(x, indices, around);
  const found = [...(await selected.data())];
  tf.dispose([x, indices, selected]);
  return found;
}

const CASES: readonly (readonly [string, AroundAxis, readonly number[]])[] = [
  ["some rows of a matrix", { outer: 1, size: 6, inner: 4 }, [5, 0, 3]],
  ["a run of long rows", { outer: 1, size: 6, inner: 40 }, [1, 2, 3, 5]],
  ["columns", { outer: 5, size: 7, inner: 1 }, [6, 5, 4, 0, 0]],
  ["the middle axis", { outer: 3, size: 4, inner: 2 }, [1, 1, 2]],
  ["zeros around and between", { outer: 2, size: 3, inner: 2 }, [-1, -1, 0, 1, -1, 2, -1]],
  ["one row", { outer: 1, size: 1, inner: 3 }, [0]],
];

onEveryBackend("IndexSelect", () => {
  it.each(CASES)("picks %s", async (_, around, rows) => {
    const values = numbers(around.outer * around.size * around.inner, 7);
    expect(await select(values, around, rows)).toEqual(naive(values, around, rows));
  });

  it.each([1, 2, 3, 4, 5, 6])("picks what a naive loop picks, seed %i", async (seed) => {
    const next = random(seed);
    const whole = (most: number) => Math.floor(next() * most);
    const around = { outer: 1 + whole(4), size: 1 + whole(20), inner: 1 + whole(9) };
    const rows = Array.from({ length: 1 + whole(30) }, () => whole(around.size + 1) - 1);
    const values = numbers(around.outer * around.size * around.inner, seed);
    expect(await select(values, around, rows)).toEqual(naive(values, around, rows));
  });

  it("leaves NaN and infinities where they are, and zeros are zeros beside them", async () => {
    const values = Float32Array.from([NaN, Infinity, -Infinity, 1]);
    expect(await select(values, { outer: 1, size: 4, inner: 1 }, [3, -1, 0, 1, -1, 2])).toEqual([
      1,
      0,
      NaN,
      Infinity,
      0,
      -Infinity,
    ]);
  });

  it("refuses axes that do not make up the tensor", () => {
    const x = tf.tensor1d([1, 2, 3]);
    const indices = tf.tensor1d([0], "int32");
    expect(() => indexSelect(x, indices, { outer: 1, size: 2, inner: 1 })).toThrow("do not make up the tensor");
    tf.dispose([x, indices]);
  });
});

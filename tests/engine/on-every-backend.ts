import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import { startBackend } from "../../src/engine/backends";
import { type BackendName, BACKENDS } from "../../src/model/runner";

/** How far a value may be from the right one, relative to it: the GPUs round differently. */
export const TOLERANCE: Readonly<Record<BackendName, number>> = { wasm: 1e-5, cpu: 1e-5, webgl: 1e-4, webgpu: 1e-4 };

/** One in so many of a long list of cases is run on the GPUs, where every new shape is compiled in software first. */
const ONE_IN_ON_GPU = 10;

/**
 * The cases of a long list that a backend runs: all of them on wasm and cpu; on the GPUs the first of every few, and
 * all of them where the environment says `VITE_EVERY_CASE`, as `npm run test:pytorch` does.
 */
export function casesFor<Case>(backend: BackendName, cases: readonly Case[]): readonly Case[] {
  const all = backend === "wasm" || backend === "cpu" || import.meta.env["VITE_EVERY_CASE"] !== undefined;
  return all ? cases : cases.filter((_, at) => at % ONE_IN_ON_GPU === 0);
}

/** Runs one suite on each backend in turn; after each test as many tensors are alive as before it. */
export function onEveryBackend(
  title: string,
  suite: (backend: BackendName) => void,
  backends: readonly BackendName[] = BACKENDS,
): void {
  describe.each(backends)(`${title} · %s`, (backend) => {
    let before = 0;
    beforeAll(async () => {
      const status = await startBackend(backend, () => undefined);
      expect(status.notice).toBeNull();
      expect(tf.getBackend()).toBe(backend);
    });
    beforeEach(() => {
      before = tf.memory().numTensors;
    });
    afterEach(() => {
      expect(tf.memory().numTensors, "tensors alive after the test").toBe(before);
    });
    suite(backend);
  });
}

/** Compares value by value; NaN equals NaN, infinities equal themselves. Fails naming the first difference. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  what = "value",
): void {
  expect(actual.length, `length of ${what}`).toBe(expected.length);
  let largest = 1;
  for (let at = 0; at < expected.length; at += 1) {
    const size = Math.abs(expected[at] as number);
    if (Number.isFinite(size)) largest = Math.max(largest, size);
  }
  for (let at = 0; at < expected.length; at += 1) {
    const a = actual[at] as number;
    const e = expected[at] as number;
    if (Object.is(a, e) || a === e || (Number.isNaN(a) && Number.isNaN(e))) continue;
    // Sums that cancel are as exact as what they were summed from, not as what is left.
    if (!(Math.abs(a - e) <= relative * largest)) {
      expect.fail(`${what} ${at} is ${a}, should be ${e}`);
    }
  }
}

/** A small seeded generator of numbers in [0, 1), for tests only (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `size` numbers between -1 and 1. */
export function numbers(size: number, seed: number): Float32Array<ArrayBuffer> {
  const next = random(seed);
  return Float32Array.from({ length: size }, () => next() * 2 - 1);
}

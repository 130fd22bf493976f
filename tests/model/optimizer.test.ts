import { describe, expect, it } from "vitest";
import type { Optimizer } from "../../src/model/document";
import { optimizerStart, optimizerStep } from "../../src/model/optimizer";
import casesText from "../fixtures/optimizers.json?raw";
import { decodeFloats } from "../fixtures/load";

interface OptimizerCase {
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly lr: number;
  readonly values: string;
  readonly steps: readonly { readonly grad: string; readonly values: string }[];
}

// What autograd.py writes.
const CASES = JSON.parse(casesText) as readonly OptimizerCase[];

describe("optimizers, as torch.optim takes their steps", () => {
  it.each(CASES)("$name", ({ optimizer, lr, values, steps }) => {
    let state = optimizerStart(decodeFloats(values));
    for (const [k, step] of steps.entries()) {
      const before = state;
      state = optimizerStep(optimizer, lr, state, decodeFloats(step.grad));
      const theirs = decodeFloats(step.values);
      for (const [at, value] of state.filter.entries()) {
        // The last bit of a float32 near 1, once per step.
        expect(Math.abs(value - (theirs[at] as number)), `step ${k}, number ${at}`).toBeLessThan((k + 1) * 2e-7);
      }
      expect(state.steps).toBe(before.steps + 1);
      expect(state.filter).not.toBe(before.filter);
    }
  });

  it("change nothing of where they were", () => {
    for (const optimizer of ["sgd", "adam"] as const) {
      const start = optimizerStart(Float32Array.of(1, 2));
      optimizerStep(optimizer, 0.1, start, Float32Array.of(3, 4));
      expect(start).toEqual(optimizerStart(Float32Array.of(1, 2)));
    }
  });
});

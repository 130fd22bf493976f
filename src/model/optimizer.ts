import type { Optimizer } from "./document";

/** Where an optimizer stands: the numbers that it learns, and what it remembers of the gradients so far. */
export interface OptimizerState {
  readonly filter: Float32Array<ArrayBuffer>;
  /** Steps since what it remembers was last forgotten. */
  readonly steps: number;
  /** Adam's running means of the gradient and of its square; zeros for SGD. */
  readonly mean: Float32Array<ArrayBuffer>;
  readonly square: Float32Array<ArrayBuffer>;
}

/** The defaults of torch.optim.Adam. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPS = 1e-8;

/** An optimizer that remembers nothing yet. */
export const optimizerStart = (filter: Float32Array): OptimizerState => ({
  filter: Float32Array.from(filter),
  steps: 0,
  mean: new Float32Array(filter.length),
  square: new Float32Array(filter.length),
});

/**
 * One step, rounded to float32 where PyTorch rounds. SGD: θ ← θ − lr·g (torch/optim/sgd.py, no momentum). Adam, with
 * PyTorch's defaults β = (0.9, 0.999), ε = 1e-8: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − lr/(1 − β₁ᵗ) · m /
 * (√v / √(1 − β₂ᵗ) + ε) (torch/optim/adam.py, `_single_tensor_adam`).
 */
export function optimizerStep(
  optimizer: Optimizer,
  lr: number,
  before: OptimizerState,
  gradient: Float32Array,
): OptimizerState {
  const { fround } = Math;
  const filter = before.filter.slice();
  const steps = before.steps + 1;
  if (optimizer === "sgd") {
    for (let k = 0; k < filter.length; k += 1) filter[k] = (filter[k] as number) - lr * (gradient[k] as number);
    return { ...before, filter, steps };
  }
  const mean = before.mean.slice();
  const square = before.square.slice();
  const stepSize = lr / (1 - BETA1 ** steps);
  const correction = Math.sqrt(1 - BETA2 ** steps);
  for (let k = 0; k < filter.length; k += 1) {
    const g = gradient[k] as number;
    mean[k] = fround((mean[k] as number) * BETA1) + (1 - BETA1) * g;
    square[k] = fround((square[k] as number) * BETA2) + (1 - BETA2) * g * g;
    const denominator = fround(fround(Math.sqrt(square[k] as number)) / correction) + EPS;
    filter[k] = (filter[k] as number) - (stepSize * (mean[k] as number)) / fround(denominator);
  }
  return { filter, steps, mean, square };
}

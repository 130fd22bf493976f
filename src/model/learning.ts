import type { Optimizer } from "./document";
import type { LossSpec } from "./loss";
import type { OptimizerState } from "./optimizer";

/** Steps of learning that are asked for at once. */
export interface LearnRequest {
  readonly loss: LossSpec;
  readonly optimizer: Optimizer;
  /** Learning rate. */
  readonly lr: number;
  readonly state: OptimizerState;
  /** Steps at most. */
  readonly steps: number;
  /** Milliseconds after which no further step begins. */
  readonly milliseconds: number;
}

/** What was learned in them. */
export interface Learned {
  readonly state: OptimizerState;
  /** The loss before each step that was taken, and last the loss before the one that was not, when it is no number. */
  readonly losses: readonly number[];
  /** True when loss or filter are no numbers any more: the filter is then the last one that was. */
  readonly diverged: boolean;
}

/** How a gradient compares with finite differences. */
export interface Compared {
  /** How many of its numbers were compared, and how many it has. */
  readonly checked: number;
  readonly of: number;
  readonly absolute: number;
  /** The same, as a share of the largest number of the gradient among those compared; 0 where all are 0. */
  readonly relative: number;
}

/** Gradients against central differences (L(x + h) − L(x − h)) / 2h, h = `step`·max(1, |x|). */
export interface GradientCheck {
  readonly filter: Compared | null;
  readonly image: Compared | null;
  readonly step: number;
  /** What the losses were computed in. */
  readonly precision: "float64" | "float32";
}

/** The largest differences between gradients and finite differences, number by number. */
export function compared(gradient: readonly number[], differences: readonly number[], of: number): Compared {
  let absolute = 0;
  let largest = 0;
  for (const [k, exact] of gradient.entries()) {
    const off = Math.abs(exact - (differences[k] as number));
    // A number that is none is as far off as can be.
    absolute = Math.max(absolute, Number.isNaN(off) ? Infinity : off);
    largest = Math.max(largest, Math.abs(exact));
  }
  return { checked: gradient.length, of, absolute, relative: absolute === 0 ? 0 : absolute / largest };
}

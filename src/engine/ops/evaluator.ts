import type { Outcome } from "../../model/ops/operation";
import type { Strided } from "../strided";

/**
 * The values of one operation: what model/ops says of its layout, computed. `outcome` is the model's word for these
 * inputs; the result has exactly that layout. Called inside a tidy: intermediate tensors need no disposing.
 */
export type Evaluator<Args> = (args: Args, inputs: readonly Strided[], outcome: Outcome) => Strided;

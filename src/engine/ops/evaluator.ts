import type { DType } from "../../model/dtype";
import type { TypedOutcome } from "../../model/outcome";
import type { Strided } from "../strided";

/** The model's word for a call, and what kind of numbers its operands hold. */
export interface Told extends TypedOutcome {
  readonly dtypes: readonly DType[];
}

/**
 * The values of one operation: what model/ops says of its layout, computed. `outcome` is the model's word for these
 * inputs; the result has exactly that layout. Called inside a tidy: intermediate tensors need no disposing.
 */
export type Evaluator<Args> = (args: Args, inputs: readonly Strided[], outcome: Told) => Strided;

import { type DType, dtypeAt } from "./dtype";
import type { Layout } from "./layout";
import type { OperandFacts, Outcome } from "./ops/operation";
import { type Call, operationOf } from "./program";

/** An outcome together with what kind of numbers the result holds. */
export interface TypedOutcome extends Outcome {
  readonly dtype: DType;
}

/** What a call makes of its operands: layout and dtype. Throws PyTorch's error when either is refused, shapes first. */
export function outcomeOf(call: Call, operands: readonly (OperandFacts & { readonly layout: Layout })[]): TypedOutcome {
  const operation = operationOf(call);
  const layouts = operands.map(({ layout }) => layout);
  const dtypes = operands.map(({ dtype }) => dtype);
  const outcome = operation.outcome(layouts, call.args, operands);
  const dtype = operation.dtype ? operation.dtype(dtypes, call.args, layouts) : dtypeAt(dtypes, 0);
  return { ...outcome, dtype };
}

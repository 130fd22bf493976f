import { PlaygroundError } from "../../model/errors";
import type { Call } from "../../model/program";
import { CORE_EVALUATORS } from "./core";
import type { Evaluator } from "./evaluator";
import type { TYPED_EVALUATORS } from "./typed";

let known: typeof CORE_EVALUATORS & Partial<typeof TYPED_EVALUATORS> = CORE_EVALUATORS;

/** Makes the evaluators known that only typed programs ask for. */
export function knowTypedEvaluators(typed: typeof TYPED_EVALUATORS): void {
  known = { ...CORE_EVALUATORS, ...typed };
}

/**
 * The evaluator of a call, taking that call's arguments. Throws `PlaygroundError`: "no-evaluator" for a gradient, which has
 * none, "operation-missing" for one that was not made known yet.
 */
export function evaluatorOf({ op }: Call): Evaluator<Call["args"]> {
  if (op === "grad") {
    throw new PlaygroundError("no-evaluator", "a gradient is computed from the program it is part of");
  }
  const found = known[op];
  if (!found) throw new PlaygroundError("operation-missing", `${op} is asked for before it was fetched`, { name: op });
  // A call pairs an operation with its own arguments; TypeScript forgets the pairing once the name is looked up.
  return found as Evaluator<Call["args"]>;
}

import { PlaygroundError } from "../../model/errors";
import type { Call } from "../../model/program";

/** An operation that a language has no line for yet, in plain words. */
export function noLineFor(call: Call, language: string): PlaygroundError {
  return new PlaygroundError(
    "code",
    `there is no ${language} line for ${call.op} yet: take the code as PyTorch, which has every operation`,
    { operation: call.op, language },
  );
}

import { advice } from "../model/advice";
import type { Program } from "../model/program";
import { trace } from "../model/trace";
import type { Failure } from "./failure";

/** Plain words for Python's own errors, by their beginning. */
const PYTHON: readonly (readonly [RegExp, string])[] = [
  [/^name '(\w+)' is not defined/, "Assign it before this line; image, filt and region are there already."],
  [
    /^too many values to unpack|^not enough values to unpack/,
    "Write as many names on the left of = as there are values on the right.",
  ],
  [
    /^cannot unpack non-iterable/,
    "Only a tuple, a list or a shape can be taken apart; write one name on the left of =.",
  ],
  [/was never closed|^unmatched|does not match opening/, "Every bracket needs its partner; count them on this line."],
  [/^unterminated/, "A text ends with the quote it began with."],
  [/^unexpected indent/, "All lines start in the same column here."],
  [/missing \d+ required positional arg/, "Give the arguments that are named."],
  [/takes .* positional argument/, "Leave out the arguments that are too many."],
  [/got an unexpected keyword argument|is an invalid keyword/, "It has no parameter of that name."],
  [
    /received an invalid combination of arguments/,
    "Compare the kinds of your arguments with the ways listed to call it.",
  ],
  [/must be .*, not |must be .*, but found/, "Give an argument of the kind that is asked for."],
  [/object has no attribute|has no attribute/, "Look at the spelling: there is nothing of that name."],
  [/object is not callable/, "Leave the brackets out: it is a value, not a function."],
  [/unsupported operand type|can only concatenate/, "The two sides do not go together; look at what each of them is."],
  [/division|modulo/, "The number on the right is 0."],
  [/index out of range/, "Count from 0 up to one less than the length, or from -1 backwards."],
  [/^invalid syntax|^cannot assign/, "Python cannot read this; look for a missing comma, bracket or operator."],
];

/** One or two plain sentences on what went wrong and what would mend it. */
export function adviceOn(failure: Failure, program: Program): string {
  const refused = trace(program).at(-1);
  if (failure.kind === "pytorch" && refused?.kind === "refused" && refused.error === failure.message) {
    return advice(refused, program);
  }
  const found = PYTHON.find(([pattern]) => pattern.test(failure.message));
  if (found) return found[1];
  return failure.kind === "pytorch"
    ? "PyTorch does not take these arguments; change them."
    : "Python does not take this; change the line.";
}

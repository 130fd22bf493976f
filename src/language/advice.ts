import { advice } from "../model/advice";
import type { Program } from "../model/program";
import { trace } from "../model/trace";
import type { Failure } from "./failure";

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);
const numbersIn = (text: string): number[] => (text.match(/-?\d+/g) ?? []).map(Number);

/** What the numbers in an error say, for PyTorch's commonest refusals. */
const NUMBERS: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [
    /^mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)/,
    (_rows = "", columns = "", rows = "") =>
      `Each row on the left has ${columns} numbers, each column on the right ${rows}: they must be equally many. Flatten or transpose one of the two.`,
  ],
  [
    /^shape '\[(.*)\]' is invalid for input of size (\d+)/,
    (shape = "", size = "") => {
      const sizes = numbersIn(shape);
      const known = product(sizes.filter((each) => each !== -1));
      const left = `there are ${size} numbers`;
      return sizes.includes(-1)
        ? `The sizes beside -1 make ${known}, and ${left}, which ${known} does not divide. Change one of the sizes.`
        : `These sizes make ${known}, but ${left}. Change one of them, or leave one to PyTorch as -1.`;
    },
  ],
  [
    /^The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)/,
    (a = "", b = "", axis = "") =>
      `Axes are matched from the last one backwards: at axis ${axis} the left tensor has ${a} entries, the right one ${b}. They must be equal, or one of them 1.`,
  ],
  [
    /^Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)/,
    (_least = "", most = "", got = "") =>
      `The tensor has ${Number(most) + 1} ${most === "0" ? "axis" : "axes"}: count them from 0 to ${most}, or from -1 backwards. There is no axis ${got}.`,
  ],
  [
    /^maximum size for tensor at dimension (\d+) is (\d+) but size is (\d+)/,
    (axis = "", length = "", size = "") =>
      `A window of ${size} does not fit into axis ${axis}, which has ${length} entries. Choose a smaller window, or pad first.`,
  ],
  [
    /^index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)/,
    (index = "", axis = "", size = "") =>
      `Axis ${axis} has ${size} entries, counted from 0 to ${Number(size) - 1}, or from -1 backwards. There is no entry ${index}.`,
  ],
  [
    /^start \((-?\d+)\) \+ length \((\d+)\) exceeds dimension size \((\d+)\)/,
    (start = "", length = "", size = "") =>
      `${length} entries from ${start} on would end at ${Number(start) + Number(length)}, but the axis ends at ${size}.`,
  ],
  [
    /^too many indices for tensor of dimension (\d+)/,
    (rank = "") => `The tensor has ${rank} ${rank === "1" ? "axis" : "axes"}; leave out the indices that are too many.`,
  ],
  [
    /expected input\[(.*)\] to have (\d+) channels, but got (\d+) channels/,
    (_shape = "", wanted = "", got = "") =>
      `Each filter has ${wanted} ${wanted === "1" ? "slice" : "slices"}, the input ${got} channels: a filter needs a slice for every channel of its group.`,
  ],
  [
    /^grad can be implicitly created only for scalar outputs/,
    () => "A loss is one number: add .sum() or .mean() before .backward().",
  ],
  [
    /^element 0 of tensors does not require grad/,
    () =>
      "Nothing in this loss wants gradients: make what is to be learned with nn.Parameter(x), or call x.requires_grad_() first.",
  ],
  [
    /^Trying to backward through the graph a second time/,
    () =>
      "PyTorch lets go of the way back once it has been gone: compute the loss again, or write .backward(retain_graph=True).",
  ],
];

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

/** One or two plain sentences on the numbers involved and on what would mend it. */
export function adviceOn({ kind, message }: Failure, program: Program): string {
  for (const [pattern, words] of NUMBERS) {
    const match = pattern.exec(message);
    if (match) return words(...match.slice(1));
  }
  const refused = kind === "pytorch" ? trace(program).at(-1) : undefined;
  if (refused?.kind === "refused" && refused.error === message) return advice(refused, program);
  const found = PYTHON.find(([pattern]) => pattern.test(message));
  if (found) return found[1];
  return kind === "pytorch"
    ? "PyTorch does not take these arguments; change them."
    : "Python does not take this; change the line.";
}

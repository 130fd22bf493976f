import { axisName } from "./axes";
import { at, upTo } from "./dims";
import { numel, type Layout } from "./layout";
import { operationOf, type Call, type Program, type RefusedStep } from "./program";
import { regroup } from "./regroup";
import { operandOf, trace } from "./trace";
import { inferShape } from "./view-stride";

/** How an operation leaves two axes that no single stride can merge; only these can do it. */
const LEAVES: Partial<Record<Call["op"], string>> = {
  permute: "in an order that no single stride can merge",
  transpose: "in an order that no single stride can merge",
  unfold: "stepping over shared memory, so that no single stride can merge them",
  slice: "with gaps in memory, so that no single stride can merge them",
  expand: "repeated by a stride of 0, so that no single stride can merge them",
};

/** What would mend a refused step whose error reads so, for every error but that of `view`. */
const MENDS: readonly (readonly [RegExp, string])[] = [
  [
    /^maximum size for tensor at dimension/,
    "The window reaches past the end of the axis; choose a smaller kernel_size or dilation, or add padding.",
  ],
  [
    /^Argument #\d: Padding size should be less/,
    "Reflect padding mirrors without repeating the edge, so it must be smaller than the axis; choose less padding or another padding_mode.",
  ],
  [
    /^Padding value causes wrapping around/,
    "Circular padding can go round the image once; choose padding of at most the axis, or another padding_mode.",
  ],
  [
    /^The size of tensor a/,
    "Two sizes that meet must be equal, or one of them must be 1 so that it can be repeated; give both tensors matching axes.",
  ],
  [
    /shapes cannot be multiplied|^size mismatch|^inconsistent tensor size/,
    "The last axis of the left operand must be as long as the first of the right one; flatten or transpose one of them.",
  ],
  [
    /is invalid for input of size/,
    "The new sizes must multiply to the number of elements there are; change one of them, or leave one to PyTorch as -1.",
  ],
  [
    /index out of range in self|out of DATA bounds|is out of bounds for dimension/,
    "A row number lies outside the axis; keep only numbers from 0 up to one less than its size.",
  ],
  [/^Dimension out of range/, "The tensor has no such axis; count axes from 0, or from -1 backwards."],
];

/** One plain sentence on what would mend a step that PyTorch refuses; `step` is the last of the program's trace. */
export function advice(step: RefusedStep, program: Program): string {
  if (step.error.startsWith("view size is not compatible")) return viewAdvice(program);
  const mend = MENDS.find(([pattern]) => pattern.test(step.error));
  return mend?.[1] ?? `PyTorch does not take these arguments for ${step.heading.name}; change them.`;
}

const INSTEAD = "call .contiguous() before the view, or use .reshape.";

function viewAdvice(program: Program): string {
  const steps = trace(program);
  // Step 0 is the image, so that the last step is one behind its call.
  const call = program.calls[steps.length - 2];
  const [input] = call?.inputs ?? [];
  if (call?.op !== "view" || !input) return `The strides do not allow this view; ${INSTEAD}`;
  const { layout, axes } = operandOf(program, steps, input);
  const { links } = regroup(axes, inferShape(call.args.shape, numel(layout.shape)), call.args.parts);
  const pair = unmergeable(layout, (a, b) =>
    links.some(({ from, to }) => from === a && links.some((other) => other.from === b && other.to === to)),
  );
  const culprit = culpritBefore(program, call);
  if (!pair || !culprit) return `The strides do not allow this view; ${INSTEAD}`;
  const [first, second] = pair.map((axis) => axisName(at(axes, axis)));
  return `The ${operationOf(culprit).name} left the axes ${first} and ${second} ${LEAVES[culprit.op]}; ${INSTEAD}`;
}

/** The first two neighbouring axes that the view brings together although one stride does not run through both. */
function unmergeable({ shape, stride }: Layout, meet: (a: number, b: number) => boolean): number[] | null {
  const real = upTo(shape.length).filter((axis) => shape[axis] !== 1);
  for (let i = 0; i + 1 < real.length; i += 1) {
    const outer = at(real, i);
    const inner = at(real, i + 1);
    if (meet(outer, inner) && at(stride, outer) !== at(shape, inner) * at(stride, inner)) return [outer, inner];
  }
  return null;
}

/** The latest line before `call`, along its first operands, that can leave axes unmergeable. */
function culpritBefore(program: Program, call: Call): Call | null {
  let current: Call | undefined = call;
  while (current) {
    const [input]: Call["inputs"] = current.inputs;
    current = input && "call" in input ? program.calls[input.call] : undefined;
    if (current && LEAVES[current.op]) return current;
  }
  return null;
}

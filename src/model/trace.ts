import type { Axis, AxisLink } from "./axes";
import { PlaygroundError, PyTorchError } from "./errors";
import { BYTES_OF, type DType } from "./dtype";
import { bytesOf, extentOf, isContiguous, numel, type Layout } from "./layout";
import { checkElements } from "./limits";
import { outcomeOf } from "./outcome";
import {
  codeOf,
  inputOf,
  operandCodes,
  operationOf,
  type Call,
  type DoneStep,
  type Operand,
  type Program,
  type Step,
} from "./program";

/**
 * The steps of a program without computing a value: step 0 is the input `image`, step k the k-th call. Ends with the
 * step that PyTorch refuses, if there is one. Throws `PlaygroundError` for a program that names what it does not have.
 */
export function trace(program: Program): Step[] {
  const image = inputOf(program, "image");
  const done: DoneStep[] = [
    {
      kind: "done",
      code: image.code,
      heading: { name: "image", args: "" },
      layout: image.layout,
      dtype: image.dtype ?? "float32",
      storage: extentOf(image.layout),
      contiguous: isContiguous(image.layout),
      copies: false,
      bytes: 0,
      axes: image.axes,
      links: [],
      multiplyAdds: 0,
    },
  ];
  for (const call of program.calls) {
    try {
      done.push(stepFor(program, call, done));
    } catch (thrown) {
      if (!(thrown instanceof PyTorchError)) throw thrown;
      const heading = operationOf(call).heading(call.args, operandCodes(program, call));
      return [...done, { kind: "refused", code: codeOf(program, call), heading, error: thrown.message }];
    }
  }
  return done;
}

/** What is known of an operand without its values. */
export interface TracedOperand {
  readonly layout: Layout;
  readonly axes: readonly Axis[];
  readonly dtype: DType;
  /** Elements of its storage. */
  readonly storage: number;
}

/** Layout, axes and dtype of an operand, once the calls before it are done. */
export function operandOf(program: Program, steps: readonly Step[], operand: Operand): TracedOperand {
  if ("input" in operand) {
    const { layout, axes, dtype = "float32" } = inputOf(program, operand.input);
    return { layout, axes, dtype, storage: extentOf(layout) };
  }
  const step = steps[operand.call + 1];
  if (step?.kind !== "done") {
    throw new PlaygroundError("unknown-call", `call ${operand.call} has no result to be used`, operand);
  }
  return step;
}

function stepFor(program: Program, call: Call, done: readonly DoneStep[]): DoneStep {
  const operation = operationOf(call);
  const operands = call.inputs.map((operand) => operandOf(program, done, operand));
  const layouts = operands.map(({ layout }) => layout);
  const axes = operands.map((operand) => operand.axes);
  const { layout, copies, dtype } = outcomeOf(call, operands);
  checkElements(layout.shape);
  return {
    kind: "done",
    code: codeOf(program, call),
    heading: operation.heading(call.args, operandCodes(program, call)),
    layout,
    dtype,
    storage: copies ? extentOf(layout) : (operands[0]?.storage ?? 0),
    contiguous: isContiguous(layout),
    copies,
    bytes: copies ? bytesOf(numel(layout.shape), BYTES_OF[dtype]) : 0,
    axes: operation.axes(axes, layouts, call.args),
    links: linksFromPrevious(operation.links(axes, layouts, call.args), call.inputs, done.length - 1),
    multiplyAdds: operation.multiplyAdds(layouts, call.args),
  };
}

/** The ribbons that start at the step before, whichever operand that step is. */
function linksFromPrevious(links: readonly AxisLink[], inputs: readonly Operand[], previous: number): AxisLink[] {
  const operand = inputs.findIndex((input) =>
    "call" in input ? input.call === previous - 1 : previous === 0 && input.input === "image",
  );
  return links.filter(({ input }) => input === operand).map(({ from, to }) => ({ input: 0, from, to }));
}

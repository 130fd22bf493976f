import type { Axis, AxisLink } from "./axes";
import { PlaygroundError, PyTorchError } from "./errors";
import { bytesOf, isContiguous, numel, type Layout } from "./layout";
import {
  codeOf,
  inputOf,
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
      const heading = operationOf(call).heading(call.args);
      return [...done, { kind: "refused", code: codeOf(program, call), heading, error: thrown.message }];
    }
  }
  return done;
}

/** Layout and axes of an operand, once the calls before it are done. */
export function operandOf(
  program: Program,
  steps: readonly Step[],
  operand: Operand,
): { readonly layout: Layout; readonly axes: readonly Axis[] } {
  if ("input" in operand) return inputOf(program, operand.input);
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
  const { layout, copies } = operation.outcome(layouts, call.args);
  return {
    kind: "done",
    code: codeOf(program, call),
    heading: operation.heading(call.args),
    layout,
    contiguous: isContiguous(layout),
    copies,
    bytes: copies ? bytesOf(numel(layout.shape)) : 0,
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

import { operand, wrapDim } from "../dims";
import { PyTorchError } from "../errors";
import { numel, type Shape } from "../layout";
import type { Operation } from "./operation";
import { reshape } from "./reshape";

/** First and last axis of the run that becomes one; 0 and −1 for all. */
export interface FlattenArgs {
  readonly start: number;
  readonly end: number;
}

/** `Tensor.flatten`: neighbouring axes merged into one, as `reshape` does it. */
export const flatten: Operation<FlattenArgs> = {
  name: "flatten",

  outcome(inputs, args) {
    const input = operand(inputs, 0);
    const shape = flatShape(input.shape, args);
    // With nothing to merge PyTorch hands back the tensor itself.
    return shape.length === input.shape.length ? { layout: input, copies: false } : reshape.outcome(inputs, { shape });
  },

  code: (args, operands) => `${operand(operands, 0)}.flatten${written(args)}`,

  heading: (args) => ({ name: "flatten", args: written(args) }),

  sources: (inputs, args, index) =>
    reshape.sources(inputs, { shape: flatShape(operand(inputs, 0).shape, args) }, index),

  targets: (inputs, args, input, index) =>
    reshape.targets(inputs, { shape: flatShape(operand(inputs, 0).shape, args) }, input, index),

  axes: (axes, inputs, args) => reshape.axes(axes, inputs, flatArgs(axes, inputs, args)),

  links: (axes, inputs, args) => reshape.links(axes, inputs, flatArgs(axes, inputs, args)),

  multiplyAdds: () => 0,
};

function range({ start, end }: FlattenArgs, rank: number): readonly [number, number] {
  const first = wrapDim(start, rank);
  const last = wrapDim(end, rank);
  if (first > last) throw new PyTorchError("flatten() has invalid args: start_dim cannot come after end_dim");
  return [first, last];
}

function flatShape(shape: Shape, args: FlattenArgs): number[] {
  const [first, last] = range(args, shape.length);
  return [...shape.slice(0, first), numel(shape.slice(first, last + 1)), ...shape.slice(last + 1)];
}

/** `reshape`'s arguments, with the parts that each axis takes: the merged one those of the whole run. */
function flatArgs(
  axes: Parameters<typeof reshape.axes>[0],
  inputs: Parameters<typeof reshape.axes>[1],
  args: FlattenArgs,
): { readonly shape: number[]; readonly parts: number[] } {
  const { shape } = operand(inputs, 0);
  const [first, last] = range(args, shape.length);
  const counts = operand(axes, 0).map((axis) => axis.parts.length);
  const merged = counts.slice(first, last + 1).reduce((sum, count) => sum + count, 0);
  return {
    shape: flatShape(shape, args),
    parts: [...counts.slice(0, first), merged, ...counts.slice(last + 1)],
  };
}

const written = ({ start, end }: FlattenArgs): string => {
  if (end !== -1) return `(${start}, ${end})`;
  return start === 0 ? "()" : `(${start})`;
};

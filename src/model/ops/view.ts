import { operand, parenthesised } from "../dims";
import { PyTorchError } from "../errors";
import { numel, type Shape } from "../layout";
import { regroup } from "../regroup";
import { sameElement } from "../reshaping";
import { inferShape, viewStride } from "../view-stride";
import type { Operation } from "./operation";

/** The shape asked for, one size of which may be −1. */
export interface ViewArgs {
  readonly shape: Shape;
  /** How many of the input's axis parts each new axis takes, for naming axes where sizes of 1 leave it open. */
  readonly parts?: readonly number[];
}

/** `Tensor.view`: the same storage under another shape; refused when the strides do not allow it. */
export const view: Operation<ViewArgs> = {
  name: "view",

  outcome(inputs, args) {
    const input = operand(inputs, 0);
    const shape = inferShape(args.shape, numel(input.shape));
    const stride = viewStride(input, shape);
    if (stride === null) {
      throw new PyTorchError(
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
      );
    }
    return { layout: { shape, stride, offset: input.offset }, copies: false };
  },

  code: ({ shape }, operands) => `${operand(operands, 0)}.view${parenthesised(shape)}`,

  heading: ({ shape }) => ({ name: "view", args: parenthesised(shape) }),

  sources(inputs, args, index) {
    const { shape } = operand(inputs, 0);
    return [{ input: 0, index: sameElement(inferShape(args.shape, numel(shape)), shape, index) }];
  },

  targets(inputs, args, _input, index) {
    const { shape } = operand(inputs, 0);
    return [sameElement(shape, inferShape(args.shape, numel(shape)), index)];
  },

  axes: (axes, inputs, args) =>
    regroup(operand(axes, 0), inferShape(args.shape, numel(operand(inputs, 0).shape)), args.parts).axes,

  links: (axes, inputs, args) =>
    regroup(operand(axes, 0), inferShape(args.shape, numel(operand(inputs, 0).shape)), args.parts).links,

  multiplyAdds: () => 0,
};

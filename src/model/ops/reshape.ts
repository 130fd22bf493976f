import { operand, parenthesised } from "../dims";
import { contiguousLayout, numel } from "../layout";
import { inferShape, viewStride } from "../view-stride";
import type { Operation } from "./operation";
import { view, type ViewArgs } from "./view";

export type ReshapeArgs = ViewArgs;

/** `Tensor.reshape`: a view where the strides allow one, otherwise a row-major copy. */
export const reshape: Operation<ReshapeArgs> = {
  ...view,
  name: "reshape",

  outcome(inputs, args) {
    const input = operand(inputs, 0);
    const shape = inferShape(args.shape, numel(input.shape));
    const stride = viewStride(input, shape);
    return stride === null
      ? { layout: contiguousLayout(shape), copies: true }
      : { layout: { shape, stride, offset: input.offset }, copies: false };
  },

  code: ({ shape }, operands) => `${operand(operands, 0)}.reshape${parenthesised(shape)}`,

  heading: ({ shape }) => ({ name: "reshape", args: parenthesised(shape) }),
};

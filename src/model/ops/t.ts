import { mappedAxes } from "../axis-map";
import { operand, upTo } from "../dims";
import type { NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `Tensor.T`: all axes in reverse, whatever their number. Always a view. */
export const t: Operation<NoArgs> = {
  ...mappedAxes<NoArgs>(({ length }) => ({ from: upTo(length).toReversed() })),
  name: "t",

  outcome(inputs) {
    const { shape, stride, offset } = operand(inputs, 0);
    return { layout: { shape: shape.toReversed(), stride: stride.toReversed(), offset }, copies: false };
  },

  code: (_args, operands) => `${operand(operands, 0)}.T`,

  heading: () => ({ name: "T", args: "" }),
};

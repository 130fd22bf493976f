import { mappedAxes } from "../axis-map";
import { operand, upTo } from "../dims";
import type { NoArgs } from "../elementwise";
import { PyTorchError } from "../errors";
import type { Operation } from "./operation";

/** `Tensor.mT`: the last two axes change places; a scalar stays as it is. Always a view. */
export const mT: Operation<NoArgs> = {
  ...mappedAxes<NoArgs>(({ length }) => ({ from: swapped(upTo(length)) })),
  name: "mT",

  outcome(inputs) {
    const { shape, stride, offset } = operand(inputs, 0);
    return { layout: { shape: swapped(shape), stride: swapped(stride), offset }, copies: false };
  },

  code: (_args, operands) => `${operand(operands, 0)}.mT`,

  heading: () => ({ name: "mT", args: "" }),
};

function swapped(list: readonly number[]): number[] {
  if (list.length === 1) {
    throw new PyTorchError("tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.");
  }
  return [...list.slice(0, -2), ...list.slice(-2).toReversed()];
}

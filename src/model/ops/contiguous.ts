import { operand } from "../dims";
import { contiguousLayout, isContiguous } from "../layout";
import { sameElements } from "../same-elements";
import type { Operation } from "./operation";

export type ContiguousArgs = Readonly<Record<string, never>>;

/** `Tensor.contiguous`: a row-major copy, or the tensor itself when it is row-major already. */
export const contiguous: Operation<ContiguousArgs> = {
  ...sameElements,
  name: "contiguous",

  outcome(inputs) {
    const input = operand(inputs, 0);
    return isContiguous(input)
      ? { layout: input, copies: false }
      : { layout: contiguousLayout(input.shape), copies: true };
  },

  code: (_args, operands) => `${operand(operands, 0)}.contiguous()`,

  heading: () => ({ name: "contiguous", args: "()" }),
};

import { cloneStride } from "../dense-stride";
import { operand } from "../dims";
import type { NoArgs } from "../elementwise";
import { sameElements } from "../same-elements";
import type { Operation } from "./operation";

/** `Tensor.clone`: a copy that keeps the order in memory, gaps and repeats left out (`torch.preserve_format`). */
export const clone: Operation<NoArgs> = {
  ...sameElements,
  name: "clone",

  outcome(inputs) {
    const input = operand(inputs, 0);
    return { layout: { shape: [...input.shape], stride: cloneStride(input), offset: 0 }, copies: true };
  },

  code: (_args, operands) => `${operand(operands, 0)}.clone()`,

  heading: () => ({ name: "clone", args: "()" }),
};

import { operand } from "../dims";
import type { NoArgs } from "../elementwise";
import { sameElements } from "../same-elements";
import type { Operation } from "./operation";

/** `Tensor.detach`: the same tensor, through which no gradient flows. Always a view. */
export const detach: Operation<NoArgs> = {
  ...sameElements,
  name: "detach",

  outcome: (inputs) => ({ layout: operand(inputs, 0), copies: false }),

  code: (_args, operands) => `${operand(operands, 0)}.detach()`,

  heading: () => ({ name: "detach", args: "()" }),
};

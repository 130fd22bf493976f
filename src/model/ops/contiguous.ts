import { operand, upTo } from "../dims";
import { contiguousLayout, isContiguous } from "../layout";
import type { Operation } from "./operation";

export type ContiguousArgs = Readonly<Record<string, never>>;

/** `Tensor.contiguous`: a row-major copy, or the tensor itself when it is row-major already. */
export const contiguous: Operation<ContiguousArgs> = {
  name: "contiguous",

  outcome(inputs) {
    const input = operand(inputs, 0);
    return isContiguous(input)
      ? { layout: input, copies: false }
      : { layout: contiguousLayout(input.shape), copies: true };
  },

  code: (_args, operands) => `${operand(operands, 0)}.contiguous()`,

  heading: () => ({ name: "contiguous", args: "()" }),

  sources: (_inputs, _args, index) => [{ input: 0, index: [...index] }],

  targets: (_inputs, _args, _input, index) => [[...index]],

  axes: (axes) => [...operand(axes, 0)],

  links: (_axes, inputs) => upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),

  multiplyAdds: () => 0,
};

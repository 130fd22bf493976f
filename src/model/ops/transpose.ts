import { at, operand, parenthesised, upTo, wrapDim } from "../dims";
import type { Operation } from "./operation";

/** The two axes that change places. */
export interface TransposeArgs {
  readonly dim0: number;
  readonly dim1: number;
}

/** `Tensor.transpose`: two axes change places, no number moved. */
export const transpose: Operation<TransposeArgs> = {
  name: "transpose",

  outcome(inputs, args) {
    const input = operand(inputs, 0);
    return {
      layout: { shape: swapped(input.shape, args), stride: swapped(input.stride, args), offset: input.offset },
      copies: false,
    };
  },

  code: ({ dim0, dim1 }, operands) => `${operand(operands, 0)}.transpose${parenthesised([dim0, dim1])}`,

  heading: ({ dim0, dim1 }) => ({ name: "transpose", args: parenthesised([dim0, dim1]) }),

  sources: (_inputs, args, index) => [{ input: 0, index: swapped(index, args) }],

  targets: (_inputs, args, _input, index) => [swapped(index, args)],

  axes: (axes, _inputs, args) => swapped(operand(axes, 0), args),

  links: (_axes, inputs, args) =>
    swapped(upTo(operand(inputs, 0).shape.length), args).map((from, to) => ({ input: 0, from, to })),

  multiplyAdds: () => 0,
};

function swapped<T>(list: readonly T[], { dim0, dim1 }: TransposeArgs): T[] {
  const first = wrapDim(dim0, list.length);
  const second = wrapDim(dim1, list.length);
  const result = [...list];
  if (list.length > 0) {
    result[first] = at(list, second);
    result[second] = at(list, first);
  }
  return result;
}

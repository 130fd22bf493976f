import { at, operand, parenthesised, wrapDim } from "../dims";
import { PyTorchError } from "../errors";
import type { Operation } from "./operation";

/** `dims[k]` is the input axis that becomes axis k. */
export interface PermuteArgs {
  readonly dims: readonly number[];
}

/** `Tensor.permute`: the axes in another order, no number moved. */
export const permute: Operation<PermuteArgs> = {
  name: "permute",

  outcome(inputs, { dims }) {
    const input = operand(inputs, 0);
    const order = orderOf(dims, input.shape.length);
    return {
      layout: {
        shape: order.map((axis) => at(input.shape, axis)),
        stride: order.map((axis) => at(input.stride, axis)),
        offset: input.offset,
      },
      copies: false,
    };
  },

  code: ({ dims }, operands) => `${operand(operands, 0)}.permute${parenthesised(dims)}`,

  heading: ({ dims }) => ({ name: "permute", args: parenthesised(dims) }),

  sources(_inputs, { dims }, index) {
    const source = new Array<number>(dims.length);
    dims.forEach((dim, to) => (source[wrapDim(dim, dims.length)] = at(index, to)));
    return [{ input: 0, index: source }];
  },

  targets: (_inputs, { dims }, _input, index) => [dims.map((dim) => at(index, wrapDim(dim, dims.length)))],

  axes: (axes, _inputs, { dims }) => dims.map((dim) => at(operand(axes, 0), wrapDim(dim, dims.length))),

  links: (_axes, _inputs, { dims }) => dims.map((dim, to) => ({ input: 0, from: wrapDim(dim, dims.length), to })),

  multiplyAdds: () => 0,
};

function orderOf(dims: readonly number[], rank: number): number[] {
  if (dims.length !== rank) {
    throw new PyTorchError(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${rank} is not equal to len(dims) = ${dims.length}`,
    );
  }
  const seen = new Set<number>();
  return dims.map((dim) => {
    const axis = wrapDim(dim, rank);
    if (seen.has(axis)) throw new PyTorchError("permute(): duplicate dims are not allowed.");
    seen.add(axis);
    return axis;
  });
}

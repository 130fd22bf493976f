import { at, operand } from "../dims";
import { isDense } from "../dense-stride";
import { contiguousLayout } from "../layout";
import type { NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/**
 * The gradient of operand 0, a loss of one number, with respect to operand 1: what `.backward()` leaves in the `.grad` of a
 * tensor. Its elements come from the whole program between the two, so that nothing is followed through it element by
 * element.
 */
export const grad: Operation<NoArgs> = {
  name: "grad",

  /** The strides of the tensor where they leave no gaps, else those of a contiguous one (torch/csrc/autograd/functions/accumulate_grad.h). */
  outcome(inputs) {
    const leaf = operand(inputs, 1);
    return { layout: isDense(leaf) ? { ...leaf, offset: 0 } : contiguousLayout(leaf.shape), copies: true };
  },

  dtype: () => "float32",

  code: (_args, operands) =>
    `torch.autograd.grad(${operand(operands, 0)}, ${operand(operands, 1)}, retain_graph=True)[0]`,

  heading: (_args, operands = []) => ({ name: "gradient", args: operands[1] === undefined ? "" : `of ${operands[1]}` }),

  sources: () => [],

  targets: () => [],

  axes: (axes) => [...at(axes, 1)],

  links: (_axes, inputs) => operand(inputs, 1).shape.map((_, axis) => ({ input: 1, from: axis, to: axis })),

  /** The way back costs about as much as the way there; that is counted where the numbers are made. */
  multiplyAdds: () => 0,
};

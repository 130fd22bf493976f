import { at, combinations, operand, parenthesised, upTo, wrapDim } from "../dims";
import { PyTorchError } from "../errors";
import { contiguousLayout, numel, type Shape } from "../layout";
import type { Operation } from "./operation";

/** The axes that are added up and vanish; none given means all of them. */
export interface SumArgs {
  readonly dims: readonly number[];
}

/** `Tensor.sum` over axes. */
export const sum: Operation<SumArgs> = {
  name: "sum",

  outcome(inputs, args) {
    const { shape } = operand(inputs, 0);
    return { layout: contiguousLayout(keptAxes(shape, args).map((axis) => at(shape, axis))), copies: true };
  },

  code: (args, operands) => `${operand(operands, 0)}.sum${written(args)}`,

  heading: (args) => ({ name: "sum", args: written(args) }),

  sources(inputs, args, index) {
    const { shape } = operand(inputs, 0);
    const kept = keptAxes(shape, args);
    return combinations(
      shape.map((size, axis) => {
        const place = kept.indexOf(axis);
        return place < 0 ? upTo(size) : [at(index, place)];
      }),
    ).map((source) => ({ input: 0, index: source }));
  },

  targets: (inputs, args, _input, index) => [keptAxes(operand(inputs, 0).shape, args).map((axis) => at(index, axis))],

  axes: (axes, inputs, args) => keptAxes(operand(inputs, 0).shape, args).map((axis) => at(operand(axes, 0), axis)),

  links: (_axes, inputs, args) => keptAxes(operand(inputs, 0).shape, args).map((from, to) => ({ input: 0, from, to })),

  multiplyAdds(inputs, args) {
    const elements = numel(operand(inputs, 0).shape);
    return Math.max(0, elements - numel(sum.outcome(inputs, args).layout.shape));
  },
};

function keptAxes(shape: Shape, { dims }: SumArgs): number[] {
  if (dims.length === 0) return [];
  const gone = new Set<number>();
  for (const dim of dims) {
    const axis = wrapDim(dim, shape.length);
    if (gone.has(axis)) throw new PyTorchError(`dim ${axis} appears multiple times in the list of dims`);
    gone.add(axis);
  }
  return upTo(shape.length).filter((axis) => !gone.has(axis));
}

const written = ({ dims }: SumArgs): string => (dims.length > 1 ? `(${parenthesised(dims)})` : parenthesised(dims));

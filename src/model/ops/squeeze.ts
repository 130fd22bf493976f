import { mappedAxes } from "../axis-map";
import { at, operand, upTo, wrapDim } from "../dims";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

/** The axis that goes when its size is 1; null for every axis of size 1. */
export interface SqueezeArgs {
  readonly dim: number | null;
}

/** `Tensor.squeeze`: axes of size 1 left out. Always a view; an axis of another size stays. */
export const squeeze: Operation<SqueezeArgs> = {
  ...mappedAxes<SqueezeArgs>((shape, args) => ({ from: kept(shape, args) })),
  name: "squeeze",

  outcome(inputs, args) {
    const { shape, stride, offset } = operand(inputs, 0);
    const axes = kept(shape, args);
    return {
      layout: { shape: axes.map((axis) => at(shape, axis)), stride: axes.map((axis) => at(stride, axis)), offset },
      copies: false,
    };
  },

  code: (args, operands) => `${operand(operands, 0)}.squeeze${written(args)}`,

  heading: (args) => ({ name: "squeeze", args: written(args) }),
};

const written = ({ dim }: SqueezeArgs): string => `(${dim ?? ""})`;

function kept(shape: Shape, { dim }: SqueezeArgs): number[] {
  const only = dim === null ? null : wrapDim(dim, shape.length);
  return upTo(shape.length).filter((axis) => shape[axis] !== 1 || (only !== null && axis !== only));
}

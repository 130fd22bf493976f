import { mappedAxes } from "../axis-map";
import { at, operand, upTo, wrapDim } from "../dims";
import type { Operation } from "./operation";

/** Where the new axis of size 1 stands in the result. */
export interface UnsqueezeArgs {
  readonly dim: number;
  /** True when it is written `x[:, None]`. */
  readonly indexing?: boolean;
}

/** `Tensor.unsqueeze`: a new axis of size 1. Always a view (aten/src/ATen/native/TensorShape.cpp, `inferUnsqueezeGeometry`). */
export const unsqueeze: Operation<UnsqueezeArgs> = {
  ...mappedAxes<UnsqueezeArgs>((shape, { dim }) => {
    const from: (number | null)[] = upTo(shape.length);
    from.splice(wrapDim(dim, shape.length + 1), 0, null);
    return { from };
  }),
  name: "unsqueeze",

  outcome(inputs, { dim }) {
    const { shape, stride, offset } = operand(inputs, 0);
    const axis = wrapDim(dim, shape.length + 1);
    const step = axis < shape.length ? at(shape, axis) * at(stride, axis) : 1;
    return {
      layout: { shape: shape.toSpliced(axis, 0, 1), stride: stride.toSpliced(axis, 0, step), offset },
      copies: false,
    };
  },

  code: (args, operands) =>
    args.indexing === true
      ? `${operand(operands, 0)}${indexed(args.dim)}`
      : `${operand(operands, 0)}.unsqueeze(${args.dim})`,

  heading: ({ dim, indexing }) => ({ name: "unsqueeze", args: indexing === true ? indexed(dim) : `(${dim})` }),
};

const indexed = (dim: number): string =>
  dim < 0
    ? `[${["...", "None", ...upTo(-dim - 1).map(() => ":")].join(", ")}]`
    : `[${[...upTo(dim).map(() => ":"), "None"].join(", ")}]`;

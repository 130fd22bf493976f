import { at, operand, upTo, wrapDim } from "../dims";
import { dtypeAt } from "../dtype";
import { PyTorchError } from "../errors";
import { numel, type Shape } from "../layout";
import { reduction, type ReductionArgs } from "../reduction";
import type { Operation } from "./operation";

/** The largest of all elements (`dim` null), or along one axis, of which PyTorch tells both value and index. */
export interface MaxArgs {
  readonly dim: number | null;
  readonly keepdim: boolean;
  /** Which of PyTorch's two results this is; `values` for `dim` null. */
  readonly part: "values" | "indices";
}

const base = reduction<ReductionArgs>("max");

/** The same as a reduction's arguments. */
const reduced = ({ dim, keepdim }: MaxArgs): ReductionArgs => (dim === null ? { dims: [] } : { dims: [dim], keepdim });

/**
 * `Tensor.max`. Which element is the largest is known only with the values: every element it was chosen from counts as
 * its source.
 */
export const max: Operation<MaxArgs> = {
  name: "max",

  outcome(inputs, args) {
    refuse(operand(inputs, 0).shape, args);
    return base.outcome(inputs, reduced(args));
  },

  dtype: (dtypes, { part }) => (part === "indices" ? "int64" : dtypeAt(dtypes, 0)),

  code: (args, operands) => `${operand(operands, 0)}.max${written(args)}`,

  heading: (args) => ({ name: "max", args: written(args) }),

  sources: (inputs, args, index) => base.sources(inputs, reduced(args), index),

  targets: (inputs, args, input, index) => base.targets(inputs, reduced(args), input, index),

  axes: (axes, inputs, args) => base.axes(axes, inputs, reduced(args)),

  links: (axes, inputs, args) => base.links(axes, inputs, reduced(args)),

  multiplyAdds: () => 0,
};

function written({ dim, keepdim, part }: MaxArgs): string {
  return dim === null ? "()" : `(${dim}${keepdim ? ", keepdim=True" : ""}).${part}`;
}

/** aten/src/ATen/native/ReduceAllOps.cpp and ReduceOpsUtils.h, `zero_numel_check_dims`. */
function refuse(shape: Shape, { dim }: MaxArgs): void {
  if (dim === null) {
    if (numel(shape) === 0) {
      throw new PyTorchError(
        "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
      );
    }
    return;
  }
  const axis = wrapDim(dim, shape.length);
  if (upTo(shape.length).includes(axis) && at(shape, axis) === 0) {
    throw new PyTorchError(`max(): Expected reduction dim ${axis} to have non-zero size.`);
  }
}

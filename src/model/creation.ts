import { axisOf } from "./axes";
import { listed } from "./dims";
import type { DType } from "./dtype";
import { PyTorchError } from "./errors";
import { contiguousLayout, type Shape } from "./layout";
import { checkElements } from "./limits";
import type { Operation } from "./ops/operation";

/** A tensor that is made from nothing but its arguments. */
export interface CreationRule<Args> {
  readonly name: string;
  /** Its shape; throws PyTorch's refusals. */
  shape(args: Args): Shape;
  dtype(args: Args): DType;
  /** What stands between the brackets. */
  written(args: Args): string;
}

/** An operation without operands: `torch.<name>(…)`, always row-major. */
export const creation = <Args>(rule: CreationRule<Args>): Operation<Args> => ({
  name: rule.name,

  outcome(_inputs, args) {
    const shape = rule.shape(args);
    checkElements(shape);
    return { layout: contiguousLayout(shape), copies: true };
  },

  dtype: (_dtypes, args) => rule.dtype(args),

  code: (args) => `torch.${rule.name}(${rule.written(args)})`,

  heading: (args) => ({ name: rule.name, args: `(${rule.written(args)})` }),

  sources: () => [],

  targets: () => [],

  axes: (_axes, _inputs, args) => rule.shape(args).map((size, axis) => axisOf(`axis ${axis}`, "other", size)),

  links: () => [],

  multiplyAdds: () => 0,
});

/** The shape asked for; throws PyTorch's error for a negative size (c10/core/TensorImpl or EmptyTensor.cpp). */
export function checkedSize(size: Shape): Shape {
  const negative = size.find((each) => each < 0);
  if (negative === undefined) return size;
  throw new PyTorchError(`Trying to create tensor with negative dimension ${negative}: ${listed(size)}`);
}

/** Sizes as arguments: `2, 3`; the empty tuple for a scalar. */
export const writtenSize = (size: Shape): string => (size.length === 0 ? "()" : size.join(", "));

/** Sizes as a tuple: `(2, 3)`. */
export const tuple = (size: Shape): string => `(${size.join(", ")}${size.length === 1 ? "," : ""})`;

import { axisOf, resizedAxis } from "../axes";
import { at, combinations, listed, operand, parenthesised, upTo } from "../dims";
import { PyTorchError } from "../errors";
import { contiguousLayout, type Shape } from "../layout";
import { checkElements } from "../limits";
import type { Operation } from "./operation";

/** How often each axis is laid out again; sizes beyond the tensor's axes make new ones in front. */
export interface RepeatArgs {
  readonly sizes: readonly number[];
}

/** `Tensor.repeat`: a row-major copy of copies. */
export const repeat: Operation<RepeatArgs> = {
  name: "repeat",

  /** aten/src/ATen/native/TensorShape.cpp, `repeat`. */
  outcome(inputs, { sizes }) {
    const { shape: own } = operand(inputs, 0);
    if (sizes.length < own.length) {
      throw new PyTorchError(
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
      );
    }
    const shape = repeated(own, sizes);
    const negative = shape.find((size) => size < 0);
    if (negative !== undefined) {
      throw new PyTorchError(`Trying to create tensor with negative dimension ${negative}: ${listed(shape)}`);
    }
    checkElements(shape);
    return { layout: contiguousLayout(shape), copies: true };
  },

  code: ({ sizes }, operands) => `${operand(operands, 0)}.repeat${parenthesised(sizes)}`,

  heading: ({ sizes }) => ({ name: "repeat", args: parenthesised(sizes) }),

  sources(inputs, _args, index) {
    const { shape } = operand(inputs, 0);
    const added = index.length - shape.length;
    return [{ input: 0, index: shape.map((size, axis) => at(index, axis + added) % size) }];
  },

  targets(inputs, { sizes }, _input, index) {
    const { shape } = operand(inputs, 0);
    const added = sizes.length - shape.length;
    function* copies(): Generator<number[]> {
      for (const copy of combinations([...sizes])) {
        yield copy.map((k, i) => (i < added ? k : k * at(shape, i - added) + at(index, i - added)));
      }
    }
    return copies();
  },

  axes(axes, inputs, { sizes }) {
    const old = operand(axes, 0);
    const shape = repeated(operand(inputs, 0).shape, sizes);
    const added = shape.length - old.length;
    return shape.map((size, i) =>
      i < added ? axisOf("copies", "other", size) : resizedAxis(at(old, i - added), size),
    );
  },

  links(_axes, inputs, { sizes }) {
    const rank = operand(inputs, 0).shape.length;
    return upTo(rank).map((axis) => ({ input: 0, from: axis, to: axis + sizes.length - rank }));
  },

  multiplyAdds: () => 0,
};

function repeated(own: Shape, sizes: readonly number[]): number[] {
  const added = sizes.length - own.length;
  return sizes.map((times, i) => times * (own[i - added] ?? 1));
}

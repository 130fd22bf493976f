import { axisOf, resizedAxis } from "../axes";
import { at, combinations, listed, operand, parenthesised, upTo } from "../dims";
import { TENSOR_NAMES } from "../dtype";
import { PyTorchError } from "../errors";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

/** The shape asked for; −1 keeps an axis as it is. */
export interface ExpandArgs {
  readonly shape: Shape;
}

/** `Tensor.expand`: axes of size 1 repeated by a stride of 0, new axes in front. Always a view. */
export const expand: Operation<ExpandArgs> = {
  name: "expand",

  /** aten/src/ATen/ExpandUtils.cpp, `inferExpandGeometryImpl`. */
  outcome(inputs, { shape: asked }, facts) {
    const input = operand(inputs, 0);
    const added = asked.length - input.shape.length;
    if (added < 0) {
      throw new PyTorchError(
        `expand(${TENSOR_NAMES[facts?.[0]?.dtype ?? "float32"]}{${listed(input.shape)}}, size=${listed(asked)}): the number of sizes provided (${asked.length}) must be greater or equal to the number of dimensions in the tensor (${input.shape.length})`,
      );
    }
    if (input.shape.length === 0) {
      refuseNegative(asked);
      return { layout: { shape: [...asked], stride: asked.map(() => 0), offset: input.offset }, copies: false };
    }
    const shape = new Array<number>(asked.length);
    const stride = new Array<number>(asked.length);
    for (let i = asked.length - 1; i >= 0; i -= 1) {
      const axis = i - added;
      const size = axis >= 0 ? at(input.shape, axis) : 1;
      let target = at(asked, i);
      if (target === -1) {
        if (axis < 0) {
          throw new PyTorchError(
            `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${i}`,
          );
        }
        target = size;
      }
      if (size !== target && size !== 1) {
        throw new PyTorchError(
          `The expanded size of the tensor (${target}) must match the existing size (${size}) at non-singleton dimension ${i}.  Target sizes: ${listed(asked)}.  Tensor sizes: ${listed(input.shape)}`,
        );
      }
      const kept = axis >= 0 ? at(input.stride, axis) : (shape[i + 1] ?? 0) * (stride[i + 1] ?? 0);
      shape[i] = target;
      stride[i] = size === target ? kept : 0;
    }
    refuseNegative(shape);
    return { layout: { shape, stride, offset: input.offset }, copies: false };
  },

  code: ({ shape }, operands) => `${operand(operands, 0)}.expand${parenthesised(shape)}`,

  heading: ({ shape }) => ({ name: "expand", args: parenthesised(shape) }),

  sources(inputs, _args, index) {
    const { shape } = operand(inputs, 0);
    const added = index.length - shape.length;
    return [{ input: 0, index: shape.map((size, axis) => (size === 1 ? 0 : at(index, axis + added))) }];
  },

  targets(inputs, args, _input, index) {
    const { shape } = operand(inputs, 0);
    const result = expand.outcome(inputs, args).layout.shape;
    const added = result.length - shape.length;
    return combinations(
      result.map((size, i) => (i >= added && at(shape, i - added) !== 1 ? [at(index, i - added)] : size)),
    );
  },

  axes(axes, inputs, args) {
    const old = operand(axes, 0);
    const { shape } = expand.outcome(inputs, args).layout;
    const added = shape.length - old.length;
    return shape.map((size, i) =>
      i < added ? axisOf("copies", "other", size) : resizedAxis(at(old, i - added), size),
    );
  },

  links(_axes, inputs, { shape }) {
    const rank = operand(inputs, 0).shape.length;
    return upTo(rank).map((axis) => ({ input: 0, from: axis, to: axis + shape.length - rank }));
  },

  multiplyAdds: () => 0,
};

/** What PyTorch finds wrong with a negative size once nothing else has stopped it. */
function refuseNegative(shape: Shape): void {
  if (shape.some((size) => size < 0)) throw new PyTorchError("numel: integer multiplication overflow");
}

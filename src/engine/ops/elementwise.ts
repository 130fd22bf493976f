import { reshape, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { at } from "../../model/dims";
import { type Layout, numel } from "../../model/layout";
import { fromTensor, materialise, permuted, physicalOrder, type Strided, viewAs } from "../strided";
import { joinAxes } from "./broadcast";
import type { Evaluator, Told } from "./evaluator";

/** The layout with axes of size 1 put in front until it has `rank` axes. */
function padRank({ shape, stride, offset }: Layout, rank: number): Layout {
  const added = new Array<number>(rank - shape.length);
  return { shape: [...added.fill(1), ...shape], stride: [...added.fill(0), ...stride], offset };
}

/**
 * What `compute` makes of operands that are repeated to one shape. It is computed in the order in which PyTorch lays
 * the result out in memory: an operand that already lies so is used as it is, another one is brought into that order
 * first. `compute` gets tensors that tfjs can broadcast.
 */
export function combined(
  inputs: readonly Strided[],
  layout: Layout,
  compute: (tensors: readonly Tensor[]) => Tensor,
): Strided {
  if (numel(layout.shape) === 0) return fromTensor(tensor([], [0]), layout);
  const order = physicalOrder(layout);
  const sizes = order.map((axis) => at(layout.shape, axis));
  const operands = inputs.map((input) => viewAs(input, permuted(padRank(input.layout, order.length), order)));
  const parts = operands.map((input) => input.layout.shape.map((size, axis) => size === at(sizes, axis)));
  const joined = joinAxes(sizes, parts);
  const tensors = operands.map((input, k) =>
    reshape(
      materialise(input),
      joined.sizes.map((size, axis) => (joined.takesPart[k]?.[axis] ? size : 1)),
    ),
  );
  return fromTensor(compute(tensors), layout);
}

/** An operation of one operand. */
export const unary =
  (compute: (x: Tensor, told: Told) => Tensor): Evaluator<unknown> =>
  (_args, inputs, told) =>
    combined(inputs, told.layout, ([x]) => compute(x as Tensor, told));

/** An operation of two operands. */
export const binary =
  (compute: (a: Tensor, b: Tensor, told: Told) => Tensor): Evaluator<unknown> =>
  (_args, inputs, told) =>
    combined(inputs, told.layout, ([a, b]) => compute(a as Tensor, b as Tensor, told));

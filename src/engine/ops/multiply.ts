import { mul, reshape, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { at, operand } from "../../model/dims";
import { type Layout, numel } from "../../model/layout";
import type { MultiplyArgs } from "../../model/ops/multiply";
import { fromTensor, materialise, permuted, physicalOrder, type Strided, viewAs } from "../strided";
import { joinAxes } from "./broadcast";
import type { Evaluator } from "./evaluator";

/** The layout with axes of size 1 put in front until it has `rank` axes. */
function padRank({ shape, stride, offset }: Layout, rank: number): Layout {
  const added = new Array<number>(rank - shape.length);
  return { shape: [...added.fill(1), ...shape], stride: [...added.fill(0), ...stride], offset };
}

/**
 * `a * b`. The product is computed in the order in which PyTorch lays it out in memory: an operand that already lies
 * so is used as it is, another one is brought into that order first.
 */
export const multiply: Evaluator<MultiplyArgs> = (_args, inputs, { layout }) => {
  if (numel(layout.shape) === 0) return fromTensor(tensor([], [0]), layout);
  const order = physicalOrder(layout);
  const sizes = order.map((axis) => at(layout.shape, axis));
  const operands = [operand(inputs, 0), operand(inputs, 1)].map((input) =>
    viewAs(input, permuted(padRank(input.layout, order.length), order)),
  );
  const parts = operands.map((input) => input.layout.shape.map((size, axis) => size === at(sizes, axis)));
  const joined = joinAxes(sizes, parts);
  const joinedTensor = (input: Strided, k: number): Tensor =>
    reshape(
      materialise(input),
      joined.sizes.map((size, axis) => (joined.takesPart[k]?.[axis] ? size : 1)),
    );
  const [a, b] = operands.map(joinedTensor) as [Tensor, Tensor];
  return fromTensor(mul(a, b), layout);
};

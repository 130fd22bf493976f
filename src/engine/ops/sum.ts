import { reshape, sum as sumOf, type Tensor, zeros } from "@tensorflow/tfjs-core";
import { at, operand, upTo, wrapDim } from "../../model/dims";
import { numel } from "../../model/layout";
import type { SumArgs } from "../../model/ops/sum";
import {
  denseLayout,
  fromTensor,
  isWhole,
  materialise,
  permuted,
  physicalOrder,
  type Strided,
  viewAs,
} from "../strided";
import { joinAxes } from "./broadcast";
import type { Evaluator } from "./evaluator";

/** The order of the axes in which reading the tensor is free; their own order where none is. */
function freeOrder(input: Strided): number[] {
  const order = physicalOrder(input.layout);
  return isWhole(viewAs(input, permuted(input.layout, order))) ? order : upTo(order.length);
}

/** Adds up the axes for which `gone` says so, neighbours at once. */
function sumAxes(tensor: Tensor, sizes: readonly number[], gone: readonly boolean[]): Tensor {
  const joined = joinAxes(sizes, [gone]);
  const axes = upTo(joined.sizes.length).filter((axis) => joined.takesPart[0]?.[axis]);
  const folded = reshape(tensor, [...joined.sizes]);
  // With nothing to add up the sum equals the tensor.
  return axes.length === 0 ? folded : sumOf(folded, axes);
}

/** `Tensor.sum` over axes, in the order the numbers lie in memory; only the smaller result is put in another order. */
export const sum: Evaluator<SumArgs> = ({ dims }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const { shape } = input.layout;
  if (numel(shape) === 0) return fromTensor(zeros([numel(layout.shape)]), layout);
  const all = upTo(shape.length);
  const gone = new Set(dims.length === 0 ? all : dims.map((dim) => wrapDim(dim, shape.length)));
  const order = freeOrder(input);
  const total = sumAxes(
    materialise(viewAs(input, permuted(input.layout, order))),
    order.map((axis) => at(shape, axis)),
    order.map((axis) => gone.has(axis)),
  );
  // The kept axes lie in memory in `order`; `kept` numbers them as the result does.
  const kept = all.filter((axis) => !gone.has(axis));
  const keptOrder = order.filter((axis) => !gone.has(axis)).map((axis) => kept.indexOf(axis));
  const keptShape = kept.map((axis) => at(shape, axis));
  const asComputed = fromTensor(total, denseLayout(keptShape, keptOrder));
  // Axes that are kept with size 1 change nothing in memory.
  return fromTensor(materialise(asComputed), layout);
};

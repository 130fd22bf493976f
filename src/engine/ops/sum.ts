import { clone, reshape, sum as sumOf, type Tensor, zeros } from "@tensorflow/tfjs-core";
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

/** The order of the axes that makes reading the tensor free; their own order where none does. */
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
  return axes.length === 0 ? clone(folded) : sumOf(folded, axes);
}

/** `Tensor.sum` over axes, in the order the numbers lie in memory; only the smaller result is put in another order. */
export const sum: Evaluator<SumArgs> = ({ dims }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const { shape } = input.layout;
  if (numel(shape) === 0) return fromTensor(zeros([numel(layout.shape)]), layout);
  const summed = new Set(dims.length === 0 ? upTo(shape.length) : dims.map((dim) => wrapDim(dim, shape.length)));
  const order = freeOrder(input);
  const total = sumAxes(
    materialise(viewAs(input, permuted(input.layout, order))),
    order.map((axis) => at(shape, axis)),
    order.map((axis) => summed.has(axis)),
  );
  // The kept axes lie in memory in `order`; among themselves they are numbered as in the result.
  const kept = upTo(shape.length).filter((axis) => !summed.has(axis));
  const keptOrder = order.filter((axis) => !summed.has(axis)).map((axis) => kept.indexOf(axis));
  const asComputed = { ...fromTensor(total), layout: denseLayout(layout.shape, keptOrder) };
  return fromTensor(materialise(asComputed), layout);
};

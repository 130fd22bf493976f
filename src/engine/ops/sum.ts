import { clone, reshape, sum as sumOf, zeros } from "@tensorflow/tfjs-core";
import { at, operand, upTo, wrapDim } from "../../model/dims";
import { numel } from "../../model/layout";
import type { SumArgs } from "../../model/ops/sum";
import { fromTensor, materialise, permuted, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/**
 * `Tensor.sum` over axes: the axes that go are brought innermost, in one copy when they do not lie there already, and
 * added up as one.
 */
export const sum: Evaluator<SumArgs> = ({ dims }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const { shape } = input.layout;
  if (numel(shape) === 0) return fromTensor(zeros([numel(layout.shape)]), layout);
  const all = upTo(shape.length);
  const gone = new Set(dims.length === 0 ? all : dims.map((dim) => wrapDim(dim, shape.length)));
  const order = [...all.filter((axis) => !gone.has(axis)), ...all.filter((axis) => gone.has(axis))];
  const summed = [...gone].reduce((count, axis) => count * at(shape, axis), 1);
  const ordered = materialise(viewAs(input, permuted(input.layout, order)));
  // With nothing to add up the sum equals the tensor.
  if (summed === 1) return fromTensor(clone(ordered), layout);
  return fromTensor(sumOf(reshape(ordered, [numel(layout.shape), summed]), 1), layout);
};

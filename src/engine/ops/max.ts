import { argMax, cast, max as maxOf, reshape, tensor, zeros } from "@tensorflow/tfjs-core";
import { at, operand, upTo, wrapDim } from "../../model/dims";
import { numel } from "../../model/layout";
import type { MaxArgs } from "../../model/ops/max";
import { fromTensor, materialise, permuted, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/** `Tensor.max` over everything, or along one axis, which is brought to the end first. */
export const max: Evaluator<MaxArgs> = ({ dim, part }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const { shape } = input.layout;
  if (numel(layout.shape) === 0) return fromTensor(tensor([], [0]), layout);
  if (shape.length === 0 && part === "indices") return fromTensor(zeros([1]), layout);
  const axis = dim === null || shape.length === 0 ? null : wrapDim(dim, shape.length);
  const order = [...upTo(shape.length).filter((each) => each !== axis), ...(axis === null ? [] : [axis])];
  const size = axis === null ? numel(shape) : at(shape, axis);
  const rows = reshape(materialise(viewAs(input, permuted(input.layout, order))), [numel(shape) / size, size]);
  return fromTensor(part === "indices" ? cast(argMax(rows, 1), "float32") : maxOf(rows, 1), layout);
};

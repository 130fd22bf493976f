import { div, fill } from "@tensorflow/tfjs-core";
import { operand } from "../../model/dims";
import { numel } from "../../model/layout";
import type { MeanArgs } from "../../model/ops/mean";
import { fromTensor } from "../strided";
import type { Evaluator } from "./evaluator";
import { sum } from "./sum";

/** `Tensor.mean` over axes: the sum, divided by how many were added up; NaN where there were none. */
export const mean: Evaluator<MeanArgs> = (args, inputs, told) => {
  const results = numel(told.layout.shape);
  const elements = numel(operand(inputs, 0).layout.shape);
  if (elements === 0) return fromTensor(fill([results], NaN), told.layout);
  return fromTensor(div(sum(args, inputs, told).storage, elements / results), told.layout);
};

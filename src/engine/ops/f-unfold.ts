import { tensor } from "@tensorflow/tfjs-core";
import { unfoldPlan } from "../../model/columns";
import { operand } from "../../model/dims";
import { numel } from "../../model/layout";
import type { FUnfoldArgs } from "../../model/ops/f-unfold";
import { asStrided } from "../kernels/as-strided";
import { fromTensor, materialise } from "../strided";
import { paddedImages, paddedWindows } from "./columns";
import type { Evaluator } from "./evaluator";

/** `F.unfold`: the padded images read through windows that overlap. */
export const fUnfold: Evaluator<FUnfoldArgs> = (args, inputs, { layout }) => {
  if (numel(layout.shape) === 0) return fromTensor(tensor([], [0]), layout);
  const input = operand(inputs, 0);
  const { size, grid } = unfoldPlan(input.layout.shape, args);
  const count = numel(input.layout.shape) / numel(size);
  const storage = paddedImages(materialise(input), count, size, args);
  return fromTensor(asStrided(storage, paddedWindows(count, size, grid, args).layout), layout);
};

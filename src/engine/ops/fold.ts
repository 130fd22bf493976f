import { reshape, tensor } from "@tensorflow/tfjs-core";
import { foldPlan } from "../../model/columns";
import { operand } from "../../model/dims";
import { numel } from "../../model/layout";
import type { FoldArgs } from "../../model/ops/fold";
import { asStrided, asStridedBackprop } from "../kernels/as-strided";
import { fromTensor, materialise } from "../strided";
import { paddedWindows } from "./columns";
import type { Evaluator } from "./evaluator";

/** `F.fold`: the way back of reading through windows, which adds every number to the place it belongs to. */
export const fold: Evaluator<FoldArgs> = (args, inputs, { layout }) => {
  if (numel(layout.shape) === 0) return fromTensor(tensor([], [0]), layout);
  const input = operand(inputs, 0);
  const { size, grid } = foldPlan(input.layout.shape, args.output_size, args);
  const count = numel(layout.shape) / numel(size);
  const windows = paddedWindows(count, size, grid, args);
  const [rows, columns] = windows.size;
  const columnsOf = reshape(materialise(input), [...windows.layout.shape]);
  const padded = asStridedBackprop(columnsOf, windows.layout, count * rows * columns);
  const inside = {
    shape: [count, ...size],
    stride: [rows * columns, columns, 1],
    offset: args.padding[0] * columns + args.padding[1],
  };
  return fromTensor(asStrided(padded, inside), layout);
};

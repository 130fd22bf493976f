import { operand } from "../../model/dims";
import { numel } from "../../model/layout";
import type { RepeatArgs } from "../../model/ops/repeat";
import { tensor } from "@tensorflow/tfjs-core";
import { fromTensor, materialise, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/** `Tensor.repeat`: the tensor read with an axis of stride 0 before each of its own. */
export const repeat: Evaluator<RepeatArgs> = ({ sizes }, inputs, { layout }) => {
  if (numel(layout.shape) === 0) return fromTensor(tensor([], [0]), layout);
  const input = operand(inputs, 0);
  const added = sizes.length - input.layout.shape.length;
  const shape: number[] = [];
  const stride: number[] = [];
  for (const [i, times] of sizes.entries()) {
    shape.push(times, input.layout.shape[i - added] ?? 1);
    stride.push(0, input.layout.stride[i - added] ?? 0);
  }
  return fromTensor(materialise(viewAs(input, { shape, stride, offset: input.layout.offset })), layout);
};

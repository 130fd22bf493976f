import {
  argMax,
  cast,
  customGrad,
  div,
  equal,
  type GradSaveFunc,
  max as maxOf,
  mul,
  oneHot,
  reshape,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "@tensorflow/tfjs-core";
import { at, operand, upTo, wrapDim } from "../../model/dims";
import { numel } from "../../model/layout";
import type { MaxArgs } from "../../model/ops/max";
import { fromTensor, materialise, permuted, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/**
 * The largest of each row. Back, one of several equal ones takes it all, the one that `indices` names; of a maximum over
 * everything they share it evenly (torch/csrc/autograd/FunctionsManual.cpp, `evenly_distribute_backward`).
 */
const largest = (rows: Tensor, shared: boolean): Tensor =>
  customGrad((x, save) => {
    // tfjs hands the function that saves over after the tensors; its types do not say so.
    (save as unknown as GradSaveFunc)([x as Tensor]);
    return {
      value: maxOf(x as Tensor, 1),
      gradFunc(dy: Tensor, [saved]: Tensor[]) {
        const values = saved as Tensor;
        const [height = 0, width = 0] = values.shape;
        const back = reshape(dy, [height, 1]);
        // tfjs knows no one-hot of one.
        if (width < 2) return reshape(back, [height, width]);
        if (!shared) return mul(back, cast(oneHot(argMax(values, 1), width), "float32"));
        const which = cast(equal(values, maxOf(values, 1, true)), "float32");
        return mul(back, div(which, sum(which, 1, true)));
      },
    };
  })(rows);

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
  return fromTensor(part === "indices" ? cast(argMax(rows, 1), "float32") : largest(rows, axis === null), layout);
};

import { operand } from "../../model/dims";
import { materialise, storedAs, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/** `Tensor.clone`, and a `float` of other numbers: a copy in the order in memory that the model says; else a view. */
export const clone: Evaluator<unknown> = (_args, inputs, { layout, copies }) => {
  const input = operand(inputs, 0);
  return copies ? storedAs(materialise(input), layout) : viewAs(input, layout);
};

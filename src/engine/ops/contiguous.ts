import { operand } from "../../model/dims";
import { asStrided } from "../kernels/as-strided";
import { fromTensor, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/** `contiguous`, and every `reshape` or `flatten`: a row-major copy where the model says so, a view where it does not. */
export const contiguous: Evaluator<unknown> = (_args, inputs, { layout, copies }) => {
  const input = operand(inputs, 0);
  return copies ? fromTensor(asStrided(input.storage, input.layout), layout) : viewAs(input, layout);
};

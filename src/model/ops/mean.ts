import { DTYPE_NAMES, dtypeAt } from "../dtype";
import { PyTorchError } from "../errors";
import { operand } from "../dims";
import { numel } from "../layout";
import { reduction, type ReductionArgs } from "../reduction";
import type { Operation } from "./operation";

/** The axes over which the mean is taken; none given means all of them. */
export type MeanArgs = ReductionArgs;

/** `Tensor.mean` over axes, of float32 only; NaN where there is nothing to take it of. */
export const mean: Operation<MeanArgs> = {
  ...reduction<MeanArgs>("mean"),

  dtype(dtypes) {
    const dtype = dtypeAt(dtypes, 0);
    if (dtype === "float32") return dtype;
    throw new PyTorchError(
      `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${DTYPE_NAMES[dtype]}`,
    );
  },

  // A sum, and one division for every result.
  multiplyAdds: (inputs) => numel(operand(inputs, 0).shape),
};

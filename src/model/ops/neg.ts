import { operand } from "../dims";
import { dtypeAt } from "../dtype";
import { elementwise, type NoArgs } from "../elementwise";
import { PyTorchError } from "../errors";
import type { Operation } from "./operation";

/** `-x`, element by element; PyTorch refuses bools. */
export const neg: Operation<NoArgs> = elementwise({
  name: "neg",
  operands: 1,
  code: (_args, operands) => `-${operand(operands, 0)}`,
  heading: () => ({ name: "−", args: "" }),
  dtype(dtypes) {
    const dtype = dtypeAt(dtypes, 0);
    if (dtype === "bool") {
      throw new PyTorchError(
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
      );
    }
    return dtype;
  },
  counts: false,
});

import { operand } from "../dims";
import { DTYPE_NAMES, dtypeAt, promoted } from "../dtype";
import { elementwise, type NoArgs } from "../elementwise";
import { PyTorchError } from "../errors";
import type { Operation } from "./operation";

/** `torch.where(condition, a, b)`: elements of a where the condition is true, of b elsewhere. */
export const where: Operation<NoArgs> = elementwise({
  name: "where",
  operands: 3,
  code: (_args, operands) => `torch.where(${[0, 1, 2].map((k) => operand(operands, k)).join(", ")})`,
  heading: () => ({ name: "where", args: "" }),
  dtype(dtypes) {
    const condition = dtypeAt(dtypes, 0);
    if (condition !== "bool") {
      throw new PyTorchError(
        `where expected condition to be a boolean tensor, but got a tensor with dtype ${DTYPE_NAMES[condition]}`,
      );
    }
    return promoted(dtypeAt(dtypes, 1), dtypeAt(dtypes, 2));
  },
  counts: false,
});

import { operand } from "../dims";
import { dtypeAt } from "../dtype";
import { elementwise, type NoArgs } from "../elementwise";
import { PyTorchError } from "../errors";
import type { Operation } from "./operation";

/** `torch.nn.functional.relu`: every element below 0 becomes 0; PyTorch refuses bools. */
export const relu: Operation<NoArgs> = elementwise({
  name: "relu",
  operands: 1,
  code: (_args, operands) => `F.relu(${operand(operands, 0)})`,
  heading: () => ({ name: "relu", args: "()" }),
  dtype(dtypes) {
    const dtype = dtypeAt(dtypes, 0);
    if (dtype === "bool") throw new PyTorchError("Boolean inputs not supported for relu");
    return dtype;
  },
  counts: false,
});

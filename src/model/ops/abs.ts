import { operand } from "../dims";
import { dtypeAt, notImplemented } from "../dtype";
import { elementwise, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `Tensor.abs`: the size of every element; PyTorch has none of bools. */
export const abs: Operation<NoArgs> = elementwise({
  name: "abs",
  operands: 1,
  code: (_args, operands) => `${operand(operands, 0)}.abs()`,
  heading: () => ({ name: "abs", args: "()" }),
  dtype(dtypes) {
    const dtype = dtypeAt(dtypes, 0);
    if (dtype === "bool") notImplemented("abs_cpu", dtype);
    return dtype;
  },
  counts: false,
});

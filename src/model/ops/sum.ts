import { dtypeAt } from "../dtype";
import { reduction, type ReductionArgs } from "../reduction";
import type { Operation } from "./operation";

/** The axes that are added up; none given means all of them. */
export type SumArgs = ReductionArgs;

/** `Tensor.sum` over axes; bools are counted, as int64. */
export const sum: Operation<SumArgs> = {
  ...reduction<SumArgs>("sum"),
  dtype(dtypes) {
    const dtype = dtypeAt(dtypes, 0);
    return dtype === "bool" ? "int64" : dtype;
  },
};

import { operand } from "../dims";
import { DTYPE_NAMES, type DType, dtypeAt, notImplemented, refuseMixed } from "../dtype";
import type { NoArgs } from "../elementwise";
import { PyTorchError } from "../errors";
import { numel } from "../layout";
import { matrixProduct } from "../matrix-product";
import { matmulPlan, type Routine } from "../products";
import type { Operation } from "./operation";

export type MatmulArgs = NoArgs;

/** `a @ b`, as `torch.matmul`: vectors, matrices, and batches of matrices that are broadcast. Always a row-major copy. */
export const matmul: Operation<MatmulArgs> = {
  ...matrixProduct,
  name: "matmul",

  outcome(inputs, _args, facts) {
    // Of two vectors PyTorch looks at the kinds of numbers before it looks at their lengths.
    const areVectors = inputs.every(({ shape }) => shape.length === 1);
    if (facts && areVectors) productDType("dot", operand(facts, 0).dtype, operand(facts, 1).dtype);
    return { layout: matmulPlan(operand(inputs, 0), operand(inputs, 1)).layout, copies: true };
  },

  dtype(dtypes, _args, inputs) {
    const { layout, routine, swapped } = matmulPlan(operand(inputs, 0), operand(inputs, 1));
    const [a, b] = [dtypeAt(dtypes, 0), dtypeAt(dtypes, 1)];
    // With nothing to compute PyTorch does not look at the kinds of numbers, and takes the second one's.
    if (routine === "bmm" && numel(layout.shape) === 0) return b;
    return productDType(routine, swapped ? b : a, swapped ? a : b);
  },

  code: (_args, operands) => `${operand(operands, 0)} @ ${operand(operands, 1)}`,

  heading: (_args, [, second = "filter"] = []) => ({
    name: `@ ${/^filt\b/.test(second) ? "filter" : second}`,
    args: "",
  }),
};

const KERNELS: Readonly<Record<Routine, string>> = {
  dot: "dot",
  mv: "addmv_impl_cpu",
  mm: "addmm_impl_cpu_",
  bmm: "bmm",
};

/** The dtype of a product; throws PyTorch's refusals of two different ones, and of bools. */
export function productDType(routine: Routine, a: DType, b: DType): DType {
  if (routine === "dot" && a !== b) {
    throw new PyTorchError(
      `dot : expected both vectors to have same dtype, but found ${DTYPE_NAMES[a]} and ${DTYPE_NAMES[b]}`,
    );
  }
  if (a === "bool") notImplemented(KERNELS[routine], a);
  refuseMixed(a, b);
  return a;
}

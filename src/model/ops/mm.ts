import { operand } from "../dims";
import { dtypeAt } from "../dtype";
import type { NoArgs } from "../elementwise";
import { PyTorchError } from "../errors";
import { contiguousLayout } from "../layout";
import { matrixProduct } from "../matrix-product";
import { checkMm, productShape } from "../products";
import { productDType } from "./matmul";
import type { Operation } from "./operation";

/** `torch.mm`: a matrix by a matrix, nothing broadcast. */
export const mm: Operation<NoArgs> = {
  ...matrixProduct,
  name: "mm",

  outcome(inputs) {
    const [a, b] = [operand(inputs, 0).shape, operand(inputs, 1).shape];
    if (a.length !== 2) throw new PyTorchError("self must be a matrix");
    if (b.length !== 2) throw new PyTorchError("mat2 must be a matrix");
    checkMm(a, b);
    return { layout: contiguousLayout(productShape(a, b)), copies: true };
  },

  dtype: (dtypes) => productDType("mm", dtypeAt(dtypes, 0), dtypeAt(dtypes, 1)),

  code: (_args, operands) => `torch.mm(${operand(operands, 0)}, ${operand(operands, 1)})`,

  heading: (_args, [, second = ""] = []) => ({ name: `mm ${second}`.trim(), args: "" }),
};

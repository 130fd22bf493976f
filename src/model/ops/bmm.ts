import { operand } from "../dims";
import { dtypeAt } from "../dtype";
import type { NoArgs } from "../elementwise";

import { contiguousLayout } from "../layout";
import { matrixProduct } from "../matrix-product";
import { checkBmm, productShape } from "../products";
import { productDType } from "./matmul";
import type { Operation } from "./operation";

/** `torch.bmm`: [B, n, m] by [B, m, p], matrix by matrix, nothing broadcast. */
export const bmm: Operation<NoArgs> = {
  ...matrixProduct,
  name: "bmm",

  outcome(inputs) {
    const [a, b] = [operand(inputs, 0).shape, operand(inputs, 1).shape];
    checkBmm(a, b);
    return { layout: contiguousLayout(productShape(a, b)), copies: true };
  },

  dtype: (dtypes) => productDType("bmm", dtypeAt(dtypes, 0), dtypeAt(dtypes, 1)),

  code: (_args, operands) => `torch.bmm(${operand(operands, 0)}, ${operand(operands, 1)})`,

  heading: (_args, [, second = ""] = []) => ({ name: `bmm ${second}`.trim(), args: "" }),
};

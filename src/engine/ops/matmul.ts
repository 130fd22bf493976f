import { matMul, reshape, type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import { at, operand } from "../../model/dims";
import { numel } from "../../model/layout";
import type { MatmulArgs } from "../../model/ops/matmul";
import { fromTensor, materialise } from "../strided";
import type { Evaluator } from "./evaluator";

/** `a @ b` of matrices and vectors; a vector on the left is one row, on the right one column. */
export const matmul: Evaluator<MatmulArgs> = (_args, inputs, { layout }) => {
  const a = operand(inputs, 0);
  const b = operand(inputs, 1);
  const inner = at(b.layout.shape, 0);
  // A sum over nothing is zero, and so is nothing's sum; no backend is asked to multiply empty matrices.
  if (numel(layout.shape) === 0 || inner === 0) return fromTensor(zeros([numel(layout.shape)]), layout);
  const rows: Tensor2D = reshape(materialise(a), [numel(a.layout.shape) / inner, inner]);
  const columns: Tensor2D = reshape(materialise(b), [inner, numel(b.layout.shape) / inner]);
  return fromTensor(matMul(rows, columns), layout);
};

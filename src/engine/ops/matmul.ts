import { matMul, reshape, type Tensor2D, type Tensor3D, zeros } from "@tensorflow/tfjs-core";
import { at, operand } from "../../model/dims";
import { broadcastStride } from "../../model/broadcast";
import { type Layout, numel, type Shape } from "../../model/layout";
import { materialise, storedAs, fromTensor, type Strided, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/** The layout of a batch of matrices, its batch axes repeated to `batch`. */
function repeated({ shape, stride, offset }: Layout, batch: Shape): Layout {
  const own: Layout = { shape: shape.slice(0, -2), stride: stride.slice(0, -2), offset };
  return {
    shape: [...batch, ...shape.slice(-2)],
    stride: [...broadcastStride(own, batch), ...stride.slice(-2)],
    offset,
  };
}

const asRow = ({ shape, stride, offset }: Layout): Layout =>
  shape.length > 1 ? { shape, stride, offset } : { shape: [1, ...shape], stride: [0, ...stride], offset };

const asColumn = ({ shape, stride, offset }: Layout): Layout =>
  shape.length > 1 ? { shape, stride, offset } : { shape: [...shape, 1], stride: [...stride, 0], offset };

/** [B, n, m] by [B, m, p]; tfjs multiplies matrices faster than batches of one. */
export function multiplied(a: Tensor3D, b: Tensor3D): Tensor2D | Tensor3D {
  const [batch, n, m] = a.shape;
  if (batch !== 1) return matMul(a, b);
  return matMul<Tensor2D>(reshape(a, [n, m]), reshape(b, [m, at(b.shape, 2)]));
}

/** `a @ b`, and `mm` and `bmm`: a vector on the left is one row, on the right one column. */
export const matmul: Evaluator<unknown> = (_args, inputs, { layout }) => {
  const a = asRow(operand(inputs, 0).layout);
  const b = asColumn(operand(inputs, 1).layout);
  const [n, inner] = a.shape.slice(-2) as [number, number];
  const columns = at(b.shape, b.shape.length - 1);
  // A sum over nothing is zero, and so is nothing's sum; no backend is asked to multiply empty matrices.
  if (numel(layout.shape) === 0 || inner === 0) return fromTensor(zeros([numel(layout.shape)]), layout);
  const tensor = (input: Strided, laid: Layout, shape: [number, number, number]): Tensor3D =>
    reshape(materialise(viewAs(input, laid)), shape);
  // One matrix on the right: the rows of all matrices on the left are the rows of one.
  if (b.shape.length === 2) {
    const rows = numel(a.shape) / inner;
    const product = multiplied(
      tensor(operand(inputs, 0), a, [1, rows, inner]),
      tensor(operand(inputs, 1), b, [1, inner, columns]),
    );
    return storedAs(product, layout);
  }
  const rank = Math.max(a.shape.length, b.shape.length) - 2;
  const batch = layout.shape.slice(0, rank);
  const count = numel(batch);
  const product = multiplied(
    tensor(operand(inputs, 0), repeated(a, batch), [count, n, inner]),
    tensor(operand(inputs, 1), repeated(b, batch), [count, inner, columns]),
  );
  return storedAs(product, layout);
};

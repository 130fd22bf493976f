import { axisFamilies, type Axis, type AxisPart } from "../axes";
import { at, operand, upTo, wrapDim } from "../dims";
import { PyTorchError } from "../errors";
import { contiguousLayout, numel, type Shape } from "../layout";
import { positionsOf, rowAt, rowCount, strayRow, type Rows } from "../rows";
import type { Operation } from "./operation";

/** Which entries of an axis are taken, in this order. */
export interface IndexSelectArgs {
  readonly dim: number;
  readonly rows: Rows;
  /** The variable that holds the row numbers in the PyTorch text. */
  readonly index: string;
}

/** `Tensor.index_select`: some entries of one axis, copied. Nothing is followed through it until its rows are known. */
export const indexSelect: Operation<IndexSelectArgs> = {
  name: "index_select",

  outcome(inputs, { dim, rows }) {
    const { shape } = operand(inputs, 0);
    const axis = wrapDim(dim, shape.length);
    refuseStray(rows, shape, axis);
    return { layout: contiguousLayout(shape.map((size, i) => (i === axis ? rowCount(rows) : size))), copies: true };
  },

  code: ({ dim, index }, operands) => `${operand(operands, 0)}.index_select(${dim}, ${index})`,

  heading: ({ dim, index }) => ({ name: "index_select", args: `(${dim}, ${index})` }),

  sources(_inputs, { dim, rows }, index) {
    if (index.length === 0) return [{ input: 0, index: [] }];
    const axis = wrapDim(dim, index.length);
    const row = rowAt(rows, at(index, axis));
    return row === null ? [] : [{ input: 0, index: index.map((value, i) => (i === axis ? row : value)) }];
  },

  targets(_inputs, { dim, rows }, _input, index) {
    if (index.length === 0) return [[]];
    const axis = wrapDim(dim, index.length);
    return positionsOf(rows, at(index, axis)).map((place) => index.map((value, i) => (i === axis ? place : value)));
  },

  axes(axes, _inputs, { dim, rows, index }) {
    const old = operand(axes, 0);
    if (old.length === 0) return [];
    const axis = wrapDim(dim, old.length);
    return old.map((kept, i) => (i === axis ? chosen(kept, index, rowCount(rows)) : kept));
  },

  links: (_axes, inputs) => upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),

  multiplyAdds: () => 0,
};

/** One part named after the index, in the families of the axis it chooses from. */
function chosen(axis: Axis, name: string, size: number): Axis {
  const families = axisFamilies(axis);
  const part: AxisPart = { name, family: families[0] ?? "other", size };
  return { parts: [families.length > 1 ? { ...part, families } : part] };
}

/**
 * PyTorch words a stray row in two ways: axis 1 and tensors without elements go through a faster path of their own
 * (aten/src/ATen/native/TensorAdvancedIndexing.cpp, `index_select_out_cpu_`).
 */
function refuseStray(rows: Rows, shape: Shape, axis: number): void {
  const size = shape[axis] ?? 1;
  const fastPath = shape.length > 1 && (axis === 1 || numel(shape) === 0);
  if (fastPath && size === 0 && rowCount(rows) > 0) {
    throw new PyTorchError("index_select(): self indexing axis dim should be positive");
  }
  const stray = strayRow(rows, size);
  if (stray === null) return;
  throw new PyTorchError(
    fastPath ? `INDICES element is out of DATA bounds, id=${stray} axis_dim=${size}` : "index out of range in self",
  );
}

import { at, operand, upTo, wrapDim } from "../dims";
import { PlaygroundError, PyTorchError } from "../errors";
import { contiguousLayout, numel } from "../layout";
import { positionsOf, rowAt, rowCount, strayRow, type Rows } from "../rows";
import type { Operation } from "./operation";

/** Which entries of the base are replaced: entry `rows[p]` by entry p of the second operand. */
export interface ScatterArgs {
  readonly dim: number;
  readonly rows: Rows;
  /** The variable that holds the row numbers in the PyTorch text. */
  readonly index: string;
}

/**
 * `base.index_copy(dim, rows, values)`: a copy of operand 0, the base, with some entries of one axis replaced by those
 * of operand 1. Nothing is followed through it until its rows are known.
 */
export const scatter: Operation<ScatterArgs> = {
  name: "index_copy",

  outcome(inputs, { dim, rows }) {
    const base = operand(inputs, 0).shape;
    const values = operand(inputs, 1).shape;
    const axis = wrapDim(dim, base.length);
    if (base.length === 0 || values.length === 0) {
      throw new PlaygroundError("scatter-scalar", "rows are scattered into a tensor with at least one axis", {
        base: base.length,
        values: values.length,
      });
    }
    if (values.length !== base.length) {
      throw new PyTorchError(
        `index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (${values.length}), destination dimensionality (${base.length})`,
      );
    }
    const baseRow = base.filter((_, i) => i !== axis);
    const valuesRow = values.filter((_, i) => i !== axis);
    if (String(baseRow) !== String(valuesRow)) {
      throw new PyTorchError(
        `index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ${baseRow.join(" ")} at dimension ${axis} and source slice shape: ${valuesRow.join(" ")} at dimension 0.`,
      );
    }
    if (rowCount(rows) !== values[axis]) {
      throw new PyTorchError(
        `index_copy_(): Number of indices (${rowCount(rows)}) should be equal to source.size(dim) (${values[axis]})`,
      );
    }
    // With nothing to copy PyTorch does not look at the row numbers.
    const stray = numel(values) === 0 ? null : strayRow(rows, at(base, axis));
    if (stray !== null) {
      throw new PyTorchError(
        `index_copy_(): index ${stray} is out of bounds for dimension ${axis} with size ${base[axis]}`,
      );
    }
    return { layout: contiguousLayout(base), copies: true };
  },

  code: ({ dim, index }, operands) => `${operand(operands, 0)}.index_copy(${dim}, ${index}, ${operand(operands, 1)})`,

  heading: ({ dim, index }) => ({ name: "index_copy", args: `(${dim}, ${index})` }),

  sources(_inputs, { dim, rows }, index) {
    if (typeof rows === "number") return [];
    const axis = wrapDim(dim, index.length);
    const place = positionsOf(rows, at(index, axis)).at(-1);
    if (place === undefined) return [{ input: 0, index: [...index] }];
    return [{ input: 1, index: index.map((value, i) => (i === axis ? place : value)) }];
  },

  targets(_inputs, { dim, rows }, input, index) {
    if (typeof rows === "number") return [];
    const axis = wrapDim(dim, index.length);
    const here = at(index, axis);
    if (input === 0) return positionsOf(rows, here).length === 0 ? [[...index]] : [];
    const row = rowAt(rows, here);
    // Of several values for one entry, the last stays.
    if (row === null || positionsOf(rows, row).at(-1) !== here) return [];
    return [index.map((value, i) => (i === axis ? row : value))];
  },

  axes: (axes) => [...operand(axes, 0)],

  links: (_axes, inputs) =>
    inputs.flatMap(({ shape }, input) => upTo(shape.length).map((axis) => ({ input, from: axis, to: axis }))),

  multiplyAdds: () => 0,
};

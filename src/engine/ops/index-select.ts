import { tensor, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import { at, operand, wrapDim } from "../../model/dims";
import { PlaygroundError } from "../../model/errors";
import { numel, type Shape } from "../../model/layout";
import type { IndexSelectArgs } from "../../model/ops/index-select";
import { listOf, type Rows } from "../../model/rows";
import { type AroundAxis, indexSelect as select } from "../kernels/index-select";
import { fromTensor, materialise } from "../strided";
import type { Evaluator } from "./evaluator";

/** The row numbers themselves; throws `PlaygroundError` "rows-unknown" for a program whose rows are not known yet. */
export function knownRows(rows: Rows): Int32Array {
  if (typeof rows !== "number") return listOf(rows);
  throw new PlaygroundError("rows-unknown", `which ${rows} rows are taken is not known yet`, { rows });
}

/** How many entries of a shape lie outside an axis, along it and inside it. */
export const aroundAxis = (shape: Shape, axis: number): AroundAxis => ({
  outer: numel(shape.slice(0, axis)),
  size: at(shape, axis),
  inner: numel(shape.slice(axis + 1)),
});

/** 0, 1, …, count − 1. */
export function countingUp(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  return rows;
}

function isEveryRow(rows: Int32Array, size: number): boolean {
  if (rows.length !== size) return false;
  for (let place = 0; place < size; place += 1) if (rows[place] !== place) return false;
  return true;
}

/** Some entries of one axis of a row-major tensor, flat and row-major; `ZERO_ENTRY` for zeros. */
export function selectEntries(values: Tensor, around: AroundAxis, rows: Int32Array): Tensor {
  if (values.size === 0 || rows.length === 0) return tensor([], [0]);
  // Storages never change, so a selection of everything may share its numbers.
  if (isEveryRow(rows, around.size)) return values;
  return select(values, tensor1d(rows, "int32"), around);
}

/** `Tensor.index_select`. */
export const indexSelect: Evaluator<IndexSelectArgs> = ({ dim, rows }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const values = materialise(input);
  if (layout.shape.length === 0) return fromTensor(values, layout);
  const around = aroundAxis(input.layout.shape, wrapDim(dim, layout.shape.length));
  return fromTensor(selectEntries(values, around, knownRows(rows)), layout);
};

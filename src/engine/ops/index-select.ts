import { clone, reshape, tensor, tensor1d } from "@tensorflow/tfjs-core";
import { at, operand, wrapDim } from "../../model/dims";
import { PlaygroundError } from "../../model/errors";
import { numel } from "../../model/layout";
import type { IndexSelectArgs } from "../../model/ops/index-select";
import type { Rows } from "../../model/rows";
import { indexSelect as select } from "../kernels/index-select";
import { fromTensor, materialise, type Strided } from "../strided";
import type { Evaluator } from "./evaluator";

/** The row numbers themselves; throws `PlaygroundError` "rows-unknown" for a program whose rows are not known yet. */
export function knownRows(rows: Rows): Int32Array {
  if (typeof rows !== "number") return rows;
  throw new PlaygroundError("rows-unknown", `which ${rows} rows are taken is not known yet`, { rows });
}

/** A tensor around one of its axes: how many entries lie outside it, along it and inside it. */
export function aroundAxis(shape: readonly number[], axis: number): [number, number, number] {
  return [numel(shape.slice(0, axis)), at(shape, axis), numel(shape.slice(axis + 1))];
}

const isEveryRow = (rows: Int32Array, size: number): boolean =>
  rows.length === size && rows.every((row, place) => row === place);

/** Some entries of one axis of `input`, row-major. */
export function selectRows(input: Strided, axis: number, rows: Int32Array): Strided {
  const { shape } = input.layout;
  const result = shape.map((size, k) => (k === axis ? rows.length : size));
  if (numel(result) === 0) return fromTensor(tensor([], result));
  const values = materialise(input);
  // Storages never change, so a selection of everything may share its numbers.
  if (isEveryRow(rows, at(shape, axis))) return fromTensor(clone(values));
  const selected = select(reshape(values, aroundAxis(shape, axis)), tensor1d(rows, "int32"));
  return fromTensor(reshape(selected, result));
}

/** `Tensor.index_select`. */
export const indexSelect: Evaluator<IndexSelectArgs> = ({ dim, rows }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  if (layout.shape.length === 0) return fromTensor(clone(materialise(input)), layout);
  return selectRows(input, wrapDim(dim, layout.shape.length), knownRows(rows));
};

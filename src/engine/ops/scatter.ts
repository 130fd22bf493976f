import { concat, reshape } from "@tensorflow/tfjs-core";
import { at, operand, wrapDim } from "../../model/dims";
import { numel } from "../../model/layout";
import type { ScatterArgs } from "../../model/ops/scatter";
import { fromTensor, materialise } from "../strided";
import type { Evaluator } from "./evaluator";
import { aroundAxis, knownRows, selectRows } from "./index-select";

/**
 * `base.index_copy(dim, rows, values)`, written as a selection from base and values side by side: each entry of the
 * result says which of the two it comes from. tfjs's own scatters look at every update for every element on WebGL, and
 * leave open which of two updates of one entry stays.
 */
export const scatter: Evaluator<ScatterArgs> = ({ dim, rows }, inputs, { layout }) => {
  const base = operand(inputs, 0);
  const values = operand(inputs, 1);
  const axis = wrapDim(dim, layout.shape.length);
  const places = knownRows(rows);
  const size = at(layout.shape, axis);
  const table = Int32Array.from({ length: size }, (_, entry) => entry);
  places.forEach((entry, place) => {
    table[entry] = size + place;
  });
  if (places.length === 0 || numel(layout.shape) === 0) return fromTensor(materialise(base), layout);
  const around = aroundAxis(layout.shape, axis);
  const both = concat(
    [reshape(materialise(base), around), reshape(materialise(values), aroundAxis(values.layout.shape, axis))],
    1,
  );
  return fromTensor(materialise(selectRows(fromTensor(both), 1, table)), layout);
};

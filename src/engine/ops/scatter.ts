import { concat, reshape } from "@tensorflow/tfjs-core";
import { operand, wrapDim } from "../../model/dims";
import { numel } from "../../model/layout";
import type { ScatterArgs } from "../../model/ops/scatter";
import { fromTensor, materialise } from "../strided";
import type { Evaluator } from "./evaluator";
import { aroundAxis, countingUp, knownRows, selectEntries } from "./index-select";

/**
 * `base.index_copy(dim, rows, values)`, written as a selection from base and values side by side: each entry of the
 * result says which of the two it comes from. tfjs's own scatters look at every update for every element on WebGL, and
 * leave open which of two updates of one entry stays.
 */
export const scatter: Evaluator<ScatterArgs> = ({ dim, rows }, inputs, { layout }) => {
  const base = materialise(operand(inputs, 0));
  const values = operand(inputs, 1);
  const places = knownRows(rows);
  if (places.length === 0 || numel(layout.shape) === 0) return fromTensor(base, layout);
  const axis = wrapDim(dim, layout.shape.length);
  const { outer, size, inner } = aroundAxis(layout.shape, axis);
  const table = countingUp(size);
  for (let place = 0; place < places.length; place += 1) table[places[place] as number] = size + place;
  const both = concat(
    [reshape(base, [outer, size * inner]), reshape(materialise(values), [outer, places.length * inner])],
    1,
  );
  return fromTensor(selectEntries(both, { outer, size: size + places.length, inner }, table), layout);
};

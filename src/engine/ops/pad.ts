import { concat, fill, reshape } from "@tensorflow/tfjs-core";
import { at, operand } from "../../model/dims";
import { numel, type Shape } from "../../model/layout";
import { padsOf, type PadArgs } from "../../model/ops/pad";
import { entryAt, marginsOf } from "../../model/padding";
import type { PaddingMode } from "../../model/geometry";
import { ZERO_ENTRY } from "../kernels/index-select";
import { materialise, storedAs } from "../strided";
import { heldAs } from "./choice";
import type { Evaluator } from "./evaluator";
import { selectEntries } from "./index-select";

/** For every place of the padded axes the entry of the axes as they were, row-major; `filling` where there is none. */
export function paddedTable(shape: Shape, pads: readonly number[], mode: PaddingMode, filling: number): Int32Array {
  const margins = marginsOf(pads, shape.length);
  let table = Int32Array.of(0);
  for (const [axis, size] of shape.entries()) {
    const margin = at(margins, axis);
    const length = size + margin.before + margin.after;
    const longer = new Int32Array(table.length * length);
    for (let place = 0; place < length; place += 1) {
      const entry = entryAt(mode, margin, size, place);
      for (let before = 0; before < table.length; before += 1) {
        const outer = table[before] as number;
        longer[before * length + place] = entry === null || outer === filling ? filling : outer * size + entry;
      }
    }
    table = longer;
  }
  return table;
}

/**
 * `F.pad`: one selection of elements by the rule that the model has for every mode, zeros included. No number is
 * multiplied by 0 to be hidden, so NaN stays where it is.
 */
export const pad: Evaluator<PadArgs> = (args, inputs, { layout, dtype }) => {
  const input = operand(inputs, 0);
  const { shape } = input.layout;
  const pads = padsOf(args);
  const axes = pads.length / 2;
  const padded = axes === 0 ? [] : shape.slice(-axes);
  const outer = numel(shape.slice(0, shape.length - axes));
  const size = numel(padded);
  const value = heldAs("pads" in args ? (args.value ?? 0) : 0, dtype);
  // Another filling than zero is one more entry that can be selected; it cannot be mistaken for one of the tensor's.
  const filling = value === 0 ? ZERO_ENTRY : size;
  const table = paddedTable(padded, pads, args.mode, filling);
  const values = materialise(input);
  if (value === 0 && size > 0) return storedAs(selectEntries(values, { outer, size, inner: 1 }, table), layout);
  const withFilling = concat([reshape(values, [outer, size]), fill([outer, 1], value)], 1);
  const entries = table.map((entry) => (entry === ZERO_ENTRY ? size : entry));
  return storedAs(selectEntries(withFilling, { outer, size: size + 1, inner: 1 }, entries), layout);
};

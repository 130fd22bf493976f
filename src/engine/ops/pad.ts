import { at, operand } from "../../model/dims";
import { paddedSource } from "../../model/geometry";
import { numel } from "../../model/layout";
import type { PadArgs } from "../../model/ops/pad";
import { ZERO_ENTRY } from "../kernels/index-select";
import { materialise, storedAs } from "../strided";
import type { Evaluator } from "./evaluator";
import { selectEntries } from "./index-select";

/**
 * `F.pad` of the last two axes: one selection of pixels by the rule that the model has for every mode, zeros included.
 * No number is multiplied by 0 to be hidden, so NaN stays where it is.
 */
export const pad: Evaluator<PadArgs> = ({ padding: [rows, columns], mode }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const { shape } = input.layout;
  const [height, width] = [at(shape, shape.length - 2), at(shape, shape.length - 1)];
  const [paddedHeight, paddedWidth] = [height + 2 * rows, width + 2 * columns];
  const table = new Int32Array(paddedHeight * paddedWidth);
  for (let y = 0; y < paddedHeight; y += 1) {
    const row = paddedSource(mode, y - rows, height);
    for (let x = 0; x < paddedWidth; x += 1) {
      const column = paddedSource(mode, x - columns, width);
      table[y * paddedWidth + x] = row === null || column === null ? ZERO_ENTRY : row * width + column;
    }
  }
  const around = { outer: numel(shape.slice(0, -2)), size: height * width, inner: 1 };
  return storedAs(selectEntries(materialise(input), around, table), layout);
};

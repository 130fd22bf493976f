import { pad as padZeros, reshape, type Tensor3D } from "@tensorflow/tfjs-core";
import { at, operand } from "../../model/dims";
import { paddedSource, type PaddingMode } from "../../model/geometry";
import { numel } from "../../model/layout";
import type { PadArgs } from "../../model/ops/pad";
import { fromTensor, materialise, storedAs } from "../strided";
import { selectRows } from "./index-select";
import type { Evaluator } from "./evaluator";

/** For each place of a padded axis the pixel that stands there; only for modes that copy pixels. */
const sourcesAlong = (mode: PaddingMode, size: number, padding: number): number[] =>
  Array.from({ length: size + 2 * padding }, (_, place) => paddedSource(mode, place - padding, size) ?? 0);

/**
 * `F.pad` of the last two axes. Zeros are put around by tfjs; the other modes are one selection of pixels by the rule
 * that the model has for them, so no number is ever multiplied and NaN stays where it is.
 */
export const pad: Evaluator<PadArgs> = ({ padding: [rows, columns], mode }, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const { shape } = input.layout;
  const [height, width] = [at(shape, shape.length - 2), at(shape, shape.length - 1)];
  const planes = numel(shape.slice(0, -2));
  const image: Tensor3D = reshape(materialise(input), [planes, height, width]);
  if (mode === "zeros") {
    const padded = padZeros(image, [
      [0, 0],
      [rows, rows],
      [columns, columns],
    ]);
    return storedAs(padded, layout);
  }
  const across = sourcesAlong(mode, width, columns);
  const table = sourcesAlong(mode, height, rows).flatMap((row) => across.map((column) => row * width + column));
  const flat = fromTensor(reshape(image, [planes, height * width]));
  return storedAs(materialise(selectRows(flat, 1, Int32Array.from(table))), layout);
};

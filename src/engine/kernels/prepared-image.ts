import { reshape, type Tensor1D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { Places, Preparation } from "../../model/addressing";
import type { ImageShape } from "../../model/geometry";
import { type AroundAxis, indexSelect, ZERO_ENTRY } from "./index-select";

const entriesOf = (places: Places): Int32Array => Int32Array.from(places, (place) => place ?? ZERO_ENTRY);

const picked = (x: Tensor1D, entries: Int32Array, around: AroundAxis): Tensor1D =>
  indexSelect(x, tensor1d(entries, "int32"), around, entries);

/**
 * A picture (flat, row-major) as the window kernels read it, flat: its rows, then its columns picked by the rule that the
 * model has. Another handle on the same numbers when nothing is to be done. Differentiable.
 */
export function preparedImage(image: Tensor1D, preparation: Preparation, shape: ImageShape): Tensor1D {
  const { rows, columns, nothing } = preparation;
  if (nothing) return reshape(image, [image.size]);
  const [batch, channels, height, width] = shape;
  return tidy(() => {
    const tall = { outer: batch * channels, size: height, inner: width };
    const lines: Tensor1D = rows.length > height ? picked(image, entriesOf(rows), tall) : reshape(image, [image.size]);
    const wide = { outer: batch * channels * rows.length, size: width, inner: 1 };
    return picked(lines, entriesOf(columns), wide);
  });
}

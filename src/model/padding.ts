import { cloneStride, channelsLastStride, looksChannelsLast } from "./dense-stride";
import { at, listed, wrapDim } from "./dims";
import { PyTorchError } from "./errors";
import { type PaddingMode, paddedSource } from "./geometry";
import { contiguousLayout, type Layout, numel, type Shape } from "./layout";

/** Entries added before and after one axis; negative ones are cut off. */
export interface Margins {
  readonly before: number;
  readonly after: number;
}

/** Margins by axis, from PyTorch's flat list: pairs from the last axis on backward; throws its refusals. */
export function marginsOf(pads: readonly number[], rank: number): Margins[] {
  if (pads.length % 2 !== 0) throw new PyTorchError("Padding length must be divisible by 2");
  if (pads.length > 2 * rank) throw new PyTorchError("Padding length too large");
  return Array.from({ length: rank }, (_, axis) => {
    const pair = 2 * (rank - 1 - axis);
    return { before: pads[pair] ?? 0, after: pads[pair + 1] ?? 0 };
  });
}

const padded = (shape: Shape, margins: readonly Margins[]): number[] =>
  shape.map((size, axis) => size + at(margins, axis).before + at(margins, axis).after);

/** The entry that stands at `place` of a padded axis; null where there is none but the filling. */
export const entryAt = (mode: PaddingMode, { before }: Margins, size: number, place: number): number | null =>
  paddedSource(mode, place - before, size);

/** All places of a padded axis where entry `value` stands, ascending; the inverse of `entryAt`. */
export function* placesOf(
  mode: PaddingMode,
  { before, after }: Margins,
  size: number,
  value: number,
): Generator<number> {
  const holds = (place: number): boolean => paddedSource(mode, place, size) === value;
  for (let place = -before; place < 0; place += 1) if (holds(place)) yield place + before;
  if (value >= -before && value < size + after) yield value + before;
  for (let place = size; place < size + after; place += 1) if (holds(place)) yield place + before;
}

/** What `F.pad` leaves; throws PyTorch's refusals (PadNd.cpp, ReflectionPad.cpp, ReplicationPadding.cpp). */
export function paddedLayout(input: Layout, pads: readonly number[], mode: PaddingMode): Layout {
  const { shape } = input;
  const margins = marginsOf(pads, shape.length);
  if (mode === "zeros") return constantLayout(input, margins, pads.length / 2);
  const axes = pads.length / 2;
  const fits = axes >= 1 && axes <= 3 && (shape.length === axes + 1 || shape.length === axes + 2);
  if (!fits) {
    throw new PyTorchError("Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
  }
  refuse[mode](shape, margins, axes);
  const result = padded(shape, margins);
  const negative = result.find((size) => size < 0);
  if (negative !== undefined) {
    throw new PyTorchError(
      mode === "reflect"
        ? "numel: integer multiplication overflow"
        : `Trying to create tensor with negative dimension ${negative}: ${listed(result)}`,
    );
  }
  return contiguousLayout(result);
}

function constantLayout(input: Layout, margins: readonly Margins[], axes: number): Layout {
  const { shape } = input;
  const result = padded(shape, margins);
  const cut = narrowed(input, margins);
  if (margins.every(({ before, after }) => before <= 0 && after <= 0)) {
    return { shape: cut.shape, stride: cloneStride(cut), offset: 0 };
  }
  for (let axis = shape.length - axes; axis < shape.length; axis += 1) {
    if (at(result, axis) > 0) continue;
    const { before, after } = at(margins, axis);
    throw new PyTorchError(
      `The input size ${at(shape, axis)}, plus negative padding ${before} and ${after} resulted in a negative output size, which is invalid. Check dimension ${axis} of your input.`,
    );
  }
  return looksChannelsLast(input)
    ? { shape: result, stride: channelsLastStride(result), offset: 0 }
    : contiguousLayout(result);
}

/** The input with what negative margins cut off gone: two `narrow`s per axis, in whose words too much is refused. */
function narrowed({ shape, stride, offset }: Layout, margins: readonly Margins[]): Layout {
  const sizes = [...shape];
  let first = offset;
  const cut = (axis: number, start: number, length: number): void => {
    const size = at(sizes, axis);
    if (start !== size) wrapDim(start, size);
    if (length < 0 || start + length > size) {
      throw new PyTorchError(`start (${start}) + length (${length}) exceeds dimension size (${size}).`);
    }
    first += start * at(stride, axis);
    sizes[axis] = length;
  };
  for (const [axis, { before, after }] of margins.entries()) {
    if (before < 0) cut(axis, -before, at(sizes, axis) + before);
    if (after < 0) cut(axis, 0, at(sizes, axis) + after);
  }
  return { shape: sizes, stride, offset: first };
}

const refuse: Record<
  Exclude<PaddingMode, "zeros">,
  (shape: Shape, margins: readonly Margins[], axes: number) => void
> = {
  reflect(shape, margins, axes) {
    const rank = shape.length;
    const batched = rank === axes + 2;
    if (numel(batched ? shape.slice(1) : axes === 2 ? shape.slice(1) : shape) === 0) {
      throw new PyTorchError(
        axes === 2
          ? `3D or 4D (batch mode) tensor expected for input, but got: [ torch.FloatTensor{${shape.join(",")}} ]`
          : `Expected ${axes + 1}D or ${axes + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${listed(shape)}`,
      );
    }
    for (let back = 0; back < axes; back += 1) {
      const axis = rank - 1 - back;
      const { before, after } = at(margins, axis);
      if (before < at(shape, axis) && after < at(shape, axis)) continue;
      throw new PyTorchError(
        `Argument #${4 + 2 * back}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${axis} of input ${axes === 2 ? rank : listed(shape)}`,
      );
    }
  },
  replicate(shape, _margins, axes) {
    if (numel(shape.slice(-axes - 1)) === 0) {
      throw new PyTorchError(
        `Expected ${axes + 1}D or ${axes + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${listed(shape)}`,
      );
    }
  },
  circular(shape, margins, axes) {
    const spatial = shape.length - 2;
    if (spatial !== axes) {
      throw new PyTorchError(`Invalid padding size, expected ${2 * spatial} but got ${2 * axes}`);
    }
    for (let axis = 2; axis < shape.length; axis += 1) {
      const { before, after } = at(margins, axis);
      if (before > at(shape, axis) || after > at(shape, axis)) {
        throw new PyTorchError("Padding value causes wrapping around more than once.");
      }
      if (at(shape, axis) + before + after < 0) {
        throw new PyTorchError("Negative padding value is resulting in an empty dimension.");
      }
    }
  },
};

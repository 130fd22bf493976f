import { resizedAxis, type AxisLink } from "../axes";
import { channelsLastStride, cloneStride, looksChannelsLast } from "../dense-stride";
import { at, combinations, listed, operand, upTo } from "../dims";
import { PlaygroundError, PyTorchError } from "../errors";
import { paddedSource, type PaddingMode, type Pair } from "../geometry";
import { contiguousLayout, numel, type Shape } from "../layout";
import type { Operation, Outcome } from "./operation";

/** Rows and columns added on either side of the last two axes, and what fills them. */
export interface PadArgs {
  readonly padding: Pair;
  readonly mode: PaddingMode;
}

/** `torch.nn.functional.pad` of the last two axes, the same on both sides of an axis. */
export const pad: Operation<PadArgs> = {
  name: "pad",

  outcome(inputs, { padding, mode }): Outcome {
    const input = operand(inputs, 0);
    const rank = input.shape.length;
    if (padding[0] < 0 || padding[1] < 0) {
      throw new PlaygroundError("negative-padding", `padding must not be negative, not ${listed(padding)}`, {
        rows: padding[0],
        columns: padding[1],
      });
    }
    if (rank < 2) throw new PyTorchError("Padding length too large");
    if (mode === "zeros") {
      const shape = paddedShape(input.shape, padding);
      if (padding[0] === 0 && padding[1] === 0) {
        return { layout: { shape, stride: cloneStride(input), offset: 0 }, copies: true };
      }
      const empty = shape.findIndex((size, axis) => axis >= rank - 2 && size === 0);
      if (empty >= 0) {
        throw new PyTorchError(
          `The input size 0, plus negative padding 0 and 0 resulted in a negative output size, which is invalid. Check dimension ${empty} of your input.`,
        );
      }
      if (looksChannelsLast(input)) {
        return { layout: { shape, stride: channelsLastStride(shape), offset: 0 }, copies: true };
      }
      return { layout: contiguousLayout(shape), copies: true };
    }
    if (rank !== 3 && rank !== 4) {
      throw new PyTorchError("Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
    }
    refuse[mode](input.shape, padding);
    return { layout: contiguousLayout(paddedShape(input.shape, padding)), copies: true };
  },

  code({ padding: [rows, columns], mode }, operands) {
    const kind = mode === "zeros" ? "" : `, mode="${mode}"`;
    return `F.pad(${operand(operands, 0)}, (${columns}, ${columns}, ${rows}, ${rows})${kind})`;
  },

  heading({ padding: [rows, columns], mode }) {
    const kind = mode === "zeros" ? "" : `, ${mode}`;
    return { name: "pad", args: `(${columns}, ${columns}, ${rows}, ${rows}${kind})` };
  },

  sources(inputs, { padding, mode }, index) {
    const { shape } = operand(inputs, 0);
    const source = [...index];
    for (const side of [0, 1] as const) {
      const axis = shape.length - 2 + side;
      const from = paddedSource(mode, at(index, axis) - padding[side], at(shape, axis));
      if (from === null) return [];
      source[axis] = from;
    }
    return [{ input: 0, index: source }];
  },

  targets(inputs, { padding, mode }, _input, index) {
    const { shape } = operand(inputs, 0);
    return combinations(
      index.map((value, axis) => {
        const side = axis - (shape.length - 2);
        return side === 0 || side === 1 ? copiesOf(mode, value, at(shape, axis), padding[side]) : [value];
      }),
    );
  },

  axes(axes, inputs, { padding }) {
    const shape = paddedShape(operand(inputs, 0).shape, padding);
    return operand(axes, 0).map((axis, i) => resizedAxis(axis, at(shape, i)));
  },

  links: (_axes, inputs): AxisLink[] =>
    upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),

  multiplyAdds: () => 0,
};

function paddedShape(shape: Shape, padding: Pair): number[] {
  return shape.map((size, axis) => size + 2 * (padding[axis - (shape.length - 2)] ?? 0));
}

/** All places of one padded axis where pixel `value` of `size` stands, ascending; the inverse of `paddedSource`. */
function copiesOf(mode: PaddingMode, value: number, size: number, padding: number): number[] {
  const leading = upTo(padding).map((i) => i - padding);
  const trailing = upTo(padding).map((i) => i + size);
  const holds = (place: number): boolean => paddedSource(mode, place, size) === value;
  return [...leading.filter(holds), value, ...trailing.filter(holds)].map((place) => place + padding);
}

/** PyTorch's refusals of a shape, width before height (ReflectionPad.cpp, ReplicationPadding.cpp, PadNd.cpp). */
const refuse: Record<Exclude<PaddingMode, "zeros">, (shape: Shape, padding: Pair) => void> = {
  reflect(shape, padding) {
    const rank = shape.length;
    if (numel(shape.slice(1)) === 0) {
      throw new PyTorchError(
        `3D or 4D (batch mode) tensor expected for input, but got: [ torch.FloatTensor{${shape.join(",")}} ]`,
      );
    }
    for (const side of [1, 0] as const) {
      const axis = rank - 2 + side;
      const by = padding[side];
      if (by >= at(shape, axis)) {
        throw new PyTorchError(
          `Argument #${side === 1 ? 4 : 6}: Padding size should be less than the corresponding input dimension, but got: padding (${by}, ${by}) at dimension ${axis} of input ${rank}`,
        );
      }
    }
  },
  replicate(shape) {
    if (numel(shape.slice(-3)) === 0) {
      throw new PyTorchError(
        `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${listed(shape)}`,
      );
    }
  },
  circular(shape, padding) {
    if (shape.length === 3) throw new PyTorchError("Invalid padding size, expected 2 but got 4");
    if (padding[0] > at(shape, shape.length - 2) || padding[1] > at(shape, shape.length - 1)) {
      throw new PyTorchError("Padding value causes wrapping around more than once.");
    }
  },
};

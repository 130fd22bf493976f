import { resizedAxis } from "../axes";
import { at, operand, upTo } from "../dims";
import { PyTorchError } from "../errors";
import type { Layout } from "../layout";
import type { Operation } from "./operation";

/** One axis cut as Python cuts it: `start:stop:step`; null leaves a bound out. */
export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;
}

/** Slices of the trailing axes; those before them are kept whole. */
export interface SliceArgs {
  readonly slices: readonly Slice[];
}

/** `x[..., a:b:c, …]`: every `step`-th entry of each axis. Always a view. */
export const slice: Operation<SliceArgs> = {
  name: "slice",

  outcome(inputs, { slices }) {
    const input = operand(inputs, 0);
    const cuts = cutsOf(input, slices);
    return {
      layout: {
        shape: cuts.map(({ count }) => count),
        stride: cuts.map(({ step }, axis) => at(input.stride, axis) * step),
        offset: cuts.reduce((offset, { start }, axis) => offset + start * at(input.stride, axis), input.offset),
      },
      copies: false,
    };
  },

  code: ({ slices }, operands) => `${operand(operands, 0)}${written(slices)}`,

  heading: ({ slices }) => ({ name: "slice", args: written(slices) }),

  sources(inputs, { slices }, index) {
    const cuts = cutsOf(operand(inputs, 0), slices);
    return [{ input: 0, index: index.map((value, axis) => at(cuts, axis).start + value * at(cuts, axis).step) }];
  },

  targets(inputs, { slices }, _input, index) {
    const cuts = cutsOf(operand(inputs, 0), slices);
    const target = index.map((value, axis) => (value - at(cuts, axis).start) / at(cuts, axis).step);
    const kept = target.every((value, axis) => Number.isInteger(value) && value >= 0 && value < at(cuts, axis).count);
    return kept ? [target] : [];
  },

  axes(axes, inputs, args) {
    const { shape } = slice.outcome(inputs, args).layout;
    return operand(axes, 0).map((axis, i) => resizedAxis(axis, at(shape, i)));
  },

  links: (_axes, inputs) => upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),

  multiplyAdds: () => 0,
};

interface Cut {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Bounds are clamped, negative ones count from the end (Python's rules; aten `slice`). The words are Python indexing's. */
function cutsOf({ shape }: Layout, slices: readonly Slice[]): Cut[] {
  if (slices.length > shape.length) {
    throw new PyTorchError(`too many indices for tensor of dimension ${shape.length}`);
  }
  const whole = shape.length - slices.length;
  return shape.map((size, axis) => {
    const { start, stop, step } = slices[axis - whole] ?? WHOLE;
    if (step === 0) throw new PyTorchError("slice step cannot be zero");
    if (step < 0) throw new PyTorchError("step must be greater than zero");
    const clamp = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
    const first = clamp(start ?? 0);
    const end = Math.max(clamp(stop ?? size), first);
    return { start: first, step, count: Math.ceil((end - first) / step) };
  });
}

const WHOLE: Slice = { start: null, stop: null, step: 1 };

function written(slices: readonly Slice[]): string {
  const each = slices.map(({ start, stop, step }) => `${start ?? ""}:${stop ?? ""}${step === 1 ? "" : `:${step}`}`);
  return `[${["...", ...each].join(", ")}]`;
}

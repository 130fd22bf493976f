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

/** Slices of the trailing axes, or of the leading ones; the others are kept whole. */
export interface SliceArgs {
  readonly slices: readonly Slice[];
  /** True for `x[a:b, …]`, which cuts axes from the first on; otherwise it is `x[..., a:b]`, up to the last. */
  readonly leading?: boolean;
}

/** `x[..., a:b:c]` or `x[a:b:c]`: every `step`-th entry of each axis. Always a view. */
export const slice: Operation<SliceArgs> = {
  name: "slice",

  outcome(inputs, args) {
    const input = operand(inputs, 0);
    const cuts = cutsOf(input, args);
    const firsts = cuts.map((cut, axis) => firstOf(cut, at(input.shape, axis)));
    return {
      layout: {
        shape: cuts.map((cut, axis) => countOf(cut, at(input.shape, axis))),
        stride: cuts.map(({ step }, axis) => at(input.stride, axis) * step),
        offset: firsts.reduce((offset, first, axis) => offset + first * at(input.stride, axis), input.offset),
      },
      copies: false,
    };
  },

  code: (args, operands) => `${operand(operands, 0)}${written(args)}`,

  heading: (args) => ({ name: "slice", args: written(args) }),

  sources(inputs, args, index) {
    const { shape } = operand(inputs, 0);
    const cuts = cutsOf(operand(inputs, 0), args);
    const source = cuts.map((cut, axis) => firstOf(cut, at(shape, axis)) + at(index, axis) * cut.step);
    return [{ input: 0, index: source }];
  },

  targets(inputs, args, _input, index) {
    const { shape } = operand(inputs, 0);
    const target = [...index];
    for (const [axis, cut] of cutsOf(operand(inputs, 0), args).entries()) {
      const size = at(shape, axis);
      const place = (at(index, axis) - firstOf(cut, size)) / cut.step;
      if (!Number.isInteger(place) || place < 0 || place >= countOf(cut, size)) return [];
      target[axis] = place;
    }
    return [target];
  },

  axes(axes, inputs, args) {
    const { shape } = slice.outcome(inputs, args).layout;
    return operand(axes, 0).map((axis, i) => resizedAxis(axis, at(shape, i)));
  },

  links: (_axes, inputs) => upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),

  multiplyAdds: () => 0,
};

/** A bound counted from the front, within the axis: Python's rule, aten's `slice`. */
const clamped = (bound: number, size: number): number => Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);

/** The first entry that a slice takes. */
const firstOf = ({ start }: Slice, size: number): number => (start === null ? 0 : clamped(start, size));

/** How many entries it takes. */
function countOf(cut: Slice, size: number): number {
  const end = cut.stop === null ? size : clamped(cut.stop, size);
  return Math.max(0, Math.ceil((end - firstOf(cut, size)) / cut.step));
}

/** One slice per axis, refused in the words of Python indexing, which is how the step is written. */
function cutsOf({ shape }: Layout, { slices, leading }: SliceArgs): Slice[] {
  if (slices.length > shape.length) {
    throw new PyTorchError(`too many indices for tensor of dimension ${shape.length}`);
  }
  for (const { step } of slices) {
    if (step === 0) throw new PyTorchError("slice step cannot be zero");
    if (step < 0) throw new PyTorchError("step must be greater than zero");
  }
  const whole = leading === true ? 0 : shape.length - slices.length;
  return shape.map((_, axis) => slices[axis - whole] ?? WHOLE);
}

const WHOLE: Slice = { start: null, stop: null, step: 1 };

function written({ slices, leading }: SliceArgs): string {
  const each = slices.map(({ start, stop, step }) => `${start ?? ""}:${stop ?? ""}${step === 1 ? "" : `:${step}`}`);
  return `[${(leading === true ? each : ["...", ...each]).join(", ")}]`;
}

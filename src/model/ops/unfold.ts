import { axisName, axisOf, resizedAxis, type Axis, type Family } from "../axes";
import { at, listed, operand, parenthesised, upTo, wrapDim } from "../dims";
import { PyTorchError } from "../errors";
import type { Operation } from "./operation";

/** Windows of `size` along one axis, one every `step`. */
export interface UnfoldArgs {
  readonly dim: number;
  readonly size: number;
  readonly step: number;
}

/** `Tensor.unfold`: the axis becomes its windows, and a new last axis holds what each window sees. Always a view. */
export const unfold: Operation<UnfoldArgs> = {
  name: "unfold",

  outcome(inputs, { dim, size, step }) {
    const input = operand(inputs, 0);
    const axis = wrapDim(dim, input.shape.length);
    const scalar = input.shape.length === 0;
    const length = scalar ? 1 : at(input.shape, axis);
    if (size > length) {
      throw new PyTorchError(`maximum size for tensor at dimension ${axis} is ${length} but size is ${size}`);
    }
    if (step <= 0) throw new PyTorchError(`step is ${step} but must be > 0`);
    const shape = [...input.shape, size];
    const stride = [...input.stride, scalar ? 1 : at(input.stride, axis)];
    if (!scalar) {
      shape[axis] = Math.floor((length - size) / step) + 1;
      stride[axis] = at(input.stride, axis) * step;
    }
    if (size < 0) {
      throw new PyTorchError(
        stride.at(-1) === 0
          ? "numel: integer multiplication overflow"
          : `Storage size calculation overflowed with sizes=${listed(shape)} and strides=${listed(stride)}`,
      );
    }
    return { layout: { shape, stride, offset: input.offset }, copies: false };
  },

  code: ({ dim, size, step }, operands) => `${operand(operands, 0)}.unfold${parenthesised([dim, size, step])}`,

  heading: ({ dim, size, step }) => ({ name: "unfold", args: parenthesised([dim, size, step]) }),

  sources(inputs, { dim, step }, index) {
    const rank = operand(inputs, 0).shape.length;
    const source = index.slice(0, rank);
    if (rank > 0) {
      const axis = wrapDim(dim, rank);
      source[axis] = at(index, axis) * step + at(index, rank);
    }
    return [{ input: 0, index: source }];
  },

  targets(inputs, { dim, size, step }, _input, index) {
    const { shape } = operand(inputs, 0);
    if (shape.length === 0) return size === 1 ? [[0]] : [];
    const axis = wrapDim(dim, shape.length);
    const here = at(index, axis);
    const windows = Math.floor((at(shape, axis) - size) / step) + 1;
    const found: number[][] = [];
    const last = Math.min(Math.floor(here / step), windows - 1);
    for (let window = Math.max(0, Math.ceil((here - size + 1) / step)); window <= last; window += 1) {
      const target = [...index, here - window * step];
      target[axis] = window;
      found.push(target);
    }
    return found;
  },

  axes(axes, inputs, args) {
    const old = operand(axes, 0);
    const { shape } = unfold.outcome(inputs, args).layout;
    if (old.length === 0) return [axisOf("taps", "other", args.size)];
    const axis = wrapDim(args.dim, old.length);
    const names = namesFor(at(old, axis));
    const found = old.map((kept, i) => (i === axis ? resizedAxis(kept, at(shape, axis), names.windows) : kept));
    return [...found, resizedAxis(at(old, axis), args.size, names.taps)];
  },

  links(_axes, inputs, { dim }) {
    const rank = operand(inputs, 0).shape.length;
    if (rank === 0) return [];
    const straight = upTo(rank).map((axis) => ({ input: 0, from: axis, to: axis }));
    return [...straight, { input: 0, from: wrapDim(dim, rank), to: rank }];
  },

  multiplyAdds: () => 0,
};

const KNOWN: Partial<Record<Family, { readonly axis: string; readonly windows: string; readonly taps: string }>> = {
  H: { axis: "H", windows: "h_windows", taps: "kh" },
  W: { axis: "W", windows: "w_windows", taps: "kw" },
};

/** The image's own axes get the thread's names, any other axis one made from its own. */
function namesFor(axis: Axis): { readonly windows: string; readonly taps: string } {
  const name = axisName(axis);
  const [part] = axis.parts;
  const known = part && KNOWN[part.family];
  return known && known.axis === name ? known : { windows: `${name}_windows`, taps: `${name}_taps` };
}

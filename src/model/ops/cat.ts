import { resizedAxis } from "../axes";
import { channelsLastStride, looksChannelsLast } from "../dense-stride";
import { at, operand, upTo, wrapDim } from "../dims";
import { promotedAll } from "../dtype";
import { PyTorchError } from "../errors";
import { contiguousLayout, type Layout, type Shape } from "../layout";
import { checkElements } from "../limits";
import type { Operation } from "./operation";

/** The axis along which the tensors stand one after another. */
export interface CatArgs {
  readonly dim: number;
}

/** `torch.cat` of any number of tensors: one after another along one axis. */
export const cat: Operation<CatArgs> = {
  name: "cat",

  outcome(inputs, args) {
    const { shape } = joined(inputs, args);
    checkElements(shape);
    const channelsLast = inputs.every(looksChannelsLast);
    return {
      layout: channelsLast ? { shape, stride: channelsLastStride(shape), offset: 0 } : contiguousLayout(shape),
      copies: true,
    };
  },

  dtype: (dtypes) => promotedAll(dtypes),

  code: ({ dim }, operands) => `torch.cat([${operands.join(", ")}], ${dim})`,

  heading: ({ dim }) => ({ name: "cat", args: `(${dim})` }),

  sources(inputs, args, index) {
    const { axis, starts } = joined(inputs, args);
    const place = at(index, axis);
    const input = inputs.findIndex((each, k) => {
      const first = at(starts, k);
      return !isSkipped(each) && place >= first && place < first + at(each.shape, axis);
    });
    return input < 0 ? [] : [{ input, index: index.with(axis, place - at(starts, input)) }];
  },

  targets(inputs, args, input, index) {
    const { axis, starts } = joined(inputs, args);
    return [index.with(axis, at(index, axis) + at(starts, input))];
  },

  axes(axes, inputs, args) {
    const { shape, first } = joined(inputs, args);
    return operand(axes, first).map((old, axis) => resizedAxis(old, at(shape, axis)));
  },

  links: (_axes, inputs) =>
    inputs.flatMap((each, input) =>
      isSkipped(each) ? [] : upTo(each.shape.length).map((axis) => ({ input, from: axis, to: axis })),
    ),

  multiplyAdds: () => 0,
};

/** PyTorch passes over tensors of shape [0], whatever the others look like. */
const isSkipped = ({ shape }: Layout): boolean => shape.length === 1 && shape[0] === 0;

/** Shape, axis and where each operand starts (aten/src/ATen/native/TensorShape.cpp, `cat`). */
function joined(
  inputs: readonly Layout[],
  { dim }: CatArgs,
): { readonly shape: Shape; readonly axis: number; readonly starts: readonly number[]; readonly first: number } {
  if (inputs.length === 0) throw new PyTorchError("torch.cat(): expected a non-empty list of Tensors");
  const scalar = inputs.findIndex(({ shape }) => shape.length === 0);
  if (scalar >= 0) {
    throw new PyTorchError(`zero-dimensional tensor (at position ${scalar}) cannot be concatenated`);
  }
  const first = inputs.findIndex((input) => !isSkipped(input));
  if (first < 0) return { shape: [0], axis: wrapDim(dim, 1), starts: inputs.map(() => 0), first: 0 };
  const model = at(inputs, first).shape;
  const axis = wrapDim(dim, model.length);
  let length = 0;
  const starts = inputs.map((input, k) => {
    const start = length;
    if (isSkipped(input)) return start;
    const { shape } = input;
    if (shape.length !== model.length) {
      throw new PyTorchError(`Tensors must have same number of dimensions: got ${model.length} and ${shape.length}`);
    }
    const other = shape.findIndex((size, i) => i !== axis && size !== model[i]);
    if (other >= 0) {
      throw new PyTorchError(
        `Sizes of tensors must match except in dimension ${axis}. Expected size ${model[other]} but got size ${shape[other]} for tensor number ${k} in the list.`,
      );
    }
    length += at(shape, axis);
    return start;
  });
  return { shape: model.with(axis, length), axis, starts, first };
}

import { concat, reshape, tensor } from "@tensorflow/tfjs-core";
import { at, operand, wrapDim } from "../../model/dims";
import { numel, type Shape } from "../../model/layout";
import type { CatArgs } from "../../model/ops/cat";
import type { StackArgs } from "../../model/ops/stack";
import { fromTensor, materialise, storedAs, type Strided } from "../strided";
import type { Evaluator, Told } from "./evaluator";

/** Tensors one after another along an axis, each given with the shape it has there. */
function joined(
  parts: readonly { readonly input: Strided; readonly shape: Shape }[],
  axis: number,
  { layout }: Told,
): Strided {
  if (numel(layout.shape) === 0) return fromTensor(tensor([], [0]), layout);
  // Around the axis there is one axis before it and none after: tfjs then never meets more than two.
  const outer = numel(layout.shape.slice(0, axis));
  const flat = parts
    .filter(({ shape }) => numel(shape) > 0)
    .map(({ input, shape }) => reshape(materialise(input), [outer, numel(shape) / outer]));
  const rowMajor = flat.length === 1 ? at(flat, 0) : concat(flat, 1);
  return storedAs(reshape(rowMajor, [numel(layout.shape)]), layout);
}

/** `torch.cat`. */
export const cat: Evaluator<CatArgs> = ({ dim }, inputs, told) =>
  joined(
    inputs.map((input) => ({ input, shape: input.layout.shape })),
    wrapDim(dim, told.layout.shape.length),
    told,
  );

/** `torch.stack`. */
export const stack: Evaluator<StackArgs> = ({ dim }, inputs, told) => {
  const axis = wrapDim(dim, operand(inputs, 0).layout.shape.length + 1);
  const parts = inputs.map((input) => ({ input, shape: input.layout.shape.toSpliced(axis, 0, 1) }));
  return joined(parts, axis, told);
};

import { resizedAxis } from "./axes";
import { at, combinations, operand, parenthesised, upTo, wrapDim } from "./dims";
import { PyTorchError } from "./errors";
import { contiguousLayout, numel, type Layout, type Shape } from "./layout";
import type { Operation } from "./ops/operation";

/** The axes that a reduction goes over and that vanish, or stay with size 1; none given means all of them. */
export interface ReductionArgs {
  readonly dims: readonly number[];
  readonly keepdim?: boolean;
}

/** Which axes a reduction goes over, ascending; throws PyTorch's errors (c10/core/WrapDimMinimal.h, `dim_list_to_bitset`). */
export function reducedAxes(shape: Shape, { dims }: ReductionArgs): number[] {
  if (dims.length === 0) return upTo(shape.length);
  const gone = new Set<number>();
  for (const dim of dims) {
    const axis = wrapDim(dim, shape.length);
    if (gone.has(axis)) throw new PyTorchError(`dim ${axis} appears multiple times in the list of dims`);
    gone.add(axis);
  }
  return upTo(shape.length).filter((axis) => gone.has(axis));
}

/** The axes of the result: for each the input axis it was; those that are only kept with size 1 are null. */
function resultAxes(shape: Shape, args: ReductionArgs): { readonly axis: number; readonly gone: boolean }[] {
  const gone = new Set(reducedAxes(shape, args));
  return upTo(shape.length)
    .map((axis) => ({ axis, gone: gone.has(axis) }))
    .filter((each) => args.keepdim === true || !each.gone);
}

/** `name(dims)`: every element of the result is made from all that stand along the axes that vanish. */
export const reduction = <Args extends ReductionArgs>(
  name: string,
): Pick<
  Operation<Args>,
  "name" | "outcome" | "code" | "heading" | "sources" | "targets" | "axes" | "links" | "multiplyAdds"
> => ({
  name,

  outcome(inputs, args) {
    const { shape } = operand(inputs, 0);
    const sizes = resultAxes(shape, args).map(({ axis, gone }) => (gone ? 1 : at(shape, axis)));
    return { layout: contiguousLayout(sizes), copies: true };
  },

  code: (args, operands) => `${operand(operands, 0)}.${name}${written(args)}`,

  heading: (args) => ({ name, args: written(args) }),

  sources(inputs, args, index) {
    const { shape } = operand(inputs, 0);
    const choices: (number | number[])[] = [...shape];
    resultAxes(shape, args).forEach(({ axis, gone }, to) => {
      if (!gone) choices[axis] = [at(index, to)];
    });
    return pairsOf(choices);
  },

  targets: (inputs, args, _input, index) => [
    resultAxes(operand(inputs, 0).shape, args).map(({ axis, gone }) => (gone ? 0 : at(index, axis))),
  ],

  axes: (axes, inputs, args) =>
    resultAxes(operand(inputs, 0).shape, args).map(({ axis, gone }) => {
      const old = at(operand(axes, 0), axis);
      return gone ? resizedAxis(old, 1) : old;
    }),

  links: (_axes, inputs, args) =>
    resultAxes(operand(inputs, 0).shape, args).flatMap(({ axis, gone }, to) =>
      gone ? [] : [{ input: 0, from: axis, to }],
    ),

  multiplyAdds: (inputs, args) => additions(inputs, args),
});

/** Additions (or comparisons) it takes to make one element out of each group. */
export function additions(inputs: readonly Layout[], args: ReductionArgs): number {
  const { shape } = operand(inputs, 0);
  const results = numel(resultAxes(shape, args).map(({ axis, gone }) => (gone ? 1 : at(shape, axis))));
  return Math.max(0, numel(shape) - results);
}

function* pairsOf(choices: readonly (number | number[])[]): Generator<{ input: number; index: number[] }> {
  for (const index of combinations(choices)) yield { input: 0, index };
}

function written({ dims, keepdim }: ReductionArgs): string {
  if (keepdim === true) {
    if (dims.length === 0) return "((), keepdim=True)";
    return `(${dims.length > 1 ? parenthesised(dims) : String(dims[0])}, keepdim=True)`;
  }
  if (dims.length === 0) return "()";
  return dims.length > 1 ? `(${parenthesised(dims)})` : parenthesised(dims);
}

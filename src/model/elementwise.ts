import {
  broadcastAll,
  broadcastAxes,
  broadcastLinks,
  broadcastSources,
  broadcastTargets,
  castLayouts,
  outputStride,
} from "./broadcast";
import { operand } from "./dims";
import { type DType, dtypeAt, promotedAll } from "./dtype";
import { numel } from "./layout";
import type { Heading, Operation } from "./ops/operation";

/** What tells one element-by-element operation from another. */
export interface ElementwiseRule<Args> {
  readonly name: string;
  /** How many operands it takes. */
  readonly operands: number;
  code(args: Args, operands: readonly string[]): string;
  heading(args: Args, operands: readonly string[]): Heading;
  /** What kind of numbers the result holds; throws PyTorch's refusals. */
  dtype(dtypes: readonly DType[], args: Args): DType;
  /** What the operands are brought to before they meet; the widest of theirs when left out. */
  common?(dtypes: readonly DType[], args: Args): DType;
  /** True when an element costs a multiplication or an addition. */
  readonly counts: boolean;
}

/** An operation on elements that stand at the same place, sizes of 1 repeated as needed (broadcasting). */
export function elementwise<Args>(rule: ElementwiseRule<Args>): Required<Operation<Args>> {
  return {
    name: rule.name,

    outcome(inputs, args, facts) {
      operand(inputs, rule.operands - 1);
      const shape = broadcastAll(inputs);
      const dtypes = inputs.map((_, k) => facts?.[k]?.dtype ?? "float32");
      const common = rule.common ? rule.common(dtypes, args) : promotedAll(dtypes);
      const stride = outputStride(castLayouts(inputs, facts, common), shape);
      return { layout: { shape, stride, offset: 0 }, copies: true };
    },

    dtype: (dtypes, args) => rule.dtype(dtypes, args),

    code: (args, operands) => rule.code(args, operands),

    heading: (args, operands = []) => rule.heading(args, operands),

    sources: (inputs, _args, index) => broadcastSources(inputs, index),

    targets: (inputs, _args, input, index) => broadcastTargets(inputs, input, index),

    axes: (axes, inputs) => broadcastAxes(axes, inputs),

    links: (_axes, inputs) => broadcastLinks(inputs),

    multiplyAdds: (inputs) => (rule.counts ? numel(broadcastAll(inputs)) : 0),
  };
}

export type NoArgs = Readonly<Record<string, never>>;

/** `a <symbol> b` of two tensors. */
export const binary = (
  name: string,
  symbol: string,
  dtype: (a: DType, b: DType) => DType,
  common?: (dtypes: readonly DType[]) => DType,
): Required<Operation<NoArgs>> =>
  elementwise({
    name,
    operands: 2,
    code: (_args, operands) => `${operand(operands, 0)} ${symbol} ${operand(operands, 1)}`,
    heading: (_args, [, second]) => ({ name: second === undefined ? symbol : `${symbol} ${second}`, args: "" }),
    dtype: (dtypes) => dtype(dtypeAt(dtypes, 0), dtypeAt(dtypes, 1)),
    ...(common ? { common } : {}),
    counts: true,
  });

/** `a <symbol> b` that answers true or false for every element. */
export const comparison = (name: string, symbol: string): Required<Operation<NoArgs>> => ({
  ...binary(name, symbol, () => "bool"),
  multiplyAdds: () => 0,
});

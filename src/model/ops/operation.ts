import type { Axis, AxisLink } from "../axes";
import type { DType } from "../dtype";
import type { Layout } from "../layout";

/** What a layout does not say of an operand. */
export interface OperandFacts {
  readonly dtype: DType;
  /** Elements of the storage that the operand lies over. */
  readonly storage: number;
}

/** What an operation makes of its inputs, without computing a value. */
export interface Outcome {
  readonly layout: Layout;
  /** True when the result has a storage of its own; false when it is a view of its first input's storage. */
  readonly copies: boolean;
}

/** One input element that a result element is made from. */
export interface Source {
  /** Which operand: 0 for the first. */
  readonly input: number;
  readonly index: readonly number[];
}

/** How a step is headed on the page: `unfold` and `(2, 3, 3)`. */
export interface Heading {
  readonly name: string;
  readonly args: string;
}

/**
 * One tensor operation: everything the playground knows about it except its values, which engine/ops computes under
 * the same name. `Args` is plain data. Every function is pure; `inputs` are the operands' layouts.
 */
export interface Operation<Args> {
  /** PyTorch's name for it. */
  readonly name: string;
  /**
   * The layout rule. Throws `PyTorchError` with PyTorch's own words when PyTorch refuses. Without `facts` every operand
   * is float32 over a storage that its layout just fits into.
   */
  outcome(inputs: readonly Layout[], args: Args, facts?: readonly OperandFacts[]): Outcome;
  /**
   * What kind of numbers the result holds; the first operand's kind when there is no such rule. Throws `PyTorchError`
   * for operands that PyTorch refuses because of their kind.
   */
  dtype?(dtypes: readonly DType[], args: Args, inputs: readonly Layout[]): DType;
  /** The expression as it is written in PyTorch, `operands` being the operands' expressions. */
  code(args: Args, operands: readonly string[]): string;
  /** `operands` as in `code`, when they are known. */
  heading(args: Args, operands?: readonly string[]): Heading;
  /**
   * The elements that element `index` of the result is made from, each once. None for a padded zero. Where there may be
   * many they are made one by one, as the caller asks for them.
   */
  sources(inputs: readonly Layout[], args: Args, index: readonly number[]): Iterable<Source>;
  /** The elements of the result that element `index` of operand `input` feeds; the inverse of `sources`. */
  targets(inputs: readonly Layout[], args: Args, input: number, index: readonly number[]): Iterable<readonly number[]>;
  /** What the result's axes stand for. `axes[k]` are the axes of operand k. */
  axes(axes: readonly (readonly Axis[])[], inputs: readonly Layout[], args: Args): Axis[];
  /** Which input axis flows into which result axis. */
  links(axes: readonly (readonly Axis[])[], inputs: readonly Layout[], args: Args): AxisLink[];
  /** Multiplications and additions it takes, a fused pair counted as one; 0 for what only moves numbers. */
  multiplyAdds(inputs: readonly Layout[], args: Args): number;
}

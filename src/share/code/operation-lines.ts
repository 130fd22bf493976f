import type { DType } from "../../model/dtype";
import { extentOf, type Layout, numel, type Shape } from "../../model/layout";
import type { ArgsOf, OperationName } from "../../model/ops";
import { inputOf, type Call, type Operand } from "../../model/program";
import type { Rows } from "../../model/rows";
import type { Written } from "./subject";

/** What is known of a tensor where a line is written. */
export interface Facts {
  readonly layout: Layout;
  readonly dtype: DType;
}

/** The numbers that a view lies over, as a file can have them: a tensor that owns them, and the order of its axes in memory. */
export interface Owner extends Facts {
  readonly text: string;
  /** Its axes from the one with the largest stride to the one with the smallest. */
  readonly order: readonly number[];
}

/** Where a line of a file stands: what its operands are called and what they are, and what it makes. */
export interface Place {
  readonly operands: readonly string[];
  readonly inputs: readonly Facts[];
  readonly result: Facts;
  /** Has the file carry a function of its own, and gives the function's name. */
  readonly helper: (name: string) => string;
  /** Row numbers as the file has them: the name of the variable that holds them, or the numbers themselves. */
  readonly rows: (rows: Rows, name: string) => string | readonly number[];
  /** Who owns the numbers of the first operand. */
  readonly owner: () => Owner;
  /** True when the line must be one that gradients flow through. */
  readonly differentiable: boolean;
}

/** A language: the expression for every operation there is, its arguments and its place given. */
export type OperationLines = {
  readonly [Name in OperationName]: (args: ArgsOf<Name>, place: Place) => string;
};

/** The expression of a call. */
export function expressionOf(lines: OperationLines, call: Call, place: Place): string {
  // The line of a name takes that name's arguments: TypeScript does not follow this through the union of calls.
  const line = lines[call.op] as (args: Call["args"], place: Place) => string;
  return line(call.args, place);
}

/** The call that an operand is the result of, as its place in the program; null for an input. */
const callOf = (operand: Operand): number | null => ("call" in operand ? operand.call : null);

/** Layout and kind of numbers of an operand. */
export function factsOf({ program, steps }: Written, operand: Operand): Facts {
  if ("input" in operand) {
    const { layout, dtype = "float32" } = inputOf(program, operand.input);
    return { layout, dtype };
  }
  const step = steps[operand.call + 1];
  if (step?.kind !== "done") throw new Error(`call ${operand.call} is not carried out`);
  return step;
}

/** Who owns the numbers that an operand lies over: itself, or the tensor that it is a view of. */
export function ownerOf(written: Written, operand: Operand, textOf: (operand: Operand) => string): Owner {
  let owner = operand;
  for (let call = callOf(owner); call !== null; call = callOf(owner)) {
    const step = written.steps[call + 1];
    const [first] = written.program.calls[call]?.inputs ?? [];
    if (step?.kind !== "done" || step.copies || !first) break;
    owner = first;
  }
  const facts = factsOf(written, owner);
  const { stride } = facts.layout;
  const order = stride.map((_, axis) => axis).toSorted((a, b) => (stride[b] as number) - (stride[a] as number));
  return { ...facts, text: textOf(owner), order };
}

/** True when an owner's numbers stand in memory as they do in rows. */
export const isRowMajor = ({ order }: Owner): boolean => order.every((axis, at) => axis === at);

/** Numbers that a layout reaches over; 0 for an empty one. */
export const reachOfLayout = (layout: Layout): number => (numel(layout.shape) === 0 ? 0 : extentOf(layout));

/** A shape with axes of size 1 put in front until it has `rank` axes. */
export const ranked = (shape: Shape, rank: number): number[] => [
  ...Array.from({ length: rank - shape.length }, () => 1),
  ...shape,
];

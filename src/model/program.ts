import type { Axis, AxisLink } from "./axes";
import type { DType } from "./dtype";
import { PlaygroundError } from "./errors";
import type { Layout } from "./layout";
import { operationNamed, type ArgsOf, type OperationName } from "./ops";
import type { Heading, Operation } from "./ops/operation";

/** An operand: a named input of the program, or the result of an earlier call. */
export type Operand = { readonly input: string } | { readonly call: number };

/** A named input: how it is written in PyTorch, its layout, and what its axes stand for. */
export interface ProgramInput {
  readonly code: string;
  readonly layout: Layout;
  readonly axes: readonly Axis[];
  /** What kind of numbers it holds; float32 when left out. */
  readonly dtype?: DType;
}

/** Where in a person's text a call stands, and its words; lines from 1, columns from 0, the end just behind. */
export interface CallSource {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One operation of a program: what it does, to what, and the variable that its result is assigned to. */
export type Call = {
  readonly [Name in OperationName]: {
    readonly op: Name;
    readonly args: ArgsOf<Name>;
    readonly inputs: readonly Operand[];
    readonly name: string;
    /** The person's own text, for a call that was read from one. */
    readonly source?: CallSource;
  };
}[OperationName];

/** A list of operations over named inputs, one of which is `image`. Plain data. */
export interface Program {
  readonly inputs: Readonly<Record<string, ProgramInput>>;
  readonly calls: readonly Call[];
}

/** The operation of a call, taking that call's arguments. */
export function operationOf(call: Call): Operation<Call["args"]> {
  return operationNamed(call.op);
}

/** A named input of a program; throws `PlaygroundError` when it has none of that name. */
export function inputOf(program: Program, name: string): ProgramInput {
  const found = Object.hasOwn(program.inputs, name) ? program.inputs[name] : undefined;
  if (!found) throw new PlaygroundError("unknown-input", `the program has no input called ${name}`, { name });
  return found;
}

/** How an operand is written in PyTorch: the input's expression, or the variable of an earlier call. */
export function operandCode(program: Program, operand: Operand): string {
  if ("input" in operand) return inputOf(program, operand.input).code;
  const call = program.calls[operand.call];
  if (!call) throw new PlaygroundError("unknown-call", `the program has no call ${operand.call}`, operand);
  return call.name;
}

/** How the operands of a call are written. */
export const operandCodes = (program: Program, call: Call): string[] =>
  call.inputs.map((operand) => operandCode(program, operand));

/** How a call is shown: the text it was read from, else its whole PyTorch line. */
export const codeOf = (program: Program, call: Call): string => call.source?.text ?? lineOf(program, call);

/** The whole PyTorch line of a call, its operands under their own names: `rows = image.unfold(2, 3, 1)`. */
export function lineOf(program: Program, call: Call): string {
  return `${call.name} = ${operationOf(call).code(call.args, operandCodes(program, call))}`;
}

/** The step of a trace in which `name` is assigned, 0 for `image`; null when the program has no such line. */
export function stepOf(program: Program, name: string): number | null {
  if (name === "image") return 0;
  const call = program.calls.findIndex((candidate) => candidate.name === name);
  return call < 0 ? null : call + 1;
}

/** A step that PyTorch carries out. */
export interface DoneStep {
  readonly kind: "done";
  /** The whole PyTorch line: `patches = image.unfold(2, 3, 1)`. For step 0, `image`. */
  readonly code: string;
  readonly heading: Heading;
  readonly layout: Layout;
  readonly dtype: DType;
  /** Elements of the storage it lies over, its own or that of the tensor it is a view of. */
  readonly storage: number;
  readonly contiguous: boolean;
  /** True when the step has a storage of its own, false when it is a view. Step 0 is false. */
  readonly copies: boolean;
  /** Bytes it allocates, 0 for a view. */
  readonly bytes: number;
  readonly axes: readonly Axis[];
  /** Ribbons from the previous step's axes to this step's; `input` is always 0. */
  readonly links: readonly AxisLink[];
  readonly multiplyAdds: number;
}

/** The step that PyTorch refuses; a trace ends with it. */
export interface RefusedStep {
  readonly kind: "refused";
  readonly code: string;
  readonly heading: Heading;
  /** PyTorch's own words. */
  readonly error: string;
}

export type Step = DoneStep | RefusedStep;

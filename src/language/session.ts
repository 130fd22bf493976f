import type { ArgsOf, OperationName } from "../model/ops";
import { outcomeOf } from "../model/outcome";
import { checkElements } from "../model/limits";
import { PlaygroundError, PyTorchError } from "../model/errors";
import { inputOf, type Call, type CallSource, type Operand, type Program, type ProgramInput } from "../model/program";
import { extentOf } from "../model/layout";
import { Failure, outside } from "./failure";
import { LANGUAGE_LIMITS } from "./limits";
import type { PrintedLine } from "./printed";
import type { Span } from "./syntax";
import type { Prepared } from "./text";
import type { TensorValue, Value } from "./values";

/** An operation and its arguments, before it has operands and a name. */
export type Operated = {
  readonly [Name in OperationName]: { readonly op: Name; readonly args: ArgsOf<Name> };
}[OperationName];

/** What else a new tensor is, beside what the operation makes of it. */
export interface Making {
  readonly rows?: TensorValue["rows"];
  readonly parameter?: boolean;
  /** False for what no gradient flows through; true for a new tensor that requires gradients. */
  readonly requiresGrad?: boolean;
}

/** The program that grows while a text is read, and everything the text can see. */
export class Session {
  readonly calls: Call[] = [];
  readonly names = new Map<string, Value>();
  /** For each call the statement's stretch of text in which it was made. */
  readonly spans: Span[] = [];
  /** For each call the variable that it was assigned to, if it was. */
  readonly assigned: (string | null)[] = [];
  readonly printed: PrintedLine[] = [];
  private seed = 0;
  private drawn = 0;
  private printedLength = 0;
  /** The expression that is being evaluated. */
  here: Span = { from: 0, to: 0 };
  /** For each call whether gradients flow through it. */
  readonly flows: boolean[] = [];
  /** Tensors that gradients are wanted of, by their place in the program. */
  readonly leaves = new Map<string, TensorValue>();
  /** Calls that were gone back through, and of which PyTorch keeps nothing any more. */
  readonly freed = new Set<number>();

  constructor(
    readonly inputs: Readonly<Record<string, ProgramInput>>,
    readonly prepared: Prepared,
  ) {}

  get program(): Program {
    return { inputs: this.inputs, calls: this.calls };
  }

  /** A named input as a tensor. */
  input(name: string, rows: TensorValue["rows"] = null): TensorValue {
    const { layout, dtype = "float32" } = inputOf(this.program, name);
    return this.tensor({ operand: { input: name }, layout, dtype, storage: extentOf(layout), rows });
  }

  /** A seed for each call that draws numbers, the same in every reading; the first after `manual_seed(n)` is n itself. */
  nextSeed(): number {
    const seed = (this.seed + this.drawn * 0x9e37_79b1) % 2 ** 32;
    this.drawn += 1;
    return seed < 0 ? seed + 2 ** 32 : seed;
  }

  reseed(seed: number): void {
    this.seed = seed;
    this.drawn = 0;
  }

  /** Gradients are wanted of this tensor. */
  addLeaf(tensor: TensorValue): void {
    this.leaves.set(placeOf(tensor.operand), tensor);
  }

  /** Adds a step. Throws `Failure` with PyTorch's words when it is refused; the refused call stays the program's last. */
  apply(operated: Operated, operands: readonly TensorValue[], making: Making = {}): TensorValue {
    if (this.calls.length >= LANGUAGE_LIMITS.steps) {
      throw outside(
        `more than ${LANGUAGE_LIMITS.steps} steps`,
        "a program has at most this many here; leave some lines out.",
      );
    }
    const k = this.calls.length;
    const call: Call = {
      ...operated,
      inputs: operands.map(({ operand }) => operand),
      name: `step${k + 1}`,
      source: this.sourceOf(this.here),
    };
    this.spans.push(this.here);
    this.assigned.push(null);
    this.calls.push(call);
    try {
      const { layout, copies, dtype } = outcomeOf(call, operands);
      this.refuseLarge(layout.shape, copies);
      const storage = copies ? extentOf(layout) : (operands[0]?.storage ?? 0);
      const flows =
        operands.some(({ requiresGrad }) => requiresGrad) && dtype === "float32" && making.requiresGrad !== false;
      this.flows[k] = flows;
      return this.tensor({
        operand: { call: k },
        layout,
        dtype,
        storage,
        rows: making.rows ?? null,
        parameter: making.parameter ?? false,
        requiresGrad: flows || making.requiresGrad === true,
        computed: flows,
      });
    } catch (thrown) {
      if (thrown instanceof PyTorchError) {
        throw new Failure("pytorch", errorType(thrown.message), thrown.message, null, null, k + 1);
      }
      this.drop();
      if (thrown instanceof PlaygroundError) throw outside(thrown.message, "choose smaller numbers or another way.");
      throw thrown;
    }
  }

  /** Another Python object for the same tensor, as `x[...]` or `x.data` makes one. */
  alias(
    tensor: TensorValue,
    changes: Partial<Pick<TensorValue, "requiresGrad" | "computed" | "parameter">> = {},
  ): TensorValue {
    return { ...tensor, losses: [], grad: null, computed: tensor.requiresGrad, ...changes };
  }

  /** Gives a step that the text does not spell out a name and words. */
  tell(tensor: TensorValue, name: string, text: string): void {
    if (!("call" in tensor.operand)) return;
    const k = tensor.operand.call;
    const call = this.calls[k];
    if (!call) return;
    this.assigned[k] = name;
    this.calls[k] = { ...call, source: this.sourceOf(this.here, text) };
  }

  /** Adds a printed line. Throws when all that is printed grows past the limit. */
  print(line: PrintedLine): void {
    this.printedLength += line.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 1), 1);
    if (this.printedLength > LANGUAGE_LIMITS.printed) {
      throw outside("this much printed text", `at most ${LANGUAGE_LIMITS.printed} characters are printed here.`);
    }
    this.printed.push(line);
  }

  /** The variable that holds this very tensor. */
  nameOf(tensor: TensorValue): string | null {
    for (const [name, value] of this.names) if (value === tensor) return name;
    return null;
  }

  /** Where a stretch of the text stands, as plain data. */
  sourceOf(span: Span, text = this.textOf(span)): CallSource {
    const from = this.prepared.place(span.from);
    const to = this.prepared.place(span.to);
    return { text, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** The text of a stretch, on one line. */
  textOf({ from, to }: Span): string {
    return this.prepared.text
      .slice(from, to)
      .split("\n")
      .map((line, _i, lines) => (lines.length > 1 ? line.replace(/\s*(#[^'"]*|\\)$/, "") : line).trim())
      .join(" ")
      .trim();
  }

  private tensor(
    facts: Pick<TensorValue, "operand" | "layout" | "dtype" | "storage" | "rows"> & Partial<TensorValue>,
  ): TensorValue {
    return { kind: "tensor", requiresGrad: false, computed: false, parameter: false, losses: [], grad: null, ...facts };
  }

  private refuseLarge(shape: readonly number[], copies: boolean): void {
    if (shape.length > LANGUAGE_LIMITS.axes) {
      this.drop();
      throw outside(`a tensor of ${shape.length} axes`, `tensors have at most ${LANGUAGE_LIMITS.axes} axes here.`);
    }
    if (copies) checkElements(shape, LANGUAGE_LIMITS.elements);
  }

  private drop(): void {
    this.calls.pop();
    this.spans.pop();
    this.assigned.pop();
  }
}

/** A name for a place in the program. */
export const placeOf = (operand: Operand): string =>
  "input" in operand ? `input ${operand.input}` : `call ${operand.call}`;

/** Python's class for an error of PyTorch, which the words tell. */
function errorType(message: string): string {
  if (/^slice step cannot be zero|^step must be greater than zero/.test(message)) return "ValueError";
  if (/^Only 2D, 3D, 4D, 5D padding|^Unrecognised padding mode/.test(message)) return "NotImplementedError";
  if (
    /^Dimension out of range|^too many indices|is out of bounds for dimension|out of range for tensor of size|^index out of range/.test(
      message,
    )
  ) {
    return "IndexError";
  }
  return "RuntimeError";
}

import { operandCode, type Call, type Operand, type Program } from "../../model/program";
import { axesNote, noteOf } from "./notes";
import { factsOf, ownerOf, type Place } from "./operation-lines";
import type { Subject, Written } from "./subject";

/** How a language writes one line of a program. */
export interface Dialect {
  readonly comment: (text: string) => string;
  /** The name of a variable. */
  readonly variable: (name: string) => string;
  /** An input of the program as an expression. */
  readonly input: (text: string) => string;
  /** The expression of a call. */
  readonly expression: (call: Call, place: Place) => string;
  /** The statement that assigns it. */
  readonly statement: (name: string, expression: string, call: Call, subject: Subject) => string;
  /** Prints a variable's layout, with its axes as a comment. */
  readonly show: (variable: string, axes: string) => string;
}

/** The functions that the lines of a file call, which it has to carry with it. */
export class Helpers {
  private readonly used = new Set<string>();

  constructor(
    private readonly texts: Readonly<Record<string, readonly string[]>>,
    private readonly needs: Readonly<Record<string, readonly string[]>>,
  ) {}

  /** Has the file carry a function, and gives its name. */
  readonly use = (name: string): string => {
    this.used.add(name);
    for (const needed of this.needs[name] ?? []) this.used.add(needed);
    return name;
  };

  /** All of them as text, `gap` empty lines before each. */
  lines(gap: number): string[] {
    const empty = Array.from({ length: gap }, () => "");
    return Object.entries(this.texts).flatMap(([name, text]) => (this.used.has(name) ? [...empty, ...text] : []));
  }
}

/** Everything that a line is written from, for call `k` of a program. */
export function placeOf(
  written: Written,
  k: number,
  dialect: Dialect,
  more: Pick<Place, "helper" | "rows" | "differentiable">,
): Place {
  const call = written.program.calls[k];
  if (!call) throw new Error(`the program has no call ${k}`);
  const textOf = (operand: Operand): string => operandText(written.program, operand, dialect);
  const first = call.inputs[0];
  return {
    ...more,
    operands: call.inputs.map(textOf),
    inputs: call.inputs.map((operand) => factsOf(written, operand)),
    result: factsOf(written, { call: k }),
    owner() {
      if (!first) throw new Error(`call ${k} has no operand`);
      return ownerOf(written, first, textOf);
    },
  };
}

/** The lines of a program from call `from` on: what each does, the statement, and its layout printed. */
export function linesOf(
  written: Written,
  from: number,
  dialect: Dialect,
  subject: Subject,
  helper: Place["helper"],
): string[] {
  const { program, steps } = written;
  return program.calls.slice(from).flatMap((call, k) => {
    const step = steps[from + k + 1];
    if (step?.kind !== "done") return [];
    const note = noteOf(call, subject);
    const name = dialect.variable(call.name);
    const rows = (_rows: unknown, index: string): string => index;
    const place = placeOf(written, from + k, dialect, { helper, rows, differentiable: false });
    return [
      ...(note === null ? [] : [dialect.comment(note)]),
      dialect.statement(name, dialect.expression(call, place), call, subject),
      dialect.show(name, axesNote(step)),
    ];
  });
}

/** A variable of the program, or an input: the same expressions in every language, but for the base. */
function operandText(program: Program, operand: Operand, dialect: Dialect): string {
  if ("input" in operand) {
    return operand.input === "base" ? "base" : dialect.input(operandCode(program, operand));
  }
  const call = program.calls[operand.call];
  return dialect.variable(call?.name ?? operandCode(program, operand));
}

/** The variable that holds what the maps program yields. */
export const resultOf = ({ maps }: Subject): string => maps.program.calls.at(-1)?.name ?? "image";

/** The variable that holds all windows before dilation, the padded picture, and the windows' taps. */
export function landmarks({ maps: { program } }: Subject): { padded: string; windows: string; taps: string } {
  const has = (name: string): boolean => program.calls.some((call) => call.name === name);
  return {
    padded: has("padded") ? "padded" : "image",
    windows: "windows",
    taps: has("dilated") ? "dilated" : "windows",
  };
}

import { operandCode, type Call, type Operand, type Program } from "../../model/program";
import { axesNote, noteOf } from "./notes";
import type { Subject, Written } from "./subject";

/** How a language writes one line of a program. */
export interface Dialect {
  readonly comment: (text: string) => string;
  /** The name of a variable. */
  readonly variable: (name: string) => string;
  /** The statement that assigns the result of a call; `operands` are expressions. */
  readonly statement: (name: string, call: Call, operands: readonly string[], subject: Subject) => string;
  /** Prints a variable's layout, with its axes as a comment. */
  readonly show: (variable: string, axes: string) => string;
}

/** The lines of a program from call `from` on: what each does, the statement, and its layout printed. */
export function linesOf({ program, steps }: Written, from: number, dialect: Dialect, subject: Subject): string[] {
  return program.calls.slice(from).flatMap((call, k) => {
    const step = steps[from + k + 1];
    if (step?.kind !== "done") return [];
    const note = noteOf(call, subject);
    const name = dialect.variable(call.name);
    const operands = call.inputs.map((operand) => operandText(program, operand, dialect));
    return [
      ...(note === null ? [] : [dialect.comment(note)]),
      dialect.statement(name, call, operands, subject),
      dialect.show(name, axesNote(step)),
    ];
  });
}

/** A variable of the program, or an input: the same expressions in every language, but for the base. */
function operandText(program: Program, operand: Operand, dialect: Dialect): string {
  if ("input" in operand) return operand.input === "base" ? "base" : operandCode(program, operand);
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

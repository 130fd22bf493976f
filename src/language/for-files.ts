import type { Program, Step } from "../model/program";
import type { Reading } from "./reading";
import { prepare } from "./text";

/** What a file of a typed program is written from. */
export interface ForFiles {
  /** Its lines as they are read: without prompts, pasted output and common indentation. */
  readonly text: string;
  /** The line that is refused, from 1, and in which words; null when none is. */
  readonly refused: { readonly line: number; readonly words: string } | null;
  /** Names that hold tensors in the end which the program made, and the calls that made them. */
  readonly tensors: readonly string[];
  readonly calls: readonly number[];
  readonly program: Program;
  readonly steps: readonly Step[];
}

/** A reading of `source` as the files written of it need it. */
export function forFiles({ error, variables, program, steps }: Reading, source: string): ForFiles {
  const made = [...variables].flatMap(([name, value]) =>
    value.kind === "tensor" && "call" in value.operand ? [{ name, call: value.operand.call }] : [],
  );
  return {
    text: prepare(source).text,
    refused: error && {
      line: error.range.from.line,
      words: `${error.type ? `${error.type}: ` : ""}${error.message}`,
    },
    tensors: made.map(({ name }) => name),
    calls: made.map(({ call }) => call),
    program,
    steps,
  };
}

import { lineOf, type Program } from "../model/program";

/**
 * A program as PyTorch text, one line per call: what `readProgram` reads back to the same calls, for the programs that the
 * controls make. `image`, `filt`, `kept` and `base` are what the page holds.
 */
export const programText = (program: Program): string =>
  program.calls.map((call) => `${lineOf(program, call)}\n`).join("");

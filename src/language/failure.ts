import type { Span } from "./syntax";

/** Who refuses: PyTorch, Python, or the playground, whose language is a part of theirs. */
export type FailureKind = "pytorch" | "python" | "outside";

/** Why a text cannot be read further; thrown inside the interpreter and caught by `readProgram`, never past it. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    /** Python's class of the error: `RuntimeError`, `NameError`; empty for what is outside. */
    readonly type: string,
    message: string,
    /** Where it happened; the innermost expression that knows says so. */
    public span: Span | null = null,
    /** What would mend it, when the place that refuses knows best. */
    readonly hint: string | null = null,
    /** The step of the program that is refused, when it is one. */
    readonly step: number | null = null,
  ) {
    super(message);
    this.name = "Failure";
  }
}

/** An error that Python itself raises, in its words. */
export const pythonError = (type: string, message: string, hint: string | null = null): Failure =>
  new Failure("python", type, message, null, hint);

/** An error that PyTorch raises, in its words. */
export const torchError = (message: string, type = "RuntimeError"): Failure => new Failure("pytorch", type, message);

/** Real PyTorch or Python that the playground does not speak; `nearest` says what it does instead. */
export const outside = (what: string, nearest: string): Failure => new Failure("outside", "", what, null, nearest);

import type { Operand } from "../model/program";

/** Numbers inside something printed, which only the engine knows. */
export interface PrintedValue {
  /** Whose numbers they are. */
  readonly operand: Operand;
  /** `tensor`: all of it, as PyTorch prints a tensor. `item`: its one element, as Python prints a number or True. */
  readonly form: "tensor" | "item";
  /** For an item inside an f-string: what stood after the colon. */
  readonly spec: string;
  /** For a tensor: what PyTorch adds behind the numbers, `requires_grad=True` or `grad_fn=<MulBackward0>`; else empty. */
  readonly remark: string;
  /** True for an `nn.Parameter`, which PyTorch heads with `Parameter containing:`. */
  readonly parameter: boolean;
}

/** A piece of a printed line: text, or numbers to be filled in. */
export type PrintedPart = string | PrintedValue;

/** What one `print` writes, its line of the text first. */
export interface PrintedLine {
  readonly line: number;
  readonly parts: readonly PrintedPart[];
}

/** The whole line when it needs no numbers, else null. */
export function plainText({ parts }: Pick<PrintedLine, "parts">): string | null {
  return parts.every((part): part is string => typeof part === "string") ? parts.join("") : null;
}

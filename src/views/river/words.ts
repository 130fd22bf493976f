import { bytesOf, numel } from "../../model/layout";
import type { DoneStep, Step } from "../../model/program";
import { bytes } from "../format";

/** How a step's result is held: the picture handed in, a view of what was there, or a copy with a storage of its own. */
export type Holding = "input" | "view" | "copy";

export interface Memory {
  readonly holding: Holding;
  /** Bytes of the storage that this step brings into being, as text; null for a view, which brings none. */
  readonly size: string | null;
}

/** What a step holds in memory; step 0 is the image itself. */
export function memoryOf(step: DoneStep, at: number): Memory {
  if (at === 0 && !step.copies) return { holding: "input", size: bytes(bytesOf(numel(step.layout.shape))) };
  return step.copies ? { holding: "copy", size: bytes(step.bytes) } : { holding: "view", size: null };
}

/** A strided tensor is one that PyTorch's `is_contiguous()` denies. */
export const contiguityOf = (step: DoneStep): "contiguous" | "strided" => (step.contiguous ? "contiguous" : "strided");

/** Arguments are left out where there are none: "contiguous", but "unfold (2, 3, 3)". */
const headingOf = ({ heading }: Step): string =>
  heading.args === "" || heading.args === "()" ? heading.name : `${heading.name} ${heading.args}`;

/**
 * A step in words, as a screen reader says it: "step 3, contiguous: shape 1, 3, 32, 48, 3, 3; copy, 166 KB;
 * contiguous". Plain digits and spaces, which are read out as numbers.
 */
export function stepInWords(step: Step, at: number): string {
  const head = `step ${at}, ${headingOf(step)}`;
  if (step.kind === "refused") return `${head}: refused by PyTorch: ${step.error}`;
  const { shape, stride, offset } = step.layout;
  const memory = memoryOf(step, at);
  const size = memory.size === null ? "" : `, ${memory.size.replaceAll("\u00A0", " ")}`;
  const parts = [
    `shape ${shape.length === 0 ? "of a scalar" : shape.join(", ")}`,
    memory.holding + size,
    contiguityOf(step) === "contiguous" ? "contiguous" : `strided ${stride.join(", ")}`,
    ...(offset === 0 ? [] : [`offset ${offset}`]),
  ];
  return `${head}: ${parts.join("; ")}`;
}

const SHORT: Record<string, string> = { h_windows: "h_win", w_windows: "w_win" };

/** An axis's name where room is short: `h_win` for `h_windows`, `C·k·k` for `C·kh·kw`. */
export function shortName(name: string): string {
  const parts = name.split("·");
  return parts.map((part) => SHORT[part] ?? (parts.length > 1 ? part.replace(/^k[hw]$/u, "k") : part)).join("·");
}

/** True when an axis that ends at this step was summed away: the mark Σ. A matmul is headed "@ filter". */
export const sums = ({ heading }: Step): boolean => /^(?:sum|einsum|matmul|mm|bmm|mean)$|^@/u.test(heading.name);

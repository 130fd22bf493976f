import type { Axis, AxisLink } from "./axes";
import type { Layout } from "./layout";
import type { Heading } from "./ops/operation";

/** An operand: a named input of the program, or the result of an earlier call. */
export type Operand = { readonly input: string } | { readonly call: number };

/** A named input: how it is written in PyTorch, its layout, and what its axes stand for. */
export interface ProgramInput {
  readonly code: string;
  readonly layout: Layout;
  readonly axes: readonly Axis[];
}

/** A step that PyTorch carries out. */
export interface DoneStep {
  readonly kind: "done";
  /** The whole PyTorch line: `patches = image.unfold(2, 3, 1)`. For step 0, `image`. */
  readonly code: string;
  readonly heading: Heading;
  readonly layout: Layout;
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

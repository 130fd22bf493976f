import type { DType } from "../model/dtype";
import type { ImageShape } from "../model/geometry";
import type { Operand, Program, Step } from "../model/program";
import type { FailureKind } from "./failure";
import type { PrintedLine } from "./printed";

/** What the page holds, as the text sees it. */
export interface Bindings {
  /** `image`, [B, C, H, W]. */
  readonly image: ImageShape;
  /** `filt`, [C, kh, kw]; none when left out. */
  readonly filter?: readonly [number, number, number];
  /** `region`, [H, W] of bools, is bound when true. */
  readonly region?: boolean;
  /** `kept`, the numbers of the kept windows, or how many there are; none when left out. */
  readonly kept?: Int32Array | number;
  /** `base`, [N], what stands where no window ran, has so many entries; none when left out. */
  readonly base?: number;
}

/** A stretch of the text: lines from 1, columns from 0, `to` just behind. */
export interface TextRange {
  readonly from: { readonly line: number; readonly column: number };
  readonly to: { readonly line: number; readonly column: number };
}

/** What a name of the text stands for, as plain data. */
export type Variable =
  | {
      readonly kind: "tensor";
      readonly operand: Operand;
      readonly step: number | null;
      readonly dtype: DType;
      readonly requiresGrad: boolean;
    }
  | { readonly kind: "int" | "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "str"; readonly value: string }
  | { readonly kind: "tuple" | "list" | "size"; readonly items: readonly Variable[] }
  | { readonly kind: "item"; readonly operand: Operand }
  | { readonly kind: "none" }
  | { readonly kind: "other"; readonly type: string };

/** The first thing that cannot be read; nothing after it is. */
export interface ReadingError {
  readonly kind: FailureKind;
  /** Python's class: `RuntimeError`; empty for what is outside the playground's language. */
  readonly type: string;
  /** PyTorch's or Python's own words; for what is outside, what it is. */
  readonly message: string;
  readonly range: TextRange;
  /** One or two plain sentences on the numbers involved, or the nearest thing inside. */
  readonly advice: string;
}

/** What a text says: as much of it as can be read. */
export interface Reading {
  /** The same kind of program that the controls make; its last call may be the one that PyTorch refuses. */
  readonly program: Program;
  /** Its trace: step 0 is the image, step k the k-th call. */
  readonly steps: readonly Step[];
  /** For each step the stretch of the text it came from; null for step 0. */
  readonly ranges: readonly (TextRange | null)[];
  /** Every name that the text assigned, in the order of their first assignment. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly printed: readonly PrintedLine[];
  readonly error: ReadingError | null;
  /** What the text was taken to mean where it leaves that open. */
  readonly notes: readonly string[];
}

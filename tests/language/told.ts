import { isContiguous } from "../../src/model/layout";
import { inputOf } from "../../src/model/program";
import type { Reading, Variable } from "../../src/language/reading";

/** A value as the fixtures tell it. */
export type Told =
  | {
      readonly tensor: object;
      readonly dtype: string;
      readonly grad: boolean;
      readonly values?: readonly number[];
    }
  | { readonly size: readonly number[] }
  | { readonly plain: string | boolean | null }
  | { readonly int: number }
  | { readonly float: string }
  | { readonly tuple: readonly (Told | null)[] }
  | { readonly list: readonly (Told | null)[] };

/** One program of `language.json`. */
export interface LanguageCase {
  readonly name: string;
  readonly image: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number];
  readonly kept: readonly number[];
  readonly source: string;
  readonly variables: Readonly<Record<string, Told>>;
  readonly printed: readonly string[];
  readonly error?: { readonly type: string; readonly message: string; readonly line: number };
}

/** A variable of a reading in the same form; numbers of tensors are left out. */
export function told(variable: Variable, reading: Reading): Told | null {
  switch (variable.kind) {
    case "tensor":
      return toldTensor(variable, reading);
    case "int":
      return { int: variable.value };
    case "float":
      return { float: String(variable.value) };
    case "bool":
    case "str":
      return { plain: variable.value };
    case "none":
      return { plain: null };
    case "size":
      return { size: variable.items.map((item) => (item.kind === "int" ? item.value : NaN)) };
    case "tuple":
      return { tuple: variable.items.map((item) => told(item, reading)) };
    case "list":
      return { list: variable.items.map((item) => told(item, reading)) };
    default:
      return null;
  }
}

function toldTensor(
  { operand, dtype, requiresGrad }: Extract<Variable, { kind: "tensor" }>,
  { program, steps }: Reading,
): Told {
  const step = "call" in operand ? steps[operand.call + 1] : undefined;
  const layout =
    "input" in operand ? inputOf(program, operand.input).layout : step?.kind === "done" ? step.layout : null;
  if (!layout) throw new Error("a variable without a layout");
  return { tensor: { ...layout, contiguous: isContiguous(layout) }, dtype, grad: requiresGrad };
}

/** As the fixtures tell it, without what a reading does not know: numbers, and how Python writes a float. */
export function comparable(value: Told | null): unknown {
  if (value === null) return null;
  if ("tensor" in value) return { tensor: value.tensor, dtype: value.dtype, grad: value.grad };
  if ("float" in value) return { float: Number(value.float.replace("inf", "Infinity")) };
  if ("tuple" in value) return { tuple: value.tuple.map(comparable) };
  return "list" in value ? { list: value.list.map(comparable) } : value;
}

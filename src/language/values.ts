import type { DType } from "../model/dtype";
import type { Layout } from "../model/layout";
import type { Operand } from "../model/program";

/** A tensor: one object however many names it has, as in Python. */
export interface TensorValue {
  readonly kind: "tensor";
  /** Its place in the program; another one once gradients are wanted of a tensor that was used before. */
  operand: Operand;
  readonly layout: Layout;
  readonly dtype: DType;
  /** Elements of the storage it lies over. */
  readonly storage: number;
  requiresGrad: boolean;
  /** True when it was made by an operation on something that requires gradients. */
  readonly computed: boolean;
  readonly parameter: boolean;
  /** Its numbers where they stand in the text or are known beforehand: what can be used as row numbers. */
  readonly rows: Int32Array | number | null;
  /** The losses that were sent back to it. */
  readonly losses: TensorValue[];
  /** What `.grad` gave, while no other loss has come. */
  grad: TensorValue | null;
}

/** A Python number that only the engine can know: what `.item()` of a step gives. */
export interface PendingValue {
  readonly kind: "pending";
  readonly tensor: TensorValue;
  readonly type: "int" | "float" | "bool";
}

export interface SequenceValue {
  readonly kind: "tuple" | "list" | "size";
  readonly items: readonly Value[];
  /** Names of the items, where PyTorch gives them some: `x.max(1).values`. */
  readonly fields?: readonly string[];
}

export interface FunctionValue {
  readonly kind: "function";
  readonly name: string;
  /** Python's word for its type. */
  readonly type: string;
  readonly call: (args: CallArguments) => Value;
}

export type ModuleName = "torch" | "torch.nn" | "torch.nn.functional";

export type Value =
  | TensorValue
  | PendingValue
  | SequenceValue
  | FunctionValue
  | { readonly kind: "int" | "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "str"; readonly value: string }
  | { readonly kind: "slice"; readonly start: Value; readonly stop: Value; readonly step: Value }
  | { readonly kind: "none" }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "dtype"; readonly dtype: DType }
  | { readonly kind: "module"; readonly name: ModuleName };

/** What a call hands over. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

export const NONE: Value = { kind: "none" };
export const int = (value: number): Value => ({ kind: "int", value });
export const float = (value: number): Value => ({ kind: "float", value });
export const bool = (value: boolean): Value => ({ kind: "bool", value });
export const str = (value: string): Value => ({ kind: "str", value });
export const tuple = (items: readonly Value[]): SequenceValue => ({ kind: "tuple", items });
export const sizeOf = (shape: readonly number[]): SequenceValue => ({ kind: "size", items: shape.map(int) });

const TYPE_NAMES: Readonly<Record<Exclude<Value["kind"], "tensor" | "pending" | "function">, string>> = {
  tuple: "tuple",
  list: "list",
  size: "torch.Size",
  int: "int",
  float: "float",
  bool: "bool",
  str: "str",
  slice: "slice",
  none: "NoneType",
  ellipsis: "ellipsis",
  dtype: "torch.dtype",
  module: "module",
};

/** What Python calls the type of a value. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case "tensor":
      return value.parameter ? "Parameter" : "Tensor";
    case "pending":
    case "function":
      return value.type;
    default:
      return TYPE_NAMES[value.kind];
  }
}

export const isSequence = (value: Value): value is SequenceValue =>
  value.kind === "tuple" || value.kind === "list" || value.kind === "size";

/** An int, or a bool where Python counts it as one. */
export function asInt(value: Value): number | null {
  if (value.kind === "int") return value.value;
  return value.kind === "bool" ? Number(value.value) : null;
}

/** Any number whose value is known. */
export function asNumber(value: Value): number | null {
  return value.kind === "float" ? value.value : asInt(value);
}

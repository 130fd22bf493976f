import { PyTorchError } from "./errors";

/** The kinds of numbers a tensor may hold. Values are computed in float32 whatever they are; a bool is 0 or 1. */
export const DTYPES = ["float32", "int64", "bool"] as const;
export type DType = (typeof DTYPES)[number];

/** A Python number's kind, which decides what a tensor becomes when the two meet: `2` is int, `2.0` is float. */
export type NumberKind = "float" | "int" | "bool";

/** Bytes of one element. */
export const BYTES_OF: Readonly<Record<DType, number>> = { float32: 4, int64: 8, bool: 1 };

/** What PyTorch calls a dtype in most of its errors. */
export const DTYPE_NAMES: Readonly<Record<DType, string>> = { float32: "Float", int64: "Long", bool: "Bool" };

const RANK: Readonly<Record<DType, number>> = { bool: 0, int64: 1, float32: 2 };

/** The dtype of a Python number that meets no tensor: what `torch.tensor(2)` holds. */
export const DTYPE_OF_NUMBER: Readonly<Record<NumberKind, DType>> = { float: "float32", int: "int64", bool: "bool" };

/** What two tensors become together; between these three dtypes the wider one wins (c10/core/ScalarType.h, `promoteTypes`). */
export const promoted = (a: DType, b: DType): DType => (RANK[a] >= RANK[b] ? a : b);

/** The dtype that all of them become; float32 for none. */
export const promotedAll = (dtypes: readonly DType[]): DType =>
  dtypes.length === 0 ? "float32" : dtypes.reduce(promoted);

/** What a tensor and a Python number become; among these kinds the wider one wins, as between tensors. */
export const promotedBy = (dtype: DType, kind: NumberKind): DType => promoted(dtype, DTYPE_OF_NUMBER[kind]);

/** The dtype of operand `i`; float32 unless something else is known. */
export const dtypeAt = (dtypes: readonly DType[], i: number): DType => dtypes[i] ?? "float32";

/** Throws PyTorch's words for a CPU kernel that a dtype has none of. */
export function notImplemented(kernel: string, dtype: DType): never {
  throw new PyTorchError(`"${kernel}" not implemented for '${DTYPE_NAMES[dtype]}'`);
}

/** Throws PyTorch's words for two operands that must hold the same kind of number. */
export function refuseMixed(first: DType, second: DType): void {
  if (first === second) return;
  throw new PyTorchError(`expected scalar type ${DTYPE_NAMES[first]} but found ${DTYPE_NAMES[second]}`);
}

/** How a tensor is called in the errors of `expand`. */
export const TENSOR_NAMES: Readonly<Record<DType, string>> = {
  float32: "torch.FloatTensor",
  int64: "torch.LongTensor",
  bool: "CPUBoolType",
};

/** Throws PyTorch's words for a difference in which a bool takes part (aten/src/ATen/native/BinaryOps.h, `sub_check`). */
export function refuseBoolSub(a: DType, b: DType): void {
  if (a === "bool" && b === "bool") {
    throw new PyTorchError(
      "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.",
    );
  }
  if (a === "bool" || b === "bool") {
    throw new PyTorchError(
      "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
    );
  }
}

import { PlaygroundError } from "../../model/errors";
import { numel, type Shape } from "../../model/layout";
import type { TensorValues } from "../../model/runner";
import { dtypeOf, type DType } from "./dtype";
import { MOST_ARRAYS } from "./limits";

/** Bytes of the length that the file begins with. */
const LENGTH_BYTES = 8;
/** Bytes of the JSON header that is read; real ones take about a hundred per tensor. */
const MOST_HEADER = 4 * 1024 * 1024;
const MOST_AXES = 32;

/** bfloat16 is the upper half of a float32. */
const BFLOAT16: DType = {
  bytes: 2,
  read(view, at) {
    SCRATCH.setUint32(0, view.getUint16(at, true) << 16);
    return SCRATCH.getFloat32(0);
  },
};
const SCRATCH = new DataView(new ArrayBuffer(4));

/** Element types by the format's own names (huggingface/safetensors, "Format"). */
const DTYPES: Readonly<Record<string, DType>> = {
  F16: dtypeOf("<f2"),
  F32: dtypeOf("<f4"),
  F64: dtypeOf("<f8"),
  BF16: BFLOAT16,
  I8: dtypeOf("|i1"),
  I16: dtypeOf("<i2"),
  I32: dtypeOf("<i4"),
  I64: dtypeOf("<i8"),
  U8: dtypeOf("|u1"),
  U16: dtypeOf("<u2"),
  U32: dtypeOf("<u4"),
  U64: dtypeOf("<u8"),
  BOOL: dtypeOf("|b1"),
};

/** One tensor of a file, its numbers not read yet. */
export interface SafeTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: string;
  /** The numbers as float32; throws "safetensors" for a type that is not read. */
  read(): TensorValues;
}

const refused = (why: string): PlaygroundError => new PlaygroundError("safetensors", `this .safetensors file ${why}`);

/** True when the first bytes can be those of a .safetensors file of `size` bytes. */
export function looksLikeSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < LENGTH_BYTES + 1) return false;
  const length = headerLength(head);
  return length >= 2 && length <= size - LENGTH_BYTES && head[LENGTH_BYTES] === 0x7b;
}

function headerLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
}

/**
 * The tensors of a .safetensors file in the header's order. Every size is checked against the file before anything
 * is allocated. Throws "safetensors" with what is wrong.
 */
export function openSafetensors(bytes: Uint8Array): SafeTensor[] {
  if (bytes.length < LENGTH_BYTES) throw refused("ends within its header: it was cut off");
  const length = headerLength(bytes);
  if (length > MOST_HEADER) throw refused(`says its header has ${length} bytes; at most ${MOST_HEADER} are allowed`);
  if (length > bytes.length - LENGTH_BYTES) {
    throw refused(`says its header has ${length} bytes, but holds ${bytes.length - LENGTH_BYTES}: it was cut off`);
  }
  const numbers = bytes.subarray(LENGTH_BYTES + length);
  const entries = Object.entries(headerOf(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length))).filter(
    ([name]) => name !== "__metadata__",
  );
  if (entries.length === 0) throw refused("holds no tensor");
  if (entries.length > MOST_ARRAYS)
    throw refused(`holds ${entries.length} tensors; at most ${MOST_ARRAYS} are allowed`);
  return entries.map(([name, entry]) => tensorOf(name, entry, numbers));
}

function headerOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refused("has a header that is no JSON");
  }
  if (!isRecord(header)) throw refused("has a header that is no JSON object");
  return header;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function tensorOf(name: string, entry: unknown, numbers: Uint8Array): SafeTensor {
  const called = name.slice(0, 60);
  if (!isRecord(entry)) throw refused(`says nothing about the tensor ${called}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string") throw refused(`gives the tensor ${called} no dtype`);
  if (!Array.isArray(shape) || shape.length > MOST_AXES || !shape.every(isWhole)) {
    throw refused(`gives the tensor ${called} no shape of at most ${MOST_AXES} whole numbers`);
  }
  const [from, to] = Array.isArray(offsets) && offsets.length === 2 && offsets.every(isWhole) ? offsets : [];
  if (from === undefined || to === undefined || from > to || to > numbers.length) {
    throw refused(
      `says the tensor ${called} lies where the file has no bytes (it has ${numbers.length}): it was cut off`,
    );
  }
  const type = Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  const count = numel(shape);
  if (type !== undefined && count * type.bytes !== to - from) {
    throw refused(
      `says the tensor ${called} has shape [${shape.join(", ")}] of ${dtype}, that is ${count * type.bytes} bytes, but gives it ${to - from}`,
    );
  }
  return {
    name,
    shape,
    dtype,
    read() {
      if (type === undefined) {
        throw refused(`holds ${called} as ${dtype.slice(0, 20)}; allowed are ${Object.keys(DTYPES).join(", ")}`);
      }
      const view = new DataView(numbers.buffer, numbers.byteOffset + from, to - from);
      const data = new Float32Array(count);
      for (let at = 0; at < count; at += 1) data[at] = type.read(view, at * type.bytes);
      return { shape, data };
    },
  };
}

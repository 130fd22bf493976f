import { PlaygroundError } from "../../model/errors";
import { IMAGE_LIMITS } from "../../model/made-images";
import { numel, type Shape } from "../../model/layout";
import type { TensorValues } from "../../model/runner";
import { MOST_ARRAY_FILE, MOST_TEXT } from "./limits";
import { describeNpy, readNpy } from "./npy";
import { unzippedNpz } from "./npz";
import { looksLikeSafetensors, openSafetensors } from "./safetensors";
import { looksLikeTensorText, readTensorText } from "./tensor-text";

export const ARRAY_KINDS = ["npy", "npz", "safetensors", "text"] as const;
export type ArrayKind = (typeof ARRAY_KINDS)[number];

/** An array of a file, its numbers not read yet. */
export interface ArrayEntry {
  /** Empty where a file has one array without a name. */
  readonly name: string;
  readonly shape: Shape;
  /** As the file names it: `<f4`, `BF16`, `text`. */
  readonly dtype: string;
  /** The numbers as float32. Throws when there are more than an image may have, or their type is not read. */
  read(): TensorValues;
}

/** How many bytes from the start of a file tell whether it holds arrays. */
export const ARRAY_HEAD = 4096;

/** What kind of arrays a file of `size` bytes holds, by its first bytes; null for anything else. Never by its name. */
export function arrayKind(head: Uint8Array, size: number): ArrayKind | null {
  if (begins(head, "\x93NUMPY")) return "npy";
  if (begins(head, "PK\x03\x04") || begins(head, "PK\x05\x06")) return "npz";
  if (looksLikeSafetensors(head, size)) return "safetensors";
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
  return looksLikeTensorText(text) ? "text" : null;
}

const begins = (head: Uint8Array, magic: string): boolean =>
  Array.from(magic, (character) => character.codePointAt(0)).every((byte, at) => head[at] === byte);

/** Throws "array-size" for a file larger than those that are read; ask before its bytes are. */
export function checkArrayFile(size: number, kind: ArrayKind): void {
  const most = kind === "text" ? MOST_TEXT : MOST_ARRAY_FILE;
  if (size <= most) return;
  throw new PlaygroundError("array-size", `this file has ${size} bytes; a file of arrays may have ${most}`, {
    size,
    most,
  });
}

/** What kind of arrays a file holds, its first bytes read; null for anything else. */
export async function kindOfFile(file: Blob): Promise<ArrayKind | null> {
  return arrayKind(new Uint8Array(await file.slice(0, ARRAY_HEAD).arrayBuffer()), file.size);
}

/** The arrays of a file that a person brought; its size is checked before it is read. Rejects as `openArrays` throws. */
export async function openArrayFile(file: Blob): Promise<ArrayEntry[]> {
  const kind = await kindOfFile(file);
  if (kind !== null) checkArrayFile(file.size, kind);
  return openArrays(kind === null ? new Uint8Array(0) : new Uint8Array(await file.arrayBuffer()));
}

/** The arrays of a file, by its content. Throws with what is wrong and what is allowed. */
export function openArrays(bytes: Uint8Array): ArrayEntry[] {
  const kind = arrayKind(bytes.subarray(0, ARRAY_HEAD), bytes.length);
  if (kind === null) {
    throw new PlaygroundError(
      "array-kind",
      "this holds no numbers that are read here; allowed are tensor([[…]]) as text, .npy, .npz and .safetensors",
    );
  }
  checkArrayFile(bytes.length, kind);
  return entriesOf(bytes, kind).map((entry) => ({ ...entry, read: () => checked(entry).read() }));
}

function entriesOf(bytes: Uint8Array, kind: ArrayKind): ArrayEntry[] {
  switch (kind) {
    case "npy":
      return [npyEntry("", bytes)];
    case "npz":
      return unzippedNpz(bytes).map(([name, array]) => npyEntry(name, array));
    case "safetensors":
      return openSafetensors(bytes);
    case "text": {
      const values = readTensorText(textOf(bytes));
      return [{ name: "", shape: values.shape, dtype: "text", read: () => values }];
    }
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new PlaygroundError("tensor-text", "this text is no UTF-8");
  }
}

function npyEntry(name: string, bytes: Uint8Array): ArrayEntry {
  const named = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof PlaygroundError) || name === "") throw error;
      throw new PlaygroundError(error.tag, `${name}: ${error.message}`, error.detail);
    }
  };
  const { shape, descr } = named(() => describeNpy(bytes));
  return { name, shape, dtype: descr, read: () => named(() => readNpy(bytes)) };
}

/** An entry whose numbers are few enough to be worked on. */
function checked(entry: ArrayEntry): ArrayEntry {
  const count = numel(entry.shape);
  if (count <= IMAGE_LIMITS.elements) return entry;
  throw new PlaygroundError(
    "array-elements",
    `an array of shape [${entry.shape.join(", ")}] has ${count} numbers; at most ${IMAGE_LIMITS.elements} can be worked on`,
    { count, most: IMAGE_LIMITS.elements },
  );
}

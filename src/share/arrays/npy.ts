import { PlaygroundError } from "../../model/errors";
import { contiguousStride, numel, type Shape } from "../../model/layout";
import type { TensorValues } from "../../model/runner";
import { dtypeOf } from "./dtype";
import { NPY_MAGIC } from "./npy-write";

const MOST_HEADER = 65_535;
const MOST_AXES = 32;
/** Numbers of an array that is read. */
const MOST_ELEMENTS = 2 ** 27;

/**
 * The values of a .npy file (versions 1 to 3; f2 f4 f8, i1–i8, u1–u8, b1; either byte order; C or Fortran order) as
 * float32, row-major. Throws "npy" or "npy-dtype" with what is wrong and what is allowed.
 */
export function readNpy(bytes: Uint8Array): TensorValues {
  const { descr, fortran, shape, start } = readHeader(bytes);
  const dtype = dtypeOf(descr);
  const count = numel(shape);
  if (!(count <= MOST_ELEMENTS)) {
    throw refused(`has shape [${shape.join(", ")}]; at most ${MOST_ELEMENTS} numbers are allowed`);
  }
  const expected = count * dtype.bytes;
  const found = bytes.length - start;
  if (found !== expected) {
    throw refused(
      `says shape [${shape.join(", ")}] of ${descr}, that is ${expected} bytes of numbers, but holds ${found}` +
        (found < expected ? ": it was cut off" : ""),
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, expected);
  const data = new Float32Array(count);
  for (let at = 0; at < count; at += 1) data[at] = dtype.read(view, at * dtype.bytes);
  return { shape, data: fortran ? rowMajor(data, shape) : data };
}

/** Shape and element type of a .npy file, its numbers left where they are. Throws "npy" for a bad header. */
export function describeNpy(bytes: Uint8Array): { readonly shape: Shape; readonly descr: string } {
  const { shape, descr } = readHeader(bytes);
  return { shape, descr };
}

function refused(why: string): PlaygroundError {
  return new PlaygroundError("npy", `this .npy file ${why}`);
}

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: Shape;
  /** Byte at which the numbers begin. */
  readonly start: number;
}

function readHeader(bytes: Uint8Array): Header {
  if (NPY_MAGIC.some((byte, at) => bytes[at] !== byte))
    throw refused("does not begin as NumPy's files do (\\x93NUMPY)");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  const wide = version >= 2;
  const from = NPY_MAGIC.length + (wide ? 6 : 4);
  if (bytes.length < from) throw refused("ends within its header: it was cut off");
  if (version < 1 || version > 3) throw refused(`has format version ${version}; 1, 2 and 3 are known`);
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > MOST_HEADER) throw refused(`has a header of ${length} bytes; at most ${MOST_HEADER} are allowed`);
  if (bytes.length < from + length) throw refused("ends within its header: it was cut off");
  const header = new TextDecoder().decode(bytes.subarray(from, from + length));
  return { ...readDictionary(header), start: from + length };
}

/** The header is a Python dictionary; only its three known entries are looked for, and nothing is evaluated. */
function readDictionary(header: string): Omit<Header, "start"> {
  const descr = /['"]descr['"]\s*:\s*(?:(['"])([^'"]*)\1|(\[))/.exec(header);
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)\b/.exec(header)?.[1];
  const tuple = /['"]shape['"]\s*:\s*\(([\dL,\s]*)\)/.exec(header)?.[1];
  if (descr === null || fortran === undefined || tuple === undefined) {
    throw refused("has a header without descr, fortran_order and shape");
  }
  if (descr[3] !== undefined) throw refused("holds records of several fields; one plain number per element is allowed");
  const sizes = tuple.split(",").map((size) => size.trim());
  if (sizes.at(-1) === "") sizes.pop();
  if (sizes.length > MOST_AXES) throw refused(`has ${sizes.length} axes; at most ${MOST_AXES} are allowed`);
  if (sizes.some((size) => !/^\d{1,15}L?$/.test(size))) throw refused(`has the shape (${tuple.slice(0, 60)})`);
  return { descr: descr[2] ?? "", fortran: fortran === "True", shape: sizes.map((size) => Number.parseInt(size, 10)) };
}

/** Numbers stored with the first axis running fastest, reordered so that the last one does. */
function rowMajor(data: Float32Array<ArrayBuffer>, shape: Shape): Float32Array<ArrayBuffer> {
  const ordered = new Float32Array(data.length);
  const stride = contiguousStride(shape);
  const index = shape.map(() => 0);
  let to = 0;
  for (const value of data) {
    ordered[to] = value;
    for (let axis = 0; axis < shape.length; axis += 1) {
      index[axis] = (index[axis] ?? 0) + 1;
      to += stride[axis] ?? 0;
      if ((index[axis] ?? 0) < (shape[axis] ?? 0)) break;
      to -= (stride[axis] ?? 0) * (shape[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return ordered;
}

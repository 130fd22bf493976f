import { PlaygroundError } from "../../model/errors";
import { numel, type Shape } from "../../model/layout";
import type { TensorValues } from "../../model/runner";

/** `\x93NUMPY`: how every .npy file begins (numpy.lib.format). */
export const NPY_MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** NumPy aligns the numbers, so that files can be mapped into memory. */
const ALIGNMENT = 64;

const MACHINE_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** What stands before the numbers of a .npy file (version 1.0, `<f4`, C order) of a tensor of this shape. */
export function npyHeader(shape: Shape): Uint8Array<ArrayBuffer> {
  // A tuple of one is written with a comma, as Python does.
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const start = Math.ceil((NPY_MAGIC.length + 4 + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${dict.padEnd(start - NPY_MAGIC.length - 5)}\n`;
  const bytes = new Uint8Array(start);
  bytes.set([...NPY_MAGIC, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), NPY_MAGIC.length + 4);
  return bytes;
}

/** Numbers as a .npy file holds them: little-endian float32. May be a view of the same memory. */
export function npyNumbers(values: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (MACHINE_IS_LITTLE) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  values.forEach((value, at) => view.setFloat32(at * 4, value, true));
  return bytes;
}

/** A .npy file (version 1.0, `<f4`, C order) with the values of a tensor. */
export function writeNpy({ shape, data }: TensorValues): Uint8Array<ArrayBuffer> {
  if (data.length !== numel(shape)) {
    throw new PlaygroundError(
      "npy-length",
      `a tensor of shape [${shape.join(", ")}] has ${numel(shape)} numbers, not ${data.length}`,
      { expected: numel(shape), found: data.length },
    );
  }
  const header = npyHeader(shape);
  const file = new Uint8Array(header.length + data.byteLength);
  file.set(header);
  file.set(npyNumbers(data), header.length);
  return file;
}

import { PlaygroundError } from "../../model/errors";

/** How one element of a NumPy array is stored. */
export interface DType {
  readonly bytes: number;
  /** Element at byte `at` of `view`, as a number. */
  readonly read: (view: DataView, at: number) => number;
}

/** IEEE 754 binary16 at byte `at`. */
function float16(view: DataView, at: number, little: boolean): number {
  const half = view.getUint16(at, little);
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const READERS: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  f2: float16,
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  b1: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
};

/** The element type that NumPy writes as `descr`: `<f4`, `>i8`, `|b1`. Throws "npy-dtype" for any other. */
export function dtypeOf(descr: string): DType {
  const [, order = "", name = ""] = /^([<>|=]?)([a-z]\d{1,2})$/.exec(descr) ?? [];
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (read === undefined) {
    throw new PlaygroundError(
      "npy-dtype",
      `arrays of type ${descr.slice(0, 40)} cannot be read; ` +
        "allowed are floats f2 f4 f8, integers i1 i2 i4 i8, u1 u2 u4 u8, and booleans b1 (in NumPy: array.astype('float32'))",
      { descr: descr.slice(0, 40) },
    );
  }
  return { bytes: Number(name.slice(1)), read: (view, at) => read(view, at, order !== ">") };
}

import type { ByteReader, ByteWriter } from "./bytes";
import { damaged } from "./damaged";

/** Decimal places tried before numbers are written as floats. */
const MOST_PLACES = 9;
/** Scaled numbers stay so small that their differences, doubled by the zigzag, are exact. */
const MOST_SCALED = 2 ** 50;
const FLOAT32 = 32;
const FLOAT64 = 64;

/** Whether `value` is the number nearest to a decimal fraction with that many places. */
function isDecimal(value: number, places: number): boolean {
  const scaled = Math.round(value * 10 ** places);
  return Math.abs(scaled) <= MOST_SCALED && scaled / 10 ** places === value;
}

/** 0, −1, 1, −2, 2, … as 0, 1, 2, 3, 4, …: small numbers of either sign become short varints. */
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/**
 * Writes finite numbers without loss, in the first form that is exact for all of them: decimals of 0 to 9 places, as
 * differences from the number `lag` before (0: no differences; 2: x from x and y from y), then float32, then float64.
 * How many there are is not written. −0 is written as 0.
 */
export function writeNumbers(writer: ByteWriter, values: readonly number[], lag: 0 | 2): void {
  for (let places = 0; places <= MOST_PLACES; places += 1) {
    if (!values.every((value) => isDecimal(value, places))) continue;
    writer.byte(places);
    const scaled = values.map((value) => Math.round(value * 10 ** places));
    scaled.forEach((value, at) => writer.varint(zigzag(value - (lag === 0 ? 0 : (scaled[at - lag] ?? 0)))));
    return;
  }
  const single = values.every((value) => Math.fround(value) === value);
  const width = single ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * width));
  values.forEach((value, at) => (single ? view.setFloat32(at * 4, value, true) : view.setFloat64(at * 8, value, true)));
  writer.byte(single ? FLOAT32 : FLOAT64);
  writer.bytes(new Uint8Array(view.buffer));
}

/** Reads `count` numbers that `writeNumbers` wrote with the same `lag`; throws "link-damaged". */
export function readNumbers(reader: ByteReader, count: number, lag: 0 | 2): number[] {
  // Every number takes a byte at least, so a wrong count is met before anything is allocated.
  if (!Number.isInteger(count) || count < 0 || count > reader.remaining) {
    throw damaged(`it speaks of ${count} numbers where ${reader.remaining} bytes are left`);
  }
  const form = reader.byte();
  if (form <= MOST_PLACES) {
    const scaled: number[] = [];
    for (let at = 0; at < count; at += 1) {
      scaled.push(unzigzag(reader.varint()) + (lag === 0 ? 0 : (scaled[at - lag] ?? 0)));
    }
    return scaled.map((value) => value / 10 ** form);
  }
  if (form !== FLOAT32 && form !== FLOAT64) throw damaged("it holds numbers in an unknown form");
  const bytes = reader.bytes(count * (form / 8));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, at) =>
    form === FLOAT32 ? view.getFloat32(at * 4, true) : view.getFloat64(at * 8, true),
  );
}

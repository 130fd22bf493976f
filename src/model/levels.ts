/**
 * Numbers of a picture: themselves, or bytes of which each stands for so many 255ths. A large picture of 8 bits is kept
 * in the latter, which take a quarter of the memory and are the very same numbers.
 */
export type ImageNumbers = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** What each byte stands for, as float32: dividing them one by one takes several times as long. */
const LEVELS = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** One of the numbers. */
export const numberAt = (data: ImageNumbers, at: number): number =>
  (data instanceof Uint8Array ? LEVELS[data[at] as number] : data[at]) as number;

/** Writes all of them into `into`, from place `at` on. */
export function writeNumbers(into: Float32Array, data: ImageNumbers, at = 0): void {
  if (!(data instanceof Uint8Array)) {
    into.set(data, at);
    return;
  }
  for (let k = 0; k < data.length; k += 1) into[at + k] = LEVELS[data[k] as number] as number;
}

/** All of them as float32: the array itself where it is one. */
export function numbersOf(data: ImageNumbers): Float32Array<ArrayBuffer> {
  if (!(data instanceof Uint8Array)) return data;
  const numbers = new Float32Array(data.length);
  writeNumbers(numbers, data);
  return numbers;
}

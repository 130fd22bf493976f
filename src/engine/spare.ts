/**
 * Memory of results that the page is done with, used again for the next ones. A fresh array of megabytes costs more
 * than computing what goes into it: the system hands out its pages one by one, each filled with zeros first.
 */

/** Bytes that are kept at most: several results of a picture as large as a screen. */
const MOST_BYTES = 32 * 2 ** 20;

let spare: ArrayBuffer[] = [];

/** Takes the memory of results that nobody looks at any more. The oldest goes when there is more than is kept. */
export function giveBack(buffers: readonly ArrayBuffer[]): void {
  spare.push(...buffers.filter(({ byteLength }) => byteLength > 0));
  let bytes = spare.reduce((sum, { byteLength }) => sum + byteLength, 0);
  while (bytes > MOST_BYTES) bytes -= spare.shift()?.byteLength ?? bytes;
}

/** Forgets all of it: what follows is of other sizes. */
export const dropSpare = (): void => void (spare = []);

function take(bytes: number): ArrayBuffer {
  const at = spare.findLastIndex(({ byteLength }) => byteLength === bytes);
  return spare.splice(at < 0 ? spare.length : at, 1)[0] ?? new ArrayBuffer(bytes);
}

/**
 * Lets go of memory that nobody reads any more, at once where the browser can; it is empty then. Garbage of a large picture
 * would pile up for minutes.
 */
export function release(buffer: ArrayBufferLike & { readonly transfer?: (bytes: number) => unknown }): void {
  buffer.transfer?.(0);
}

/** An array of its caller's own, its contents undefined: every element is to be written. */
export const takeFloats = (length: number): Float32Array<ArrayBuffer> => new Float32Array(take(4 * length));

/** A copy in memory of its caller's own. */
export function copyOfFloats(values: Float32Array): Float32Array<ArrayBuffer> {
  const copy = takeFloats(values.length);
  copy.set(values);
  return copy;
}

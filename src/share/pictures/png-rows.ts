import { corrupt } from "./bytes";

/** Row filters undone in place (PNG specification, 9.2): `row` is what the file holds, `above` the row before, `pixel` the bytes of one. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, pixel: number): void {
  const { length } = row;
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let k = pixel; k < length; k += 1) row[k] = (row[k] as number) + (row[k - pixel] as number);
      return;
    case 2:
      for (let k = 0; k < length; k += 1) row[k] = (row[k] as number) + (above[k] as number);
      return;
    case 3:
      for (let k = 0; k < pixel; k += 1) row[k] = (row[k] as number) + ((above[k] as number) >> 1);
      for (let k = pixel; k < length; k += 1) {
        row[k] = (row[k] as number) + (((row[k - pixel] as number) + (above[k] as number)) >> 1);
      }
      return;
    case 4:
      for (let k = 0; k < pixel; k += 1) row[k] = (row[k] as number) + (above[k] as number);
      for (let k = pixel; k < length; k += 1) {
        const [left, up, corner] = [row[k - pixel] as number, above[k] as number, above[k - pixel] as number];
        const toLeft = Math.abs(up - corner);
        const toUp = Math.abs(left - corner);
        const toCorner = Math.abs(left + up - 2 * corner);
        const nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
        row[k] = (row[k] as number) + nearest;
      }
      return;
    default:
  }
}

/**
 * Inflates a zlib stream piece by piece and refuses one that does not hold exactly `expected` bytes; it is given up as
 * soon as it grows too long, so a small file cannot make much of itself. `take` gets each piece. Throws
 * "picture-corrupt".
 */
export async function inflateExactly(
  stream: Uint8Array<ArrayBuffer>,
  expected: number,
  take: (piece: Uint8Array) => void = () => undefined,
): Promise<void> {
  const reader = new Blob([stream]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  let count = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      count += piece.value.length;
      if (count > expected) break;
      take(piece.value);
    }
  } catch (thrown) {
    // Bytes behind a whole picture do no harm; a stream that breaks off or makes no sense does.
    if (count !== expected) {
      throw corrupt("PNG", `its compressed data breaks off after ${count} of ${expected} bytes`);
    }
    if (!(thrown instanceof TypeError)) throw thrown;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (count !== expected) {
    const held = count > expected ? `more than ${expected}` : `only ${count}`;
    throw corrupt("PNG", `its header announces ${expected} bytes of scan lines, its data holds ${held}`);
  }
}

/**
 * The bytes of `height` rows of `rowBytes` each, filters undone, from a zlib stream that is inflated piece by piece: no
 * second copy of the picture is held. `pixel` are the bytes of a pixel, at least 1. Throws as `inflateExactly` does, and
 * "picture-corrupt" for a filter that there is not.
 */
export async function pngRows(
  stream: Uint8Array<ArrayBuffer>,
  height: number,
  rowBytes: number,
  pixel: number,
  onDone: (done: number) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const expected = height * (rowBytes + 1);
  const rows = new Uint8Array(height * rowBytes);
  let above: Uint8Array = new Uint8Array(rowBytes);
  let count = 0;
  let filter = 0;
  let unknown: number | null = null;

  function take(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      const row = Math.floor(count / (rowBytes + 1));
      const within = count - row * (rowBytes + 1);
      if (within === 0) {
        filter = piece[at] as number;
        if (filter > 4) unknown ??= filter;
        at += 1;
        count += 1;
        continue;
      }
      const part = Math.min(piece.length - at, rowBytes + 1 - within);
      rows.set(piece.subarray(at, at + part), row * rowBytes + within - 1);
      at += part;
      count += part;
      if (within + part < rowBytes + 1) continue;
      const line = rows.subarray(row * rowBytes, (row + 1) * rowBytes);
      unfilter(filter, line, above, pixel);
      above = line;
    }
    onDone(count / expected);
  }

  await inflateExactly(stream, expected, take);
  if (unknown !== null) throw corrupt("PNG", `a row has the filter ${String(unknown)}; there are 0 to 4`);
  return rows;
}

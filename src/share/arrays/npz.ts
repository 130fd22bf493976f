import { unzipSync, zipSync, type Zippable } from "fflate";
import { PlaygroundError } from "../../model/errors";
import type { TensorValues } from "../../model/runner";
import { readNpy } from "./npy";
import { writeNpy } from "./npy-write";

const MOST_ENTRIES = 256;
/** Bytes of all arrays of a file that is read, unpacked. */
const MOST_BYTES = 512 * 1024 * 1024;
/** Deflate packs 258 bytes into two bits at best (RFC 1951). */
const MOST_RATIO = 1032;
const LEAST_ROOM = 4096;
/** Bytes of a file that is written: browsers give no larger array, and zip without its 64-bit extension ends at 4 GiB. */
const MOST_WRITTEN = 1024 * 1024 * 1024;
/** The earliest date that zip knows, so that equal tensors make equal files. */
const DATE = new Date(1980, 0, 1);

/**
 * A .npz file with a tensor under each name, as `numpy.load` reads it. Stored by default: float32 values hardly get
 * smaller and packing them takes long. Throws "npz" when the file would be too large.
 */
export function writeNpz(
  entries: Readonly<Record<string, TensorValues>>,
  { packed = false }: { readonly packed?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const bytes = Object.values(entries).reduce((sum, { data }) => sum + data.byteLength, 0);
  if (bytes > MOST_WRITTEN) {
    throw new PlaygroundError(
      "npz",
      `all tensors together take ${bytes} bytes; a .npz file may have ${MOST_WRITTEN}: save them one by one`,
      { bytes, most: MOST_WRITTEN },
    );
  }
  const files: Zippable = {};
  for (const [name, tensor] of Object.entries(entries)) files[`${name}.npy`] = writeNpy(tensor);
  return zipSync(files, { level: packed ? 6 : 0, mtime: DATE });
}

/**
 * The tensors of a .npz file by name, in the file's order. Throws "npz" for what is no such file or too large, "npy"
 * and "npy-dtype" for a bad array in it.
 */
export function readNpz(bytes: Uint8Array): Map<string, TensorValues> {
  const tensors = new Map<string, TensorValues>();
  for (const [name, array] of unzippedNpz(bytes)) {
    try {
      tensors.set(name, readNpy(array));
    } catch (error) {
      if (!(error instanceof PlaygroundError)) throw error;
      throw new PlaygroundError(error.tag, `${name}: ${error.message}`, error.detail);
    }
  }
  return tensors;
}

/** The .npy files of a .npz file by name, in the file's order, still packed as NumPy writes them. Throws "npz". */
export function unzippedNpz(bytes: Uint8Array): [string, Uint8Array][] {
  let entries = 0;
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (!name.endsWith(".npy")) return false;
        total += originalSize;
        if (total > MOST_BYTES || entries >= MOST_ENTRIES) {
          throw new PlaygroundError(
            "npz",
            `this .npz file is too large: at most ${MOST_ENTRIES} arrays and ${MOST_BYTES} bytes unpacked are allowed`,
            { entries: MOST_ENTRIES, bytes: MOST_BYTES },
          );
        }
        // Room is taken as the archive says, before anything is unpacked: a small one may not ask for much.
        if (originalSize > MOST_RATIO * size + LEAST_ROOM) {
          throw new PlaygroundError(
            "npz",
            "this .npz file says an array in it is larger than its bytes can unpack to",
            {
              packed: size,
              unpacked: originalSize,
            },
          );
        }
        entries += 1;
        return true;
      },
    });
  } catch (error) {
    if (error instanceof PlaygroundError) throw error;
    throw new PlaygroundError("npz", "this file is not a whole .npz file: it cannot be unpacked");
  }
  if (entries === 0) throw new PlaygroundError("npz", "this .npz file holds no array (no file called *.npy)");
  return Object.entries(files).map(([file, array]) => [file.slice(0, -".npy".length), array]);
}

import { PlaygroundError } from "../../model/errors";
import { numel, type Shape } from "../../model/layout";
import { saveBytes } from "../save";
import { npyHeader, npyNumbers } from "./npy-write";

/** Numbers written at a time: 4 MB. */
export const SLICE = 2 ** 20;

/** Where the bytes of a file go, one piece after the other. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The file is whole. */
  close(): Promise<void>;
  /** The file is given up. */
  abort(): Promise<void>;
}

/** A tensor that is saved without ever being held as a whole. */
export interface Streamed {
  readonly shape: Shape;
  /** Elements [from, to), row-major. */
  readonly read: (from: number, to: number) => Promise<Float32Array<ArrayBuffer>>;
  /** Share of the numbers that are written, 0 to 1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/** Bytes of the .npy file of a tensor. */
export const npyBytes = (shape: Shape): number => npyHeader(shape).length + 4 * numel(shape);

/**
 * Writes a tensor as a .npy file (version 1.0, `<f4`, C order), slice by slice. When reading or writing fails, or
 * `signal` says so (tag "cancelled"), the file is given up and the reason thrown.
 */
export async function streamNpy(sink: Sink, { shape, read, onProgress, signal }: Streamed): Promise<void> {
  const total = numel(shape);
  try {
    await sink.write(npyHeader(shape));
    for (let from = 0; from < total; from += SLICE) {
      if (signal.aborted) throw new PlaygroundError("cancelled", "saving was cancelled");
      const to = Math.min(total, from + SLICE);
      // One after the other: no more than one slice is in memory.
      await sink.write(npyNumbers(await read(from, to)));
      onProgress(to / total);
    }
  } catch (thrown) {
    await sink.abort();
    throw thrown;
  }
  await sink.close();
}

/** The part of the File System Access API that is used; not every browser has it. */
interface Picker {
  readonly showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable(): Promise<{
      write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
      close(): Promise<void>;
      abort(): Promise<void>;
    }>;
  }>;
}

/** Pieces gathered as Blobs, which the browser may keep on disk, and offered as a download in the end. */
export function downloadSink(name: string): Sink {
  let pieces: Blob[] = [];
  return {
    write(bytes) {
      pieces.push(new Blob([bytes]));
      return Promise.resolve();
    },
    close() {
      saveBytes(name, new Blob(pieces), "application/octet-stream");
      pieces = [];
      return Promise.resolve();
    },
    abort() {
      pieces = [];
      return Promise.resolve();
    },
  };
}

/**
 * Asks where to save a file and writes straight to disk where the browser can do that, else gathers a download. Null
 * when the person changes their mind. To be called from a click.
 */
export async function fileSink(name: string): Promise<Sink | null> {
  const picker = window as Window & Picker; // not in TypeScript's DOM library
  if (!picker.showSaveFilePicker) return downloadSink(name);
  try {
    const handle = await picker.showSaveFilePicker({ suggestedName: name });
    return await handle.createWritable();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") return null;
    // A frame of another page, say: downloads may be allowed where the dialog is not.
    return downloadSink(name);
  }
}

import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm/dist/base";
import { backend, engine, keep, type Tensor1D } from "@tensorflow/tfjs-core";
import { type ImageNumbers, writeNumbers } from "../model/levels";
import { allocate, heapView } from "./kernels/wasm/heap";

/** Numbers of a picture from which on room is made for it beforehand. */
export const WORTH_ROOM = 2 ** 22;

/** Before the first backend has started there is none. */
export const isWasm = (): boolean => engine().backendName === "wasm";

/** The backend, where it is known to be wasm. */
export const wasmBackend = (): BackendWasm => backend() as BackendWasm;

/** Memory on the heap of the wasm backend, its contents undefined. Throws where there is none. */
export function floatsOnHeap(count: number): Tensor1D {
  const { dataId } = allocate(wasmBackend(), [count]);
  return keep(engine().makeTensorFromTensorInfo({ dataId, shape: [count], dtype: "float32" })) as Tensor1D;
}

/** Room on the heap of the wasm backend for one picture that is on its way. */
export interface ImageRoom {
  /**
   * Makes room for so many numbers, in place of any made before; null when there is no memory. The result writes to numbers
   * [from, to) of it, and says whether any are left to be written to.
   */
  make(count: number): ((from: number, to: number) => boolean) | null;
  /** Writes to the room that was made for so many numbers, which is touched no more; null when none was. */
  fill(count: number): ((numbers: ImageNumbers, at: number) => void) | null;
  /** The room that was made for so many numbers, which is the caller's from then on; null when none was. */
  take(count: number): Tensor1D | null;
  drop(): void;
}

export function createImageRoom(): ImageRoom {
  let room: Tensor1D | null = null;
  let isFilling = false;

  function drop(): void {
    room?.dispose();
    room = null;
    isFilling = false;
  }

  return {
    make(count) {
      drop();
      let made: Tensor1D;
      try {
        made = floatsOnHeap(count);
      } catch {
        // Whoever brings the picture hears of it.
        return null;
      }
      room = made;
      return (from, to) => {
        if (room !== made || isFilling) return false;
        heapView(wasmBackend(), made).fill(0, from, Math.min(to, count));
        return to < count;
      };
    },
    fill(count) {
      if (room?.size !== count) return null;
      const filled = room;
      isFilling = true;
      return (numbers, at) => {
        if (room === filled) writeNumbers(heapView(wasmBackend(), filled), numbers, at);
      };
    },
    take(count) {
      if (room?.size !== count) return null;
      const taken = room;
      room = null;
      isFilling = false;
      return taken;
    },
    drop,
  };
}

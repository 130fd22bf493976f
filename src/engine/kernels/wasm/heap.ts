import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";

/**
 * The only file that touches what tfjs's wasm backend does not promise: allocating an output on its heap and looking
 * at a tensor there. tests/engine/kernels/heap.test.ts fails first if a new version moves any of it.
 */

/** A new float32 tensor on the heap, its contents undefined. Allocating may move the heap: take views afterwards. */
export const allocate = (backend: BackendWasm, shape: readonly number[]): TensorInfo =>
  backend.makeOutput([...shape], "float32");

/** A float32 tensor's elements in place, no copy. The view dies with the next allocation. */
// The heap of a float32 tensor is always seen as Float32Array (backend_wasm.ts, `typedArrayFromBuffer`).
export const heapView = (backend: BackendWasm, tensor: TensorInfo): Float32Array =>
  backend.typedArrayFromHeap(tensor) as Float32Array;

/** The same for an int32 tensor. */
export const heapIntegers = (backend: BackendWasm, tensor: TensorInfo): Int32Array =>
  backend.typedArrayFromHeap(tensor) as Int32Array;

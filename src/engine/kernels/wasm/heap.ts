import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { PlaygroundError } from "../../../model/errors";
import { bytesOf, numel } from "../../../model/layout";

/**
 * The only file that touches what tfjs's wasm backend does not promise: allocating an output on its heap and looking
 * at a tensor there. tests/engine/kernels/heap.test.ts fails first if a new version moves any of it.
 */

/**
 * A new float32 tensor on the heap, its contents undefined. Allocating may move the heap: take views afterwards. Throws
 * `PlaygroundError` "out-of-memory" when the heap cannot grow that far; tfjs itself would go on at address 0.
 */
export function allocate(backend: BackendWasm, shape: readonly number[]): TensorInfo {
  const tensor = backend.makeOutput([...shape], "float32");
  if (backend.getMemoryOffset(tensor.dataId) !== 0) return tensor;
  backend.disposeData(tensor.dataId);
  const megabytes = Math.ceil(bytesOf(numel(shape)) / 2 ** 20);
  throw new PlaygroundError("out-of-memory", `wasm has no ${megabytes} MB left for a tensor of [${shape.join(", ")}]`, {
    megabytes,
  });
}

/** A float32 tensor's elements in place, no copy. The view dies with the next allocation. */
// The heap of a float32 tensor is always seen as Float32Array (backend_wasm.ts, `typedArrayFromBuffer`).
export const heapView = (backend: BackendWasm, tensor: TensorInfo): Float32Array =>
  backend.typedArrayFromHeap(tensor) as Float32Array;

/** The same for an int32 tensor. */
export const heapIntegers = (backend: BackendWasm, tensor: TensorInfo): Int32Array =>
  backend.typedArrayFromHeap(tensor) as Int32Array;

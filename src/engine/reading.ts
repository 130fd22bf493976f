import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend, getBackend, type Tensor } from "@tensorflow/tfjs-core";
import { heapView } from "./kernels/wasm/heap";
import { copyOfFloats } from "./spare";

/**
 * Hands the numbers of a float32 tensor to `use`, row-major, which neither keeps nor changes them. On wasm they are read
 * where they lie; tfjs itself would copy them into fresh memory first.
 */
export async function withNumbers<T>(tensor: Tensor, use: (numbers: Float32Array) => T): Promise<T> {
  // The name says which backend it is.
  if (getBackend() === "wasm") return use(heapView(backend() as BackendWasm, tensor));
  // float32 tensors give a Float32Array.
  return use((await tensor.data()) as Float32Array);
}

/** The numbers of a float32 tensor, row-major, in an array of the caller's own. */
export const numbersOf = (tensor: Tensor): Promise<Float32Array<ArrayBuffer>> => withNumbers(tensor, copyOfFloats);

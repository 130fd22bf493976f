import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelFunc, registerKernel, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type AroundAxis, INDEX_SELECT } from "../index-select";
import { gatherRows } from "../loops";
import { allocate, heapIntegers, heapView } from "./heap";

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly indices: TensorInfo };
  readonly backend: BackendWasm;
  readonly attrs: AroundAxis;
}

function indexSelect({ inputs: { x, indices }, backend, attrs }: Call): TensorInfo {
  const out = allocate(backend, [attrs.outer * util.sizeFromShape(indices.shape) * attrs.inner]);
  gatherRows(heapView(backend, out), heapView(backend, x), heapIntegers(backend, indices), attrs);
  return out;
}

/** Registers IndexSelect for the wasm backend. */
export function registerIndexSelect(): void {
  // tfjs types every kernel by the loosest signature; the registry calls this one with exactly what `Call` says.
  registerKernel({ kernelName: INDEX_SELECT, backendName: "wasm", kernelFunc: indexSelect as unknown as KernelFunc });
}

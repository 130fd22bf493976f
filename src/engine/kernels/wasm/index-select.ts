import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelFunc, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { INDEX_SELECT } from "../index-select";
import { gatherRows } from "../loops";
import { allocate, heapIntegers, heapView } from "./heap";

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly indices: TensorInfo };
  readonly backend: BackendWasm;
}

function indexSelect({ inputs: { x, indices }, backend }: Call): TensorInfo {
  // `indexSelect` in ../index-select.ts only ever passes three axes.
  const [outer, size, inner] = x.shape as [number, number, number];
  const count = indices.shape[0] as number;
  const out = allocate(backend, [outer, count, inner]);
  gatherRows(heapView(backend, out), heapView(backend, x), heapIntegers(backend, indices), { outer, size, inner });
  return out;
}

/** Registers IndexSelect for the wasm backend. */
export function registerIndexSelect(): void {
  // tfjs types every kernel by the loosest signature; the registry calls this one with exactly what `Call` says.
  registerKernel({ kernelName: INDEX_SELECT, backendName: "wasm", kernelFunc: indexSelect as unknown as KernelFunc });
}

import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { type KernelFunc, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { INDEX_SELECT } from "../index-select";
import { gatherRows } from "../loops";

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly indices: TensorInfo };
  readonly backend: MathBackendCPU;
}

function indexSelect({ inputs: { x, indices }, backend }: Call): TensorInfo {
  // `indexSelect` in ../index-select.ts only ever passes three axes of float32 and int32 indices.
  const [outer, size, inner] = x.shape as [number, number, number];
  const source = backend.data.get(x.dataId).values as Float32Array;
  const rows = backend.data.get(indices.dataId).values as Int32Array;
  const out = new Float32Array(outer * rows.length * inner);
  gatherRows(out, source, rows, { outer, size, inner });
  return backend.makeTensorInfo([outer, rows.length, inner], "float32", out);
}

/** Registers IndexSelect for the cpu backend. */
export function registerIndexSelect(): void {
  // tfjs types every kernel by the loosest signature; the registry calls this one with exactly what `Call` says.
  registerKernel({ kernelName: INDEX_SELECT, backendName: "cpu", kernelFunc: indexSelect as unknown as KernelFunc });
}

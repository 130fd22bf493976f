import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { type KernelFunc, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { type AroundAxis, INDEX_SELECT } from "../index-select";
import { gatherRows } from "../loops";

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly indices: TensorInfo };
  readonly backend: MathBackendCPU;
  readonly attrs: AroundAxis;
}

function indexSelect({ inputs: { x, indices }, backend, attrs }: Call): TensorInfo {
  // `indexSelect` in ../index-select.ts only ever passes float32 and int32 indices.
  const source = backend.data.get(x.dataId).values as Float32Array;
  const rows = backend.data.get(indices.dataId).values as Int32Array;
  const out = new Float32Array(attrs.outer * rows.length * attrs.inner);
  gatherRows(out, source, rows, attrs);
  return backend.makeTensorInfo([out.length], "float32", out);
}

/** Registers IndexSelect for the cpu backend. */
export function registerIndexSelect(): void {
  // tfjs types every kernel by the loosest signature; the registry calls this one with exactly what `Call` says.
  registerKernel({ kernelName: INDEX_SELECT, backendName: "cpu", kernelFunc: indexSelect as unknown as KernelFunc });
}

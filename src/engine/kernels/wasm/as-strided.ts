import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelConfig, type KernelFunc, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { AS_STRIDED, AS_STRIDED_BACKPROP, type AsStridedAttributes } from "../as-strided";
import { gatherStrided, scatterAddStrided } from "../loops";
import { allocate, heapView } from "./heap";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: BackendWasm;
  readonly attrs: AsStridedAttributes;
}

function asStrided({ inputs, backend, attrs }: Call<"x">): TensorInfo {
  const out = allocate(backend, attrs.shape);
  gatherStrided(heapView(backend, out), heapView(backend, inputs.x), attrs);
  return out;
}

function asStridedBackprop({ inputs, backend, attrs }: Call<"dy">): TensorInfo {
  const out = allocate(backend, [attrs.size]);
  const sums = heapView(backend, out).fill(0);
  scatterAddStrided(sums, heapView(backend, inputs.dy), attrs);
  return out;
}

/** Registers AsStrided and its way back for the wasm backend: loops over tfjs's own heap, nothing is copied out. */
export function registerKernels(): void {
  // tfjs types every kernel by the loosest signature; the registry calls these with exactly what `Call` says.
  const configs: KernelConfig[] = [
    { kernelName: AS_STRIDED, backendName: "wasm", kernelFunc: asStrided as unknown as KernelFunc },
    { kernelName: AS_STRIDED_BACKPROP, backendName: "wasm", kernelFunc: asStridedBackprop as unknown as KernelFunc },
  ];
  configs.forEach(registerKernel);
}

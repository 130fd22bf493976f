import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { type KernelConfig, type KernelFunc, registerKernel, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { AS_STRIDED, AS_STRIDED_BACKPROP, type AsStridedAttributes } from "../as-strided";
import { gatherStrided, scatterAddStrided } from "../loops";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: MathBackendCPU;
  readonly attrs: AsStridedAttributes;
}

// The engine stores float32 and nothing else, and AsStrided only ever reads storages of the engine.
const floats = (backend: MathBackendCPU, { dataId }: TensorInfo): Float32Array =>
  backend.data.get(dataId).values as Float32Array;

function asStrided({ inputs, backend, attrs }: Call<"x">): TensorInfo {
  const out = new Float32Array(util.sizeFromShape(attrs.shape));
  gatherStrided(out, floats(backend, inputs.x), attrs);
  return backend.makeTensorInfo(attrs.shape, "float32", out);
}

function asStridedBackprop({ inputs, backend, attrs }: Call<"dy">): TensorInfo {
  const out = new Float32Array(attrs.size);
  scatterAddStrided(out, floats(backend, inputs.dy), attrs);
  return backend.makeTensorInfo([attrs.size], "float32", out);
}

/** Registers AsStrided and its way back for the cpu backend. */
export function registerKernels(): void {
  // tfjs types every kernel by the loosest signature; the registry calls these with exactly what `Call` says.
  const configs: KernelConfig[] = [
    { kernelName: AS_STRIDED, backendName: "cpu", kernelFunc: asStrided as unknown as KernelFunc },
    { kernelName: AS_STRIDED_BACKPROP, backendName: "cpu", kernelFunc: asStridedBackprop as unknown as KernelFunc },
  ];
  configs.forEach(registerKernel);
}

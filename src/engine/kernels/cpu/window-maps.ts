import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { windowsPerImage } from "../../../model/addressing";
import { convolveWindows } from "../convolve-loop";
import { backpropFilter, backpropImage, mapWindows } from "../window-loops";
import { type MaskedConv2DInputs, registerWindowKernels, type WindowAttributes } from "../window-maps";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: MathBackendCPU;
  readonly attrs: WindowAttributes;
}

// `../window-maps.ts` only ever passes float32 tensors.
const values = (backend: MathBackendCPU, { dataId }: TensorInfo): Float32Array =>
  backend.data.get(dataId).values as Float32Array;

function maskedConv2d({ inputs, backend, attrs: { placed } }: Call<"image" | "filter" | "reuse">): TensorInfo {
  const { image, filter, reuse } = inputs as MaskedConv2DInputs;
  const { batch, grid } = placed.addressing;
  const shape = [batch, 1, ...grid];
  if (reuse) backend.incRef(reuse.dataId);
  const out = reuse ? values(backend, reuse) : new Float32Array(batch * windowsPerImage(placed.addressing));
  convolveWindows(out, values(backend, image), values(backend, filter), placed);
  return reuse ? { dataId: reuse.dataId, shape, dtype: "float32" } : backend.makeTensorInfo(shape, "float32", out);
}

function windowMaps({ inputs: { image, filter }, backend, attrs }: Call<"image" | "filter">): TensorInfo {
  const { placed, grouping } = attrs;
  const windows = placed.addressing.batch * placed.count;
  const out = new Float32Array(windows * grouping.groups);
  mapWindows(out, values(backend, image), values(backend, filter), placed, grouping);
  return backend.makeTensorInfo([windows, ...grouping.shape], "float32", out);
}

function toImage({ inputs: { dy, filter }, backend, attrs: { placed, grouping } }: Call<"dy" | "filter">): TensorInfo {
  const out = new Float32Array(placed.addressing.batch * placed.addressing.batchPitch);
  backpropImage(out, values(backend, dy), values(backend, filter), placed, grouping);
  return backend.makeTensorInfo([out.length], "float32", out);
}

function toFilter({ inputs: { dy, image }, backend, attrs: { placed, grouping } }: Call<"dy" | "image">): TensorInfo {
  const out = backpropFilter(values(backend, dy), values(backend, image), placed, grouping);
  return backend.makeTensorInfo([1, out.length], "float32", out);
}

/** Registers the window kernels for the cpu backend. */
export const registerWindowMaps = (): void =>
  registerWindowKernels("cpu", { maskedConv2d, windowMaps, toImage, toFilter });

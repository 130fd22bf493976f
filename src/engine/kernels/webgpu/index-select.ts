import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type KernelFunc, registerKernel, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type AroundAxis, INDEX_SELECT } from "../index-select";
import { flatProgram, integer } from "./flat-program";

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly indices: TensorInfo };
  readonly backend: WebGPUBackend;
  readonly attrs: AroundAxis;
}

const program = (elements: number) =>
  flatProgram({
    key: "indexSelect",
    elements,
    variables: ["X", "indices"],
    uniforms: "axis : i32, count : i32, inner : i32,",
    code: `
      let row = index / uniforms.inner;
      let block = row / uniforms.count;
      let entry = indices[row - block * uniforms.count];
      if (entry < 0) { setOutputAtIndex(index, 0.0); }
      else { setOutputAtIndex(index, X[(block * uniforms.axis + entry) * uniforms.inner + index - row * uniforms.inner]); }`,
  });

/** Entries `indices` of the middle axis of `x`, flat, for this kernel and others. */
export function indexSelectFrom(
  backend: WebGPUBackend,
  x: TensorInfo,
  indices: TensorInfo,
  { outer, size, inner }: AroundAxis,
): TensorInfo {
  const count = util.sizeFromShape(indices.shape);
  const flat = { ...x, shape: [util.sizeFromShape(x.shape)] };
  const uniforms = [size, count, inner].map(integer);
  return backend.runWebGPUProgram(program(outer * count * inner), [flat, indices], "float32", uniforms);
}

const indexSelect = ({ inputs: { x, indices }, backend, attrs }: Call): TensorInfo =>
  indexSelectFrom(backend, x, indices, attrs);

/** Registers IndexSelect for the webgpu backend. */
export function registerIndexSelect(): void {
  // tfjs types every kernel by the loosest signature; the registry calls this one with exactly what `Call` says.
  registerKernel({ kernelName: INDEX_SELECT, backendName: "webgpu", kernelFunc: indexSelect as unknown as KernelFunc });
}

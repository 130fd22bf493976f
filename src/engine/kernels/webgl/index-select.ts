import type { GPGPUProgram, MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { type KernelFunc, registerKernel, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type AroundAxis, INDEX_SELECT } from "../index-select";

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly indices: TensorInfo };
  readonly backend: MathBackendWebGL;
  readonly attrs: AroundAxis;
}

const program = (elements: number): GPGPUProgram => ({
  variableNames: ["X", "indices"],
  outputShape: [elements],
  enableShapeUniforms: true,
  customUniforms: ["size", "count", "inner"].map((name) => ({ name, type: "int" as const })),
  userCode: `
    void main() {
      int at = getOutputCoords();
      int row = at / inner;
      int block = row / count;
      int entry = int(getIndices(row - block * count));
      if (entry < 0) setOutput(0.0);
      else setOutput(getX((block * size + entry) * inner + at - row * inner));
    }`,
});

/** Entries `indices` of the middle axis of `x`, flat, for this kernel and others. */
export function indexSelectFrom(
  backend: MathBackendWebGL,
  x: TensorInfo,
  indices: TensorInfo,
  { outer, size, inner }: AroundAxis,
): TensorInfo {
  const count = util.sizeFromShape(indices.shape);
  const flat = { ...x, shape: [util.sizeFromShape(x.shape)] };
  const uniforms = [[size], [count], [inner]];
  return backend.runWebGLProgram(program(outer * count * inner), [flat, indices], "float32", uniforms);
}

const indexSelect = ({ inputs: { x, indices }, backend, attrs }: Call): TensorInfo =>
  indexSelectFrom(backend, x, indices, attrs);

/** Registers IndexSelect for the webgl backend. */
export function registerIndexSelect(): void {
  // tfjs types every kernel by the loosest signature; the registry calls this one with exactly what `Call` says.
  registerKernel({ kernelName: INDEX_SELECT, backendName: "webgl", kernelFunc: indexSelect as unknown as KernelFunc });
}

import type { GPGPUProgram, MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { type KernelConfig, type KernelFunc, registerKernel, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { AS_STRIDED, AS_STRIDED_BACKPROP, type AsStridedAttributes } from "../as-strided";
import { collapseAxes, foldAxes, MOST_WALKED_AXES, uniformAxes } from "../axes";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: MathBackendWebGL;
  readonly attrs: AsStridedAttributes;
}

const array = (name: string) => ({ name, type: "int" as const, arrayIndex: MOST_WALKED_AXES });
const scalar = (name: string) => ({ name, type: "int" as const });

/** Shapes and strides are uniforms, so that one compiled shader per rank serves every geometry. */
function gatherProgram(rank: number, elements: number): GPGPUProgram {
  const axes = Array.from({ length: rank }, (_, k) => rank - 1 - k);
  return {
    variableNames: ["X"],
    outputShape: [elements],
    enableShapeUniforms: true,
    customUniforms: [array("sizes"), array("steps"), scalar("start")],
    userCode: `
      void main() {
        int rest = getOutputCoords();
        int at = start;
        int next;
        ${axes
          .map(
            (axis) => `
        next = rest / sizes[${axis}];
        at += (rest - next * sizes[${axis}]) * steps[${axis}];
        rest = next;`,
          )
          .join("")}
        setOutput(getX(at));
      }`,
  };
}

/** Every place of the storage collects what was read from it: one loop per axis, bounded by what can still reach it. */
function foldProgram(rank: number, elements: number): GPGPUProgram {
  let body = `if (rest${rank} == 0) sum += getX(from${rank});`;
  for (let axis = rank - 1; axis >= 0; axis -= 1) {
    body = `
      int low${axis} = 0;
      int high${axis} = sizes[${axis}] - 1;
      if (steps[${axis}] > 0) {
        low${axis} = max(0, (rest${axis} - reaches[${axis}] + steps[${axis}] - 1) / steps[${axis}]);
        high${axis} = min(high${axis}, rest${axis} / steps[${axis}]);
      }
      for (int i${axis} = low${axis}; i${axis} <= high${axis}; i${axis}++) {
        int rest${axis + 1} = rest${axis} - i${axis} * steps[${axis}];
        int from${axis + 1} = from${axis} + i${axis} * places[${axis}];
        ${body}
      }`;
  }
  return {
    variableNames: ["X"],
    outputShape: [elements],
    enableShapeUniforms: true,
    customUniforms: [array("sizes"), array("steps"), array("places"), array("reaches"), scalar("start")],
    userCode: `
      void main() {
        float sum = 0.0;
        int rest0 = getOutputCoords() - start;
        int from0 = 0;
        if (rest0 >= 0) { ${body} }
        setOutput(sum);
      }`,
  };
}

function asStrided({ inputs, backend, attrs }: Call<"x">): TensorInfo {
  const { rank, sizes, steps } = uniformAxes(collapseAxes(attrs));
  const program = gatherProgram(rank, util.sizeFromShape(attrs.shape));
  const flat = backend.runWebGLProgram(program, [inputs.x], "float32", [sizes, steps, [attrs.offset]]);
  return { ...flat, shape: attrs.shape };
}

function asStridedBackprop({ inputs, backend, attrs }: Call<"dy">): TensorInfo {
  const elements = util.sizeFromShape(attrs.shape);
  const { rank, sizes, steps, places, reaches } = foldAxes(collapseAxes(attrs));
  if (elements === 0) return backend.makeTensorInfo([attrs.size], "float32", new Float32Array(attrs.size));
  const dy = { ...inputs.dy, shape: [elements] };
  const uniforms = [sizes, steps, places, reaches, [attrs.offset]];
  return backend.runWebGLProgram(foldProgram(rank, attrs.size), [dy], "float32", uniforms);
}

/** Registers AsStrided and its way back for the webgl backend. */
export function registerKernels(): void {
  // tfjs types every kernel by the loosest signature; the registry calls these with exactly what `Call` says.
  const configs: KernelConfig[] = [
    { kernelName: AS_STRIDED, backendName: "webgl", kernelFunc: asStrided as unknown as KernelFunc },
    { kernelName: AS_STRIDED_BACKPROP, backendName: "webgl", kernelFunc: asStridedBackprop as unknown as KernelFunc },
  ];
  configs.forEach(registerKernel);
}

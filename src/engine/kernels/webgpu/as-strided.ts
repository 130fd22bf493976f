import type { WebGPUBackend, WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu";
import { type KernelConfig, type KernelFunc, registerKernel, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { AS_STRIDED, AS_STRIDED_BACKPROP, type AsStridedAttributes } from "../as-strided";
import { collapseAxes, foldAxes, uniformAxes } from "../axes";
import { flatProgram, integer } from "./flat-program";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: WebGPUBackend;
  readonly attrs: AsStridedAttributes;
}

/** An array of eight integers as two vec4 uniforms, which is what tfjs's uniform packing knows. */
const pair = (name: string): string => `${name}0 : vec4<i32>, ${name}1 : vec4<i32>, `;
const element = (name: string, axis: number): string =>
  `uniforms.${name}${axis < 4 ? 0 : 1}.${"xyzw".charAt(axis % 4)}`;
const halves = (values: readonly number[]) => [
  { type: "int32", data: values.slice(0, 4) },
  { type: "int32", data: values.slice(4, 8) },
];
/** Shapes and strides are uniforms, so that one compiled shader per rank serves every geometry. */
function gatherProgram(rank: number, elements: number): WebGPUProgram {
  const axes = Array.from({ length: rank }, (_, k) => rank - 1 - k);
  return flatProgram({
    key: `asStrided${rank}`,
    elements,
    variables: ["X"],
    uniforms: `${pair("sizes")}${pair("steps")}start : i32,`,
    code: `var rest = index;
     var at = uniforms.start;
     var next = 0;
     ${axes
       .map(
         (axis) => `
     next = rest / ${element("sizes", axis)};
     at += (rest - next * ${element("sizes", axis)}) * ${element("steps", axis)};
     rest = next;`,
       )
       .join("")}
     setOutputAtIndex(index, X[at]);`,
  });
}

/** Every place of the storage collects what was read from it: one loop per axis, bounded by what can still reach it. */
function foldProgram(rank: number, elements: number): WebGPUProgram {
  let body = `if (rest${rank} == 0) { sum += X[from${rank}]; }`;
  for (let axis = rank - 1; axis >= 0; axis -= 1) {
    const step = element("steps", axis);
    body = `
      var low${axis} = 0;
      var high${axis} = ${element("sizes", axis)} - 1;
      if (${step} > 0) {
        low${axis} = max(0, (rest${axis} - ${element("reaches", axis)} + ${step} - 1) / ${step});
        high${axis} = min(high${axis}, rest${axis} / ${step});
      }
      for (var i${axis} = low${axis}; i${axis} <= high${axis}; i${axis}++) {
        let rest${axis + 1} = rest${axis} - i${axis} * ${step};
        let from${axis + 1} = from${axis} + i${axis} * ${element("places", axis)};
        ${body}
      }`;
  }
  return flatProgram({
    key: `asStridedBackprop${rank}`,
    elements,
    variables: ["X"],
    uniforms: `${pair("sizes")}${pair("steps")}${pair("places")}${pair("reaches")}start : i32,`,
    code: `var sum = 0.0;
     let rest0 = index - uniforms.start;
     let from0 = 0;
     if (rest0 >= 0) { ${body} }
     setOutputAtIndex(index, sum);`,
  });
}

function asStrided({ inputs, backend, attrs }: Call<"x">): TensorInfo {
  const { rank, sizes, steps } = uniformAxes(collapseAxes(attrs));
  const program = gatherProgram(rank, util.sizeFromShape(attrs.shape));
  const uniforms = [...halves(sizes), ...halves(steps), integer(attrs.offset)];
  return { ...backend.runWebGPUProgram(program, [inputs.x], "float32", uniforms), shape: attrs.shape };
}

function asStridedBackprop({ inputs, backend, attrs }: Call<"dy">): TensorInfo {
  const elements = util.sizeFromShape(attrs.shape);
  const { rank, sizes, steps, places, reaches } = foldAxes(collapseAxes(attrs));
  if (elements === 0) return backend.makeTensorInfo([attrs.size], "float32", new Float32Array(attrs.size));
  const dy = { ...inputs.dy, shape: [elements] };
  const uniforms = [...halves(sizes), ...halves(steps), ...halves(places), ...halves(reaches), integer(attrs.offset)];
  return backend.runWebGPUProgram(foldProgram(rank, attrs.size), [dy], "float32", uniforms);
}

/** Registers AsStrided and its way back for the webgpu backend. */
export function registerKernels(): void {
  // tfjs types every kernel by the loosest signature; the registry calls these with exactly what `Call` says.
  const configs: KernelConfig[] = [
    { kernelName: AS_STRIDED, backendName: "webgpu", kernelFunc: asStrided as unknown as KernelFunc },
    { kernelName: AS_STRIDED_BACKPROP, backendName: "webgpu", kernelFunc: asStridedBackprop as unknown as KernelFunc },
  ];
  configs.forEach(registerKernel);
}

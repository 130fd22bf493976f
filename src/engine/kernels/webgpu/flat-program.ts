import { type WebGPUProgram, webgpu_util } from "@tensorflow/tfjs-backend-webgpu";

const WORKGROUP: [number, number, number] = [64, 1, 1];

/** What makes one flat program differ from another. */
export interface FlatProgram {
  /** Programs with the same key have the same code. */
  readonly key: string;
  /** Elements of the output. */
  readonly elements: number;
  readonly variables: readonly string[];
  /** Declarations, each followed by a comma. */
  readonly uniforms: string;
  /** Computes element `index` of the output. */
  readonly code: string;
}

/** A compute program with one invocation per element of a one-dimensional output. */
export function flatProgram({ key, elements, variables, uniforms, code }: FlatProgram): WebGPUProgram {
  const outputShape = [elements];
  const dispatchLayout = webgpu_util.flatDispatchLayout(outputShape);
  return {
    outputShape,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, outputShape, WORKGROUP),
    workgroupSize: WORKGROUP,
    variableNames: [...variables],
    uniforms,
    size: true,
    shaderKey: key,
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) { ${code} }
      }`,
  };
}

/** An integer uniform. */
export const integer = (value: number) => ({ type: "int32", data: [value] });

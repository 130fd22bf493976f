/**
 * What is used of the packages that are only there when the benchmark runs: the types of the rest of the project do not
 * depend on their being installed.
 */
declare module "onnxruntime-web/wasm" {
  export class Tensor {
    constructor(type: "float32", data: Float32Array, dims: readonly number[]);
    readonly data: unknown;
  }
  export interface Session {
    run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
    release(): Promise<void>;
  }
  export const InferenceSession: {
    create(
      model: Uint8Array,
      options: {
        readonly executionProviders: readonly string[];
        readonly graphOptimizationLevel: "disabled" | "all";
      },
    ): Promise<Session>;
  };
  export const env: {
    logLevel: "error" | "warning";
    readonly wasm: { numThreads: number; wasmPaths: { readonly wasm: string } };
  };
}

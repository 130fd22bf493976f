/** Where tensors can live and be computed, as tfjs names it. */
export const BACKENDS = ["wasm", "webgl", "webgpu", "cpu"] as const;
export type BackendName = (typeof BACKENDS)[number];

/** What the package lists as having effects, though all that they do is to register what this page never asks for. */
const WITHOUT_EFFECT = /@tensorflow[\\/]tfjs-core[\\/]dist[\\/](index|io[\\/]\w+|platforms[\\/]platform_node)\.js$/;
/** The loader of the wasm backend with threads, which the engine turns off before it starts one (`engine/backends.ts`). */
const THREADED = /@tensorflow[\\/]tfjs-backend-wasm[\\/]wasm-out[\\/]tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/;

const WITHOUT_THREADS = `
export const wasmWorkerContents = "";
export default function withoutThreads() {
  throw new Error("this page is built without the threads of the wasm backend");
}`;

/**
 * Leaves out of the built page what it would fetch of tfjs before its first result and never call: optimizers, the saving
 * of models, the platform of Node, and the loader with threads. The engine imports by name what it needs of the rest
 * (`engine/backends.ts`). The development server and the engine's tests take the packages as they are.
 * @returns {import("vite").Plugin}
 */
export function leanTfjs() {
  return {
    name: "lean-tfjs",
    apply: "build",
    load: {
      filter: { id: THREADED },
      handler: () => ({ code: WITHOUT_THREADS, moduleSideEffects: false }),
    },
    transform: {
      filter: { id: WITHOUT_EFFECT },
      handler: (code) => ({ code, map: null, moduleSideEffects: false }),
    },
  };
}

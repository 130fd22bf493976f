/** What the package lists as having effects, though all that they do is to register what this page never asks for. */
const WITHOUT_EFFECT = /@tensorflow[\\/]tfjs-core[\\/]dist[\\/](index|io[\\/]\w+|platforms[\\/]platform_node)\.js$/;
/** The loader of the wasm backend with threads, which the engine turns off before it starts one (`engine/backends.ts`). */
const THREADED = /@tensorflow[\\/]tfjs-backend-wasm[\\/]wasm-out[\\/]tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/;

/** Where models would be stored in the browser; the platform only enters them in a list that nobody reads. */
const STORES = /@tensorflow[\\/]tfjs-core[\\/]dist[\\/]io[\\/](local_storage|indexed_db)\.js$/;

const WITHOUT_STORES = `
export class BrowserLocalStorage { static URL_SCHEME = "localstorage://"; }
export class BrowserLocalStorageManager {}
export class BrowserIndexedDB { static URL_SCHEME = "indexeddb://"; }
export class BrowserIndexedDBManager {}`;

/** The one place where a namespace of tfjs-core is taken apart as an object, for which a bundler keeps all of it for everyone. */
const TAKES_APART = /@tensorflow[\\/]tfjs-backend-webgl[\\/]dist[\\/]shader_compiler\.js$/;
const APART = "const { getBroadcastDims } = backend_util;";
const BY_NAME = "const getBroadcastDims = backend_util.getBroadcastDims;";

const WITHOUT_THREADS = `
export const wasmWorkerContents = "";
export default function withoutThreads() {
  throw new Error("this page is built without the threads of the wasm backend");
}`;

/**
 * Leaves out of the built page what it would fetch of tfjs before its first result and never call: optimizers, the saving
 * of models, the platform of Node, the loader with threads, and what only other backends ask of its helpers. The engine imports by name what it needs of the rest
 * (`engine/backends.ts`). The development server and the engine's tests take the packages as they are.
 * @returns {import("vite").Plugin}
 */
export function leanTfjs() {
  return {
    name: "lean-tfjs",
    apply: "build",
    load: {
      filter: { id: [THREADED, STORES] },
      handler: (id) => ({ code: STORES.test(id) ? WITHOUT_STORES : WITHOUT_THREADS, moduleSideEffects: false }),
    },
    transform: {
      filter: { id: [WITHOUT_EFFECT, TAKES_APART] },
      handler(code, id) {
        if (!TAKES_APART.test(id)) return { code, map: null, moduleSideEffects: false };
        if (!code.includes(APART)) this.error(`lean-tfjs does not find "${APART}" in ${id}`);
        return { code: code.replace(APART, BY_NAME), map: null };
      },
    },
  };
}

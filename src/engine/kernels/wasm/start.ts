import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm/dist/base";
import simdWasm from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url";
import threadedWasm from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url";
import plainWasm from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url";
import { env } from "@tensorflow/tfjs-core";
import { registerKernels } from "./as-strided";
import { registerIndexSelect } from "./index-select";
import { registerLibraryKernels } from "./library";
import { loadModule } from "./module";
import { registerWindowMaps } from "./window-maps";

export { attachModule } from "./module";

/** Prepares tfjs's backend of this name and all kernels on it. In one file with them, so that one request fetches it all. */
export function prepareWasm(): void {
  registerIndexSelect();
  registerWindowMaps();
  // All three, or a missing one is answered with a page of HTML.
  setWasmPaths({
    "tfjs-backend-wasm.wasm": plainWasm,
    "tfjs-backend-wasm-simd.wasm": simdWasm,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedWasm,
  });
  // Threads start from a blob of stringified code that no minifier leaves alone. The flag exists only from here on.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  registerLibraryKernels();
  registerKernels();
  // On its way while the backend starts; `attachModule` waits for it and hears of a failure.
  void loadModule();
}

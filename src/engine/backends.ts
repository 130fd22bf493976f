import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
// tfjs's engine, flags and platform. Its index would bring optimizers and the saving of models along; see tools/lean-tfjs.mjs.
import "@tensorflow/tfjs-core/dist/base_side_effects";
import * as tf from "@tensorflow/tfjs-core";
import { PlaygroundError } from "../model/errors";
import { type BackendName, BACKENDS, type EngineStatus } from "../model/runner";
import type { AdapterInfo } from "./gpu-name";
import { registerOwnGradients } from "./kernels/gradients/own";
import type { SimdKind } from "./kernels/wasm/module";

/** How long a backend may take to start before the next one is tried. */
const START_PATIENCE_MS = 20_000;

/**
 * The order of "auto". wasm first: it starts in a tenth of a second everywhere, answers without a round trip to a GPU,
 * and computes the same bits on every machine. cpu last: it always starts.
 */
const AUTO: readonly BackendName[] = BACKENDS;

type Loader = () => Promise<void>;

/** Imports a backend and registers the engine's kernels with it; each is fetched when it is first asked for. */
const LOADERS: Readonly<Record<BackendName, Loader>> = {
  async wasm() {
    (await import("./kernels/wasm/start")).prepareWasm();
  },
  async webgl() {
    const [, { registerKernels }, { registerIndexSelect }, { registerWindowMaps }] = await Promise.all([
      import("@tensorflow/tfjs-backend-webgl"),
      import("./kernels/webgl/as-strided"),
      import("./kernels/webgl/index-select"),
      import("./kernels/webgl/window-maps"),
    ]);
    registerIndexSelect();
    registerWindowMaps();
    // Our kernels take one number per texel. Packing four changes the layout with every reshape, which costs a copy
    // and a new shader each time; unpacked, a reshape is free, as the rest of the engine counts on.
    tf.env().set("WEBGL_PACK", false);
    // Sizes go to a shader as numbers. Written into it, they would make another shader of every new size, even for
    // writing and reading a tensor, and compiling takes longer than running.
    tf.env().set("WEBGL_USE_SHAPES_UNIFORMS", true);
    registerKernels();
  },
  async webgpu() {
    const [, { registerKernels }, { registerIndexSelect }, { registerWindowMaps }] = await Promise.all([
      import("@tensorflow/tfjs-backend-webgpu"),
      import("./kernels/webgpu/as-strided"),
      import("./kernels/webgpu/index-select"),
      import("./kernels/webgpu/window-maps"),
    ]);
    registerIndexSelect();
    registerWindowMaps();
    registerKernels();
  },
  async cpu() {
    const [, { registerKernels }, { registerIndexSelect }, { registerWindowMaps }] = await Promise.all([
      import("@tensorflow/tfjs-backend-cpu"),
      import("./kernels/cpu/as-strided"),
      import("./kernels/cpu/index-select"),
      import("./kernels/cpu/window-maps"),
    ]);
    registerIndexSelect();
    registerWindowMaps();
    registerKernels();
  },
};

const loaded = new Map<BackendName, Promise<void>>();

function load(name: BackendName): Promise<void> {
  const known = loaded.get(name);
  if (known) return known;
  if (loaded.size === 0) registerOwnGradients();
  const loading = LOADERS[name]();
  loaded.set(name, loading);
  // A failed download may work the next time.
  loading.catch(() => loaded.delete(name));
  return loading;
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it did not start within ${milliseconds / 1000} s`)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

let running: BackendName = "cpu";
let simd: SimdKind = "none";

/** Starts one backend or throws saying why not. tfjs answers false, or stays with the old one, when a start fails. */
async function start(name: BackendName): Promise<void> {
  const starting = (async () => {
    await load(name);
    const started = await tf.setBackend(name);
    await tf.ready();
    if (!started || tf.getBackend() !== name) throw new Error("the browser does not offer it");
    // On the heap that the backend has just made.
    if (name === "wasm") simd = await (await import("./kernels/wasm/start")).attachModule();
  })();
  try {
    await within(START_PATIENCE_MS, starting);
  } catch (thrown) {
    // One that starts after all would take over under the other's name: tfjs is told again which one it is to be.
    void starting.then(
      () => tf.setBackend(running),
      () => undefined,
    );
    throw thrown;
  }
  running = name;
}

// The registry gives back the instance that the backend's own package registered under that name.
const webglBackend = (): MathBackendWebGL => tf.backend() as MathBackendWebGL;
const webgpuBackend = (): WebGPUBackend => tf.backend() as WebGPUBackend;

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");

/** What the page calls a backend: its name, how it computes, and on which GPU as far as the browser tells. */
async function detailOf(name: BackendName): Promise<string> {
  switch (name) {
    case "wasm":
      return joined("wasm", simd === "none" ? "" : simd);
    case "webgl": {
      const isExact = tf.env().getBool("WEBGL_RENDER_FLOAT32_CAPABLE");
      const precision = isExact ? "float32" : "float16: values are rounded";
      const { webglName } = await import("./gpu-name");
      const renderer = webglName(webglBackend().getGPGPUContext().gl);
      return joined(`webgl ${tf.env().getNumber("WEBGL_VERSION")}`, precision, renderer);
    }
    case "webgpu": {
      const { device, adapterInfo } = webgpuBackend();
      // Newer browsers tell more of a device than tfjs has kept of its adapter, and keeps to itself.
      const told = "adapterInfo" in device ? device.adapterInfo : adapterInfo;
      // Both hold what the browser said under the same names; the typings know neither as that.
      const info = told as unknown as AdapterInfo;
      const { webgpuName } = await import("./gpu-name");
      return joined("webgpu", "float32", webgpuName(info));
    }
    case "cpu":
      return "cpu · JavaScript";
  }
}

/** Calls `lost` once when the GPU behind the running backend goes away; never for wasm and cpu. */
function watch(name: BackendName, lost: (why: string) => void): void {
  if (name === "webgl") {
    // Every context has its canvas; only the typings of a worker do not say so.
    const { canvas } = webglBackend().getGPGPUContext().gl as unknown as { readonly canvas: EventTarget };
    canvas.addEventListener("webglcontextlost", () => lost("the browser took the WebGL context away"), { once: true });
  } else if (name === "webgpu") {
    void webgpuBackend().device.lost.then(({ reason }) => {
      // "destroyed" is what our own dispose looks like.
      if (reason !== "destroyed") lost("the browser took the GPU away");
    });
  }
}

/**
 * Starts the backend that is asked for, or, when it will not start, the first of the others that does; the notice then
 * says so. "auto" takes the fastest that really starts. `lost` is called if the GPU behind it goes away later. Throws
 * `PlaygroundError` "no-backend" when none starts.
 */
export async function startBackend(
  wanted: BackendName | "auto",
  lost: (name: BackendName, why: string) => void,
  avoid: ReadonlySet<BackendName> = new Set(),
): Promise<EngineStatus> {
  const rest = AUTO.filter((name) => name !== wanted && !avoid.has(name));
  const order = wanted === "auto" ? rest : [wanted, ...rest];
  const refused: string[] = [];
  for (const name of order) {
    try {
      await start(name);
      watch(name, (why) => lost(name, why));
      const notice = refused.length === 0 ? null : `${refused.join("; ")}. Running on ${name} instead.`;
      return { backend: name, detail: await detailOf(name), notice };
    } catch (thrown) {
      refused.push(`${name} did not start: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  throw new PlaygroundError("no-backend", `no backend starts in this browser. ${refused.join("; ")}.`);
}

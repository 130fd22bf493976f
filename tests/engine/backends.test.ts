import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startBackend } from "../../src/engine/backends";
import { type BackendName, BACKENDS } from "../../src/model/runner";

const never = () => undefined;

/** Forgets that a backend is running: other files of this page have started it, and what is broken here they start again. */
function forget(name: BackendName): void {
  const factory = tf.findBackendFactory(name);
  if (!factory) return;
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("startBackend", () => {
  it("takes wasm when it is left the choice", async () => {
    expect(await startBackend("auto", never)).toEqual({ backend: "wasm", detail: "wasm · relaxed SIMD", notice: null });
    expect(tf.getBackend()).toBe("wasm");
    expect(tf.env().getBool("WASM_HAS_MULTITHREAD_SUPPORT"), "threads").toBe(false);
  });

  it("takes the next one in order when some are to be avoided", async () => {
    const avoid = new Set(["wasm", "webgl", "webgpu"] as const);
    expect(await startBackend("auto", never, avoid)).toMatchObject({ backend: "cpu", notice: null });
  });

  it("says which one did not start, and which runs instead", async () => {
    forget("webgpu");
    // Chromium with a GPU that it does not hand out.
    vi.spyOn(navigator.gpu, "requestAdapter").mockResolvedValue(null);
    vi.spyOn(console, "warn").mockImplementation(never);
    const status = await startBackend("webgpu", never);
    expect(status.backend).toBe("wasm");
    expect(status.notice).toBe("webgpu did not start: the browser does not offer it. Running on wasm instead.");
    expect(tf.getBackend()).toBe("wasm");
  });

  it("tells when the browser takes the WebGL context away", async () => {
    const lost = vi.fn();
    await startBackend("webgl", lost);
    const { gl } = (tf.backend() as MathBackendWebGL).getGPGPUContext();
    expect(lost).not.toHaveBeenCalled();
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce());
    expect(lost).toHaveBeenCalledWith("webgl", "the browser took the WebGL context away");
    await startBackend("cpu", never);
    forget("webgl");
  });

  it("names every backend in its detail", async () => {
    for (const name of BACKENDS) {
      const { detail } = await startBackend(name, never);
      expect(detail.startsWith(name)).toBe(true);
    }
  });

  it("names the GPU as the browser does, and nothing where the browser says nothing", async () => {
    const { detail } = await startBackend("webgl", never);
    // Another context of the same browser, asked without tfjs.
    const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
    const extension = gl?.getExtension("WEBGL_debug_renderer_info");
    const renderer: unknown = extension && gl?.getParameter(extension.UNMASKED_RENDERER_WEBGL);
    expect(renderer).toEqual(expect.stringMatching(/./));
    expect(detail).toBe(`webgl 2 · float32 · ${String(renderer)}`);

    const adapter = await navigator.gpu.requestAdapter();
    const architecture = adapter?.info.architecture ?? "";
    const { detail: told } = await startBackend("webgpu", never);
    expect(architecture).not.toBe("");
    expect(told.startsWith("webgpu · float32 · ")).toBe(true);
    expect(told).toContain(architecture);

    const { device } = tf.backend() as WebGPUBackend;
    Object.defineProperty(device, "adapterInfo", { configurable: true, value: { vendor: "", architecture: "" } });
    expect(await startBackend("webgpu", never)).toMatchObject({ detail: "webgpu · float32" });
    Reflect.deleteProperty(device, "adapterInfo");
  });
});

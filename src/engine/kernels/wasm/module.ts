import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend as runningBackend } from "@tensorflow/tfjs-core";
import relaxedUrl from "./windows-relaxed.wasm?url&no-inline";
import simdUrl from "./windows-simd.wasm?url&no-inline";

/** What assembly/index.ts exports; pointers are in bytes. */
export interface WindowsModule {
  describe(
    filter: number,
    columnOffsets: number,
    channels: number,
    kh: number,
    kw: number,
    channelPitch: number,
    linePitch: number,
    shift: number,
    pairPitch: number,
  ): void;
  convolve(image: number, out: number, plan: number, bands: number, fillsGaps: boolean): void;
  maps(
    image: number,
    out: number,
    table: number,
    runs: number,
    taps: number,
    groups: number,
    each: number,
    rowPitch: number,
  ): void;
}

/** Which vector instructions the browser lets us use. */
export type SimdKind = "relaxed SIMD" | "SIMD" | "none";

interface Compiled {
  readonly kind: SimdKind;
  readonly module: WebAssembly.Module | null;
}

let compiled: Promise<Compiled> | null = null;

async function fetched(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status}`);
  return response.arrayBuffer();
}

/** Fused multiply-adds where the browser validates them, plain vectors where it knows those, nothing elsewhere. */
async function compileBest(): Promise<Compiled> {
  const relaxed = await fetched(relaxedUrl);
  if (WebAssembly.validate(relaxed)) return { kind: "relaxed SIMD", module: await WebAssembly.compile(relaxed) };
  const simd = await fetched(simdUrl);
  if (WebAssembly.validate(simd)) return { kind: "SIMD", module: await WebAssembly.compile(simd) };
  return { kind: "none", module: null };
}

const instances = new WeakMap<object, WindowsModule>();

/** The heap that tfjs's wasm backend works on; not promised by tfjs, checked by tests/engine/kernels/heap.test.ts. */
function heapOf(backend: BackendWasm): WebAssembly.Memory {
  const { asm } = backend.wasm as unknown as { readonly asm: { readonly memory: WebAssembly.Memory } };
  return asm.memory;
}

/** Begins to fetch and compile the module, once; a failed download may work the next time. */
export function loadModule(): Promise<Compiled> {
  const loading = (compiled ??= compileBest());
  loading.catch(() => (compiled = null));
  return loading;
}

/** Puts the module on the heap of the running wasm backend; which instructions it uses. */
export async function attachModule(): Promise<SimdKind> {
  const { kind, module } = await loadModule();
  // Called right after tfjs has started its wasm backend.
  const backend = runningBackend() as BackendWasm;
  if (module && !instances.has(backend)) {
    const instance = await WebAssembly.instantiate(module, { env: { memory: heapOf(backend) } });
    // The exports are those of assembly/index.ts, compiled by `npm run build:wasm`.
    instances.set(backend, instance.exports as unknown as WindowsModule);
  }
  return kind;
}

/** The module on this backend's heap; null where the browser knows no vector instructions. */
export const moduleOf = (backend: BackendWasm): WindowsModule | null => instances.get(backend) ?? null;

import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { allocate, heapIntegers, heapView } from "../../../src/engine/kernels/wasm/heap";
import { moduleOf } from "../../../src/engine/kernels/wasm/module";
import { onEveryBackend } from "../on-every-backend";

// The canary: when a new tfjs moves what kernels/wasm/heap.ts relies on, this fails before anything else does.
onEveryBackend(
  "the wasm heap",
  () => {
    it("shows a tensor's numbers in place", () => {
      const backend = tf.backend() as BackendWasm;
      const tensor = tf.tensor1d([1, 2, 3]);
      const view = heapView(backend, tensor);
      expect([...view]).toEqual([1, 2, 3]);
      view[1] = 20;
      expect([...tensor.dataSync()]).toEqual([1, 20, 3]);
      const integers = tf.tensor1d([4, 5], "int32");
      expect(heapIntegers(backend, integers)).toEqual(Int32Array.from([4, 5]));
      tf.dispose([tensor, integers]);
    });

    it("is the memory that the region kernel works on", () => {
      const backend = tf.backend() as BackendWasm;
      expect(moduleOf(backend)).not.toBeNull();
      const { asm } = backend.wasm as unknown as { readonly asm: { readonly memory: WebAssembly.Memory } };
      const tensor = tf.tensor1d([1, 2, 3]);
      expect(heapView(backend, tensor).buffer).toBe(asm.memory.buffer);
      tensor.dispose();
    });

    it("says so when there is no room, and goes on", () => {
      const backend = tf.backend() as BackendWasm;
      const before = backend.numDataIds();
      expect(() => allocate(backend, [2 ** 30 - 1])).toThrow("wasm has no 4096 MB left");
      expect(backend.numDataIds()).toBe(before);
      const small = allocate(backend, [2]);
      heapView(backend, small).fill(3);
      expect([...heapView(backend, small)]).toEqual([3, 3]);
      backend.disposeData(small.dataId);
    });

    it("allocates tensors that do not overlap", () => {
      const backend = tf.backend() as BackendWasm;
      const first = allocate(backend, [4]);
      const second = allocate(backend, [2, 2]);
      heapView(backend, first).fill(1);
      heapView(backend, second).fill(2);
      expect([...heapView(backend, first)]).toEqual([1, 1, 1, 1]);
      expect(second.shape).toEqual([2, 2]);
      backend.disposeData(first.dataId);
      backend.disposeData(second.dataId);
    });
  },
  ["wasm"],
);

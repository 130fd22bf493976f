import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { allocate, heapView } from "../../../src/engine/kernels/wasm/heap";
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
      tensor.dispose();
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

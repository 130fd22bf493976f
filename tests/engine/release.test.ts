import { clone, tensor1d } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { readback } from "../../src/engine/sampling";
import { release } from "../../src/engine/spare";
import { onEveryBackend } from "./on-every-backend";

it("memory that was let go of is empty", () => {
  const numbers = new Float32Array(100);
  release(numbers.buffer);
  expect(numbers.length).toBe(0);
});

onEveryBackend("reading a result back", () => {
  it("lets go of nothing that is still to be read", async () => {
    const numbers = tensor1d([1, 2, 3]);
    const pauses = { taken: () => undefined, checkpoint: () => Promise.resolve() };
    expect(await readback(() => clone(numbers), pauses)).toBeGreaterThan(0);
    expect([...(await numbers.data())]).toEqual([1, 2, 3]);
    numbers.dispose();
  });
});

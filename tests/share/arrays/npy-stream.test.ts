import { describe, expect, it } from "vitest";
import { readNpy } from "../../../src/share/arrays/npy";
import { writeNpy } from "../../../src/share/arrays/npy-write";
import { npyBytes, type Sink, SLICE, streamNpy } from "../../../src/share/arrays/npy-stream";

/** A sink that remembers what became of it. */
function remembering() {
  const pieces: Uint8Array[] = [];
  let end: "open" | "closed" | "aborted" = "open";
  const sink: Sink = {
    write: (bytes) => Promise.resolve(void pieces.push(bytes.slice())),
    close: () => Promise.resolve(void (end = "closed")),
    abort: () => Promise.resolve(void (end = "aborted")),
  };
  return { sink, bytes: () => Buffer.concat(pieces), end: () => end };
}

const never = new AbortController().signal;
const values = (from: number, to: number) =>
  Promise.resolve(Float32Array.from({ length: to - from }, (_, k) => (from + k) % 1000));

describe("streamNpy", () => {
  it("writes the file that writeNpy writes, in slices, its size known beforehand", async () => {
    const shape = [2, SLICE, 1];
    const { sink, bytes, end } = remembering();
    const told: number[] = [];
    await streamNpy(sink, { shape, read: values, onProgress: (done) => told.push(done), signal: never });
    expect(told).toEqual([0.5, 1]);
    expect(end()).toBe("closed");
    expect(bytes().length).toBe(npyBytes(shape));
    const whole = { shape, data: await values(0, 2 * SLICE) };
    expect(Buffer.compare(bytes(), writeNpy(whole))).toBe(0);
  });

  it.each([
    [[], [7]],
    [[0, 3], []],
  ])("writes shape %j", async (shape, data) => {
    const { sink, bytes } = remembering();
    const read = () => Promise.resolve(Float32Array.from(data));
    await streamNpy(sink, { shape, read, onProgress: () => undefined, signal: never });
    expect(readNpy(bytes())).toEqual({ shape, data: Float32Array.from(data) });
  });

  it("gives the file up when it is cancelled, and when a slice cannot be had", async () => {
    const cancelled = remembering();
    const controller = new AbortController();
    const all = { shape: [3 * SLICE], read: values, onProgress: () => controller.abort(), signal: controller.signal };
    await expect(streamNpy(cancelled.sink, all)).rejects.toMatchObject({ tag: "cancelled" });
    expect(cancelled.end()).toBe("aborted");
    const failed = remembering();
    const read = () => Promise.reject(new Error("gone"));
    await expect(streamNpy(failed.sink, { ...all, read, signal: never })).rejects.toThrow("gone");
    expect(failed.end()).toBe("aborted");
  });
});

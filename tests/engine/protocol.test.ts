import { describe, expect, it } from "vitest";
import { revive, transferable } from "../../src/engine/protocol";
import { plainError, PlaygroundError, PyTorchError } from "../../src/model/errors";
import { fullRuns } from "../../src/model/runs";
import type { JobResult } from "../../src/model/runner";

describe("errors on their way", () => {
  it.each([
    new PlaygroundError("too-large", "it takes 200 MB", { megabytes: 200 }),
    new PyTorchError("index out of range in self"),
  ])("arrive as they left: $tag", (error) => {
    const crossed = revive(structuredClone(plainError(error)));
    expect(crossed).toEqual(error);
    expect(crossed).toBeInstanceOf(error.constructor);
  });

  it("arrive as ours whatever they were", () => {
    expect(revive(plainError("a string was thrown"))).toMatchObject({
      tag: "unexpected",
      message: "a string was thrown",
    });
  });
});

describe("transferable", () => {
  const values = (size: number) => ({ shape: [size], data: new Float32Array(size) });

  const output = (size: number) => ({
    shape: [1, 1, 1, size] as const,
    data: new Float32Array(size),
    level: 0,
    extent: { min: 0, max: 0, notFinite: 0 },
  });

  it("lists every large buffer of a result, each once; runs stay with the worker", () => {
    const result: JobResult = {
      backend: "wasm",
      region: fullRuns(1, 1),
      kept: fullRuns(1, 2),
      keptBy: { centre: 0, any: 0, all: 0 },
      output: output(3),
      dense: output(4),
      shown: { tag: "pytorch", message: "no" },
      milliseconds: 1,
    };
    const buffers = transferable(result);
    expect(buffers.map(({ byteLength }) => byteLength)).toEqual([12, 16]);
  });

  it("lists a tensor's buffer, and nothing for what is small", () => {
    expect(transferable(values(5)).map(({ byteLength }) => byteLength)).toEqual([20]);
    expect(transferable(null)).toEqual([]);
    expect(transferable(7)).toEqual([]);
    expect(transferable(new Float32Array(3))).toHaveLength(1);
    expect(
      transferable({ rect: { top: 0, left: 0, rows: 1, columns: 2 }, level: 3, values: new Float32Array(2) }),
    ).toHaveLength(1);
    const extent = { min: 0, max: 1, notFinite: 0 };
    expect(
      transferable({ done: 0, extent, least: null, most: null, odd: null, milliseconds: 1, histogram: null }),
    ).toEqual([]);
    expect(transferable({ backend: "cpu", detail: "cpu", notice: null })).toEqual([]);
  });
});

import { beforeEach, describe, expect, it, vi } from "vitest";
import { contiguousLayout } from "../../../src/model/layout";
import { CORE_OPERATIONS } from "../../../src/model/ops/core";
import { TYPED_OPERATIONS } from "../../../src/model/ops/typed";
import type { Call, Program } from "../../../src/model/program";

const image = contiguousLayout([1, 1, 4, 4]);
const doubled: Call = { op: "add", args: {}, inputs: [{ input: "image" }, { input: "image" }], name: "doubled" };
const program: Program = { inputs: { image: { code: "image", layout: image, axes: [] } }, calls: [doubled] };

describe("the operations of typed programs", () => {
  beforeEach(() => vi.resetModules());

  it("are not among those that come first", () => {
    const core = Object.keys(CORE_OPERATIONS);
    expect(core.filter((name) => Object.hasOwn(TYPED_OPERATIONS, name))).toEqual([]);
  });

  it("are unknown before they are fetched, which is said by name", async () => {
    const { operationOf } = await import("../../../src/model/program");
    expect(() => operationOf(doubled)).toThrow(/add is asked for before it was fetched/);
    expect(operationOf({ op: "view", args: { shape: [16] }, inputs: [], name: "x" }).name).toBe("view");
  });

  it("are known with the language", async () => {
    const { readProgram } = await import("../../../src/language/read");
    const { trace } = await import("../../../src/model/trace");
    expect(readProgram("x = image + image", { image: [1, 1, 4, 4] }).error).toBeNull();
    expect(trace(program).map(({ kind }) => kind)).toEqual(["done", "done"]);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../src/engine/client";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import type { Job } from "../../src/model/runner";
import { numbers } from "./on-every-backend";

const engines: Engine[] = [];

function engine(options?: Parameters<typeof createEngine>[0]): Engine {
  const made = createEngine(options);
  engines.push(made);
  return made;
}

afterEach(() => {
  for (const each of engines.splice(0)) each.dispose();
});

const jobOf = (changes: Partial<Job> = {}): Job => ({
  geometry: DEFAULT_DOCUMENT,
  program: "contiguous",
  sum_over: ["C"],
  region: { shapes: [{ add: { rect: [2, 2, 4, 4] } }], keep: "centre", outside: "zeros" },
  filter: numbers(27, 5),
  shown: { program: "maps", step: 0 },
  ...changes,
});

describe("createEngine", () => {
  it("computes on wasm what a first run asks for", async () => {
    const runner = engine();
    await runner.setImage({ shape: [1, 3, 12, 12], data: numbers(432, 1) });
    const result = await runner.run(jobOf());
    expect(result.backend).toBe("wasm");
    expect(result.output.shape).toEqual([1, 1, 10, 10]);
    expect(result.keptBy).toEqual({ centre: 16, any: 36, all: 4 });
    expect(result.kept.reduce((sum, flag) => sum + flag, 0)).toBe(16);
    result.kept.forEach((flag, n) => {
      expect(result.output.data[n]).toBe(flag ? result.dense.data[n] : 0);
    });
    expect(result.shown).toEqual({ shape: [1, 3, 12, 12], data: numbers(432, 1) });
  });
});

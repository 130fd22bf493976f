import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../every-operation";

/** `as_strided` is in as-strided.ts, `mT` in m-t.ts. */
const fileOf = (key: string): string =>
  key.replaceAll("_", "-").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe("the registry of operations", () => {
  it("has one entry per file of the folder", () => {
    const others = ["index.ts", "operation.ts", "core.ts", "typed.ts"];
    const files = readdirSync("src/model/ops").filter((file) => !others.includes(file));
    expect(new Set(files)).toEqual(new Set(Object.keys(OPERATIONS).map((key) => `${fileOf(key)}.ts`)));
  });

  it("keys an operation by its PyTorch name, but for index_copy, which scatters", () => {
    for (const [key, operation] of Object.entries(OPERATIONS)) {
      expect(operation.name).toBe(key === "scatter" ? "index_copy" : key);
    }
  });

  it("has a test of every operation, its own or that of its kind", () => {
    const tests = readdirSync("tests/model/ops")
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => readFileSync(`tests/model/ops/${file}`, "utf8"));
    for (const key of Object.keys(OPERATIONS)) {
      const from = `src/model/ops/${fileOf(key)}"`;
      expect(tests.some((text) => text.includes(from)) || key, key).toBe(true);
    }
  });
});

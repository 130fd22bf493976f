import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../src/model/ops";

describe("the registry of operations", () => {
  it("has one entry per file of the folder", () => {
    const files = readdirSync("src/model/ops").filter((file) => file !== "index.ts" && file !== "operation.ts");
    const names = files.map((file) => file.replace(/\.ts$/, "").replaceAll("-", "_"));
    expect(new Set(names)).toEqual(new Set(Object.keys(OPERATIONS)));
  });

  it("keys an operation by its PyTorch name, but for index_copy, which scatters", () => {
    for (const [key, operation] of Object.entries(OPERATIONS)) {
      expect(operation.name).toBe(key === "scatter" ? "index_copy" : key);
    }
  });

  it("has a test file per operation", () => {
    const tests = readdirSync("tests/model/ops");
    for (const key of Object.keys(OPERATIONS)) expect(tests).toContain(`${key.replaceAll("_", "-")}.test.ts`);
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compile, MODULES } from "../../tools/assembly.mjs";

const committed = (file: string): Buffer => readFileSync(join("src", "engine", "kernels", "wasm", file));

describe("the wasm modules", () => {
  it("are what their source compiles to, byte for byte", { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "unfold-wasm-"));
    try {
      expect(compile(folder)).toBe(true);
      for (const { file } of MODULES) {
        expect(readFileSync(join(folder, file)).equals(committed(file)), file).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each(MODULES)("$file takes at most 8 KB, gzipped", ({ file }) => {
    expect(gzipSync(committed(file)).length).toBeLessThanOrEqual(8192);
  });

  it("have no memory and no data of their own", async () => {
    // Node may not know relaxed SIMD yet; both come from the same source.
    const module = await WebAssembly.compile(new Uint8Array(committed("windows-simd.wasm")));
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
  });
});

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

/**
 * `npm run build:wasm`: compiles src/engine/kernels/wasm/assembly to the two modules beside it, one with fused
 * multiply-adds (relaxed SIMD) and one without. A test compiles them anew and compares the bytes.
 */
const FOLDER = join("src", "engine", "kernels", "wasm");
const SOURCES = ["index.ts"].map((file) => join(FOLDER, "assembly", file));
// `--zeroFilledMemory` and `--memoryBase`: the module has no data of its own in the memory that it shares.
const FLAGS =
  "-O3 --noAssert --runtime stub --importMemory --enable simd --use abort= --zeroFilledMemory --memoryBase 0".split(
    " ",
  );

export const MODULES = [
  { file: "windows-simd.wasm", flags: [] },
  { file: "windows-relaxed.wasm", flags: ["--enable", "relaxed-simd"] },
];

/**
 * Compiles both modules into a folder; false when the compiler refuses.
 * @param {string} folder
 */
export function compile(folder) {
  return MODULES.every(({ file, flags }) => {
    const args = [...SOURCES, ...FLAGS, ...flags, "--outFile", join(folder, file)];
    return spawnSync(join("node_modules", ".bin", "asc"), args, { stdio: "inherit" }).status === 0;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = compile(FOLDER) ? 0 : 1;

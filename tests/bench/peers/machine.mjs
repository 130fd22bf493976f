import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/** The processor by the name it gives itself. */
function cpuName() {
  try {
    const [, name] = /^model name\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8")) ?? [];
    if (name) return name;
  } catch {
    // No Linux: Node knows it another way.
  }
  return cpus()[0]?.model ?? "unknown";
}

/** The machine, without anything that tells whose it is. */
export const describeMachine = () => ({
  cpu: cpuName(),
  cores: cpus().length,
  memory: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release().split(/[-+]/)[0]}`,
});

/** Runnable processes for each core, over the last minute. */
export const loadPerCore = () => loadavg()[0] / cpus().length;

/** The version of an installed package; undefined when it is not there. */
export function installedVersion(modules, name) {
  try {
    return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
  } catch {
    return undefined;
  }
}

/** The wasm files of a folder, with what a visitor downloads. */
export function wasmFiles(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
  return files.map((name) => {
    const content = readFileSync(join(folder, name));
    return { file: basename(name), bytes: content.length, gzipped: gzipSync(content, { level: 9 }).length };
  });
}

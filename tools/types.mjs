import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Each part of the project is compiled with the library it may use: the model without a DOM, workers without a window. */
const PROJECTS = ["model", "worker", "page", "tests"];

const TSC = join("node_modules", ".bin", "tsc");

let failed = 0;
for (const project of PROJECTS) {
  const { status } = spawnSync(TSC, ["-p", `tsconfig.${project}.json`], { stdio: "inherit" });
  if (status !== 0) failed += 1;
}
console.log(`types: ${PROJECTS.length - failed} of ${PROJECTS.length} parts clean`);
process.exitCode = failed === 0 ? 0 : 1;

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readVitestReport } from "./vitest-report.mjs";

/** `npm run test:large`: a photograph of 24 megapixels through two hundred gestures, on the built page. It takes some minutes. */
const folder = mkdtempSync(join(tmpdir(), "large-"));
const report = join(folder, "report.json");
const files = [join("tests", "browser", "full-size.test.ts")];
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
const { status } = spawnSync("npx", ["vitest", "run", "--project", "page", ...files, ...reporters], {
  stdio: "inherit",
  env: { ...process.env, GESTURES: "200" },
});
const { passed, failed, failures } = readVitestReport(report, status === 0);
rmSync(folder, { recursive: true, force: true });
for (const failure of failures) console.log(`FAILED: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

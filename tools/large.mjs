import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `npm run test:large`: a photograph of 24 megapixels through two hundred gestures, on the built page. It takes some minutes. */
const folder = mkdtempSync(join(tmpdir(), "large-"));
const report = join(folder, "report.json");
const files = [join("tests", "browser", "full-size.test.ts")];
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
const { status } = spawnSync("npx", ["vitest", "run", "--project", "page", ...files, ...reporters], {
  stdio: "inherit",
  env: { ...process.env, GESTURES: "200" },
});
let [passed, failed] = [0, 0];
try {
  ({ numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, "utf8")));
} catch {
  // A run that died before writing its report has failed.
}
rmSync(folder, { recursive: true, force: true });
if (failed === 0 && (status !== 0 || passed === 0)) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

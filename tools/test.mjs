import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "./chromium.mjs";

/**
 * `npm test`: types, lint, format, then every test in Node and in a real headless browser. Each check counts as one,
 * each test as one; the last line sums them up.
 */
const reports = join("tests", ".artifacts");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const totals = { passed: 0, failed: 0 };

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: "inherit", ...options }).status === 0;
}

/** Debian can install a browser itself, when we may. */
function provideChromium() {
  if (findChromium()) return true;
  const install = "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium";
  const isRoot = process.getuid?.() === 0;
  console.log("no Chrome or Chromium in CHROME_PATH or PATH: installing Debian's chromium");
  const installed = isRoot ? run("sh", ["-c", install]) : run("sudo", ["-n", "sh", "-c", install]);
  if (installed && findChromium()) return true;
  console.error(
    "No Chrome or Chromium was found. Install one (Debian: apt-get install chromium) or set CHROME_PATH to its executable.",
  );
  return false;
}

function check(name, command, args) {
  const started = Date.now();
  const passed = run(command, args);
  totals[passed ? "passed" : "failed"] += 1;
  console.log(`${passed ? "passed" : "FAILED"}: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  return passed;
}

function suite(project) {
  const file = join(reports, `${project}.json`);
  const passed = run("npx", [
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  let counted = { numPassedTests: 0, numFailedTests: 0, numTotalTests: 0 };
  try {
    counted = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // A run that died before writing its report has failed; that is counted below.
  }
  totals.passed += counted.numPassedTests;
  totals.failed += counted.numFailedTests;
  // A suite that could not be loaded fails without a failed test; one that ran nothing proves nothing.
  if ((!passed && counted.numFailedTests === 0) || counted.numTotalTests === 0) totals.failed += 1;
  console.log(`${project}: ${counted.numPassedTests} passed, ${counted.numFailedTests} failed\n`);
}

check("types", "node", ["tools/types.mjs"]);
check("lint", "npx", ["oxlint", "--type-aware", "--deny-warnings"]);
check("format", "npx", ["prettier", "--check", "--log-level", "warn", "."]);
suite("unit");
if (provideChromium()) {
  suite("engine");
  if (check("build", "npx", ["vite", "build", "--logLevel", "warn"])) suite("page");
} else {
  totals.failed += 1;
}

console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

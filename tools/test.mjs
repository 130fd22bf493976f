import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "./chromium.mjs";
import { readVitestReport } from "./vitest-report.mjs";

/**
 * `npm test`: types, lint, format, then every test in Node and in a real headless browser. Each check counts as one,
 * each test as one; the last line sums them up. On two cores no more than two run side by side: more of
 * them take longer than one after the other. Everything is printed whole when it ends.
 */
const reports = join("tests", ".artifacts");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const totals = { passed: 0, failed: 0 };

/** Runs node, or what a package has installed; resolves to whether it succeeded, what it printed, and how many seconds it took. */
function run(command, args) {
  const started = Date.now();
  return new Promise((resolve) => {
    const path = command === "node" ? process.execPath : join("node_modules", ".bin", command);
    const child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"] });
    const printed = [];
    child.stdout.on("data", (chunk) => printed.push(chunk));
    child.stderr.on("data", (chunk) => printed.push(chunk));
    const end = (passed) =>
      resolve({ passed, printed: Buffer.concat(printed).toString(), seconds: (Date.now() - started) / 1000 });
    child.on("error", () => end(false));
    child.on("close", (code) => end(code === 0));
  });
}

/** Debian can install a browser itself, when we may: as root, or as one who may become root without being asked. */
function provideChromium() {
  if (findChromium()) return true;
  const get = "DEBIAN_FRONTEND=noninteractive apt-get install -y -qq";
  // The shell alone would do, where there is one; the other is what a person can look through.
  const install = `apt-get update -qq && ${get} chromium && (${get} chromium-headless-shell || true)`;
  console.log("no Chrome or Chromium in CHROME_PATH or PATH: installing Debian's chromium");
  const [command, args] = process.getuid?.() === 0 ? ["sh", ["-c", install]] : ["sudo", ["-n", "sh", "-c", install]];
  const installed = spawnSync(command, args, { stdio: "inherit" }).status === 0;
  if (installed && findChromium()) return true;
  console.error(
    "No Chrome or Chromium was found. Install one (Debian: apt-get install chromium) or set CHROME_PATH to its executable.",
  );
  return false;
}

async function check(name, command, args) {
  const { passed, printed, seconds } = await run(command, args);
  totals[passed ? "passed" : "failed"] += 1;
  console.log(`${printed}${passed ? "passed" : "FAILED"}: ${name} (${seconds.toFixed(0)} s)\n`);
  return passed;
}

async function suite(project) {
  const file = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { passed: succeeded, printed, seconds } = await run("vitest", ["run", "--project", project, ...reporters]);
  const { passed, failed, failures } = readVitestReport(file, succeeded);
  totals.passed += passed;
  totals.failed += failed;
  const lines = failures.map((failure) => `FAILED: ${failure}\n`).join("");
  console.log(`${printed}${lines}${project}: ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)\n`);
}

async function withoutBrowser() {
  await check("types", "node", ["tools/types.mjs"]);
  await suite("unit");
}

async function look() {
  await check("lint", "oxlint", ["--type-aware", "--deny-warnings"]);
  await check("format", "prettier", ["--check", "--log-level", "warn", "."]);
}

async function withBrowser() {
  if (await check("build", "vite", ["build", "--logLevel", "warn"])) await suite("page");
}

if (provideChromium()) {
  // The page's tests need both cores, and leave some of the second; the engine's, which mostly wait for a GPU's software, one.
  await Promise.all([withoutBrowser().then(withBrowser), suite("engine").then(look)]);
} else {
  totals.failed += 1;
  console.log("FAILED: no browser to test in");
  await withoutBrowser();
  await look();
}

console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

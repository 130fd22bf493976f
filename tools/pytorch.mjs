import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareCases } from "./compare-fixtures.mjs";
import { readVitestReport } from "./vitest-report.mjs";

/**
 * `npm run test:pytorch`: writes the fixtures anew with real PyTorch, compares them with the committed ones, then
 * compares model, oracle and engine with them, and runs what the page exports. It also does in full what `npm test` does
 * in part. Every case and every test counts as one; the last line sums them up.
 */
const PYTHON = "/usr/bin/python3";
const FIXTURES = join("tests", "fixtures");
/** The first differences of a file are printed, the rest counted. */
const SHOWN = 10;

const totals = { passed: 0, failed: 0 };

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: "inherit", ...options }).status === 0;
}

/** The version of PyTorch that Debian's Python imports, or null. */
function pytorchVersion() {
  const { status, stdout } = spawnSync(PYTHON, ["-c", "import numpy, torch; print(torch.__version__)"], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : null;
}

/** Debian can install PyTorch itself, when we may. */
function providePytorch() {
  const found = pytorchVersion();
  if (found !== null) return found;
  const install =
    "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-torch python3-numpy";
  console.log(`${PYTHON} has no PyTorch: installing Debian's python3-torch`);
  const isRoot = process.getuid?.() === 0;
  const installed = isRoot ? run("sh", ["-c", install]) : run("sudo", ["-n", "sh", "-c", install]);
  return installed ? pytorchVersion() : null;
}

function readCases(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Writes all fixtures into a temporary folder and compares file by file. */
function compareFixtures(folder) {
  if (!run(PYTHON, [join(FIXTURES, "generate.py"), folder])) {
    console.error("FAILED: PyTorch could not write the fixtures");
    totals.failed += 1;
    return;
  }
  const written = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const committed = readdirSync(FIXTURES).filter((name) => name.endsWith(".json"));
  for (const name of new Set([...written, ...committed])) {
    const [old, fresh] = [committed.includes(name), written.includes(name)].map((there, at) =>
      there ? readCases(join(at === 0 ? FIXTURES : folder, name)) : [],
    );
    const { passed, failures } = compareCases(old, fresh);
    totals.passed += passed;
    totals.failed += failures.length;
    for (const failure of failures.slice(0, SHOWN)) console.error(`FAILED: ${name}: ${failure}`);
    console.log(`${name}: ${passed} cases as committed, ${failures.length} different`);
  }
}

/** The same for what a script of its own writes beside the tests: what PyTorch prints. */
function compareTexts(folder) {
  const beside = join("tests", "language");
  const name = "tensor-texts.json";
  if (!run(PYTHON, [join(beside, "tensor-texts.py"), folder])) {
    console.error("FAILED: PyTorch could not print its tensors");
    totals.failed += 1;
    return;
  }
  const numbered = (path) => readCases(path).map((each, at) => ({ name: `text ${at}`, ...each }));
  const { passed, failures } = compareCases(numbered(join(beside, name)), numbered(join(folder, name)));
  totals.passed += passed;
  totals.failed += failures.length;
  for (const failure of failures.slice(0, SHOWN)) console.error(`FAILED: ${name}: ${failure}`);
  console.log(`${name}: ${passed} cases as committed, ${failures.length} different`);
}

function vitest(folder, project, files) {
  const report = join(folder, `${project}.report`);
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  const succeeded = run("npx", ["vitest", "run", "--project", project, ...files, ...reporters], {
    // `npm test` leaves most of the long lists out on the GPUs, and of mutated programs; here nothing is.
    env: { ...process.env, VITE_EVERY_CASE: "1" },
  });
  const { passed, failed, failures } = readVitestReport(report, succeeded);
  totals.passed += passed;
  totals.failed += failed;
  for (const failure of failures) console.log(`FAILED: ${failure}`);
}

const version = providePytorch();
if (version === null) {
  console.error(
    `PyTorch was not found. Install it for ${PYTHON} (Debian: apt-get install python3-torch python3-numpy).`,
  );
  totals.failed += 1;
  console.log("FAILED: no PyTorch to compare with");
} else {
  console.log(`PyTorch ${version}`);
  const folder = mkdtempSync(join(tmpdir(), "unfold-fixtures-"));
  try {
    compareFixtures(folder);
    compareTexts(folder);
    if (totals.failed > 0 && !version.startsWith("1.13")) {
      console.error(`the committed fixtures come from PyTorch 1.13, this is ${version}: its words may differ`);
    }
    const unitTests = [
      join("tests", "model", "fixtures.test.ts"),
      join("tests", "model", "operations.test.ts"),
      join("tests", "model", "optimizer.test.ts"),
      join("tests", "model", "pulls.test.ts"),
      join("tests", "oracle.test.ts"),
      join("tests", "language", "fuzz.test.ts"),
      join("tests", "language", "pytorch.test.ts"),
      join("tests", "language", "recipes.test.ts"),
      join("tests", "language", "tensor-text.test.ts"),
    ];
    vitest(folder, "unit", unitTests);
    vitest(folder, "pytorch", []);
    const engineTests = [
      join("tests", "engine", "fixtures.test.ts"),
      join("tests", "engine", "ops", "operations.test.ts"),
      join("tests", "engine", "ops", "chains.test.ts"),
      join("tests", "engine", "language.test.ts"),
      join("tests", "engine", "autograd.test.ts"),
      join("tests", "engine", "gradients.test.ts"),
    ];
    if (engineTests.every((file) => existsSync(file))) vitest(folder, "engine", engineTests);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

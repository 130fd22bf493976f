import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openPage } from "./browser.mjs";
import { describeMachine, installedVersion, loadPerCore, wasmFiles } from "./machine.mjs";
import { writePart } from "../../../tools/report-part.mjs";
import { report } from "./report.mjs";
import { spread } from "./statistics.mjs";

/**
 * `npm run bench`: our kernels against the peers, everything in one page of headless Chromium. Writes the raw results
 * (`--results`) and what they say (`--report`). `--quick` takes less than a minute and is no measurement; `--only`
 * names the cases whose id holds a text; `--rounds` says how often everything is timed; `--again` writes the report anew
 * from results that are there.
 */
const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(HERE, "..", "..", "..");
const MODULES = join(HERE, "node_modules");
const KERNELS = join(ROOT, "src", "engine", "kernels", "wasm");
const TFJS = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-cpu"];

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    rounds: { type: "string" },
    again: { type: "boolean", default: false },
    results: { type: "string", default: join(HERE, "results.json") },
    report: { type: "string", default: join(HERE, "report.md") },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 5 : 15));

const { dependencies: peers } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));

/** Installs the peers unless they are there as pinned. */
function install() {
  if (Object.entries(peers).every(([name, version]) => installedVersion(MODULES, name) === version)) return;
  console.log("installing the peers");
  const { status } = spawnSync("npm", ["ci", "--prefix", HERE, "--ignore-scripts", "--no-audit", "--no-fund"], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("the peers were not installed");
}

/** One line for a method: median milliseconds, or why there are none. */
const line = (method) =>
  method.status === "timed"
    ? `  ${method.name}: ${spread(method.samples).median.toPrecision(3)} ms`
    : `  ${method.name}: ${method.status}, ${method.why}`;

async function measureAll() {
  install();
  const before = loadPerCore();
  const opened = await openPage(join(HERE, "page"), join(MODULES, ".page"));
  try {
    const { page } = opened;
    const all = await page.evaluate((quick) => window.bench.cases(quick), flags.quick);
    const chosen = all.filter(({ id }) => id.includes(flags.only));
    const cases = [];
    for (const [at, each] of chosen.entries()) {
      const started = Date.now();
      const result = await page.evaluate(([one, count]) => window.bench.run(one, count), [each, rounds]);
      console.log(`${at + 1}/${chosen.length} ${each.id} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
      console.log(result.methods.map(line).join("\n"));
      cases.push(result);
    }
    if (opened.foreign.length > 0) throw new Error(`the page asked elsewhere: ${opened.foreign.join(", ")}`);
    return {
      machine: describeMachine(),
      load: [before, loadPerCore()],
      versions: {
        Chromium: opened.version,
        ...Object.fromEntries(TFJS.map((name) => [name, installedVersion(join(ROOT, "node_modules"), name)])),
        ...peers,
      },
      settings: { rounds, quick: flags.quick, leastSample: await page.evaluate(() => window.bench.leastSample) },
      wasm: wasmFiles(KERNELS),
      cases,
    };
  } finally {
    await opened.close();
  }
}

if (!flags.again) writeFileSync(flags.results, `${JSON.stringify(await measureAll())}\n`);
const notes = readFileSync(join(HERE, "notes.md"), "utf8");
writePart(flags.report, "peers", `${report(JSON.parse(readFileSync(flags.results, "utf8")))}\n${notes}`);
console.log(`wrote ${relative(process.cwd(), flags.report)} from ${relative(process.cwd(), flags.results)}`);

import * as names from "./names.mjs";
import { rate, ratioOf, spread, timed } from "./statistics.mjs";
import { shareOfCeiling, targets } from "./targets.mjs";

/** Three digits that count, or as many as a whole number has. */
function digits(value) {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 1 ? value.toFixed(2) : value.toFixed(3);
}

const withQuartiles = ({ median, lower, upper }, unit = "") =>
  `${digits(median)}${unit} (${digits(lower)}–${digits(upper)})`;

/** How many times as fast as another ours is; where ours is slower, in bold. */
function speedUp(result, other) {
  const found = ratioOf(result, other, names.OURS);
  if (found === null) return notTimed(result, other);
  return found.median < 1 ? `**${withQuartiles(found)}**` : withQuartiles(found);
}

/** Part of our own time for every window. */
function shareOfFull(result, name) {
  const found = ratioOf(result, name, names.OURS);
  return found === null ? notTimed(result, name) : withQuartiles(found);
}

function notTimed({ methods }, name) {
  const found = methods.find((each) => each.name === name);
  return !found || found.status === "timed" ? "–" : found.status;
}

function milliseconds(result, name) {
  const found = timed(result, name);
  return found ? withQuartiles(spread(found.samples)) : notTimed(result, name);
}

const percent = ({ median, lower, upper }) =>
  `${(100 * median).toFixed(0)} % (${(100 * lower).toFixed(0)}–${(100 * upper).toFixed(0)})`;

/** Rows of cells as a table; nothing when there are no rows. */
function table(headings, rows) {
  if (rows.length === 0) return "not measured";
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map((_, at) => (at === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** "1024²×3, k 7, stride 2". */
export function titleOf({ kind, size, channels, kernel, stride, dilation }) {
  if (kind === "runs") return `${size}²`;
  const varied = `${stride === 1 ? "" : `, stride ${stride}`}${dilation === 1 ? "" : `, dilation ${dilation}`}`;
  return `${size}²×${channels}, k ${kernel}${varied}`;
}

const ofKind = ({ cases }, kind) => cases.filter((result) => result.case.kind === kind);

function targetsTable(results) {
  const titles = new Map(results.cases.map((result) => [result.case.id, titleOf(result.case)]));
  const found = (each, unit) => {
    if (each === null) return "not measured";
    const at = titles.get(each.id);
    return `${withQuartiles(each.value, unit)}${at ? ` at ${at}` : ""}`;
  };
  const rows = targets(results).map(({ what, better, bound, unit, worst, anywhere, reached }) => [
    what,
    `${better === "more" ? "≥" : "≤"} ${bound}${unit}`,
    found(worst, unit),
    found(anywhere, unit),
    reached === null ? "not measured" : reached ? "yes" : "**no**",
  ]);
  return table(["what", "at least", "worst of the cases it names", "worst of all measured", "reached"], rows);
}

const PEERS = [names.TF_WASM, names.TF_CPU, names.ONNX, names.ONNX_HELD, names.OPENCV];

function fullTables(results) {
  const full = ofKind(results, "full");
  const speed = full.map((result) => [titleOf(result.case), ...PEERS.map((name) => speedUp(result, name))]);
  const times = full.map((result) => [
    titleOf(result.case),
    ...[names.OURS, ...PEERS].map((name) => milliseconds(result, name)),
  ]);
  return [
    "## Every window: how many times as fast as each peer ours is (theirs ÷ ours)",
    table(["image", ...PEERS], speed),
    "The times themselves, in milliseconds:",
    table(["image", names.OURS, ...PEERS], times),
  ];
}

function ceilingTable(results) {
  const rows = ofKind(results, "full").map((result) => {
    const { macs, bytes } = result.case;
    const [ours, madds, read, copy] = [names.OURS, names.MADDS, names.READ, names.COPY].map((name) =>
      timed(result, name),
    );
    const share = shareOfCeiling(result);
    const speed = (found, work) => (found ? withQuartiles(rate(work ?? found.work, found.samples)) : "–");
    return [
      titleOf(result.case),
      speed(ours, macs),
      speed(madds),
      share ? percent(share) : "–",
      speed(ours, bytes),
      speed(read),
      speed(copy),
    ];
  });
  const headings = [
    "image",
    "ours, G multiply-adds/s",
    "ceiling",
    "share of it",
    "ours, GB/s",
    "reading, GB/s",
    "copying, GB/s",
  ];
  return [
    "## What the machine can do",
    "The ceiling is a loop of `f32x4.relaxed_madd` over twelve sums in registers; reading goes through 64 MB, copying " +
      "from one half of it to the other (bytes read and written). Ours in GB/s: image and output, each touched once.",
    table(headings, rows),
  ];
}

function regionTables(results) {
  const regions = ofKind(results, "regions");
  const rowsOf = (list) =>
    regions.map((result) => [titleOf(result.case), ...list.map((name) => shareOfFull(result, name))]);
  const compact = names.COMPACT_SHARES.map(names.compact);
  const scattered = [...names.SCATTERED_SHARES.map(names.scattered), names.CHECKERBOARD];
  const anew = [names.compact(50), names.compact(10), names.scattered(50), names.scattered(10)].map(names.madeAnew);
  return [
    "## Only some windows: our time as a part of our own time for all of them",
    "One square region:",
    table(["image", ...compact], rowsOf(compact)),
    "Windows drawn at random, and every other one:",
    table(["image", ...scattered], rowsOf(scattered)),
    "When the region has just moved, with everything that follows from it made anew in each run:",
    table(["image", ...anew], rowsOf(anew)),
  ];
}

function cpuTable(results) {
  const rows = ofKind(results, "cpu").map((result) => [
    titleOf(result.case),
    milliseconds(result, names.OURS),
    milliseconds(result, names.TF_CPU),
    speedUp(result, names.TF_CPU),
  ]);
  return ["## The cpu backend", table(["image", "ours, ms", "tf.conv2d, ms", "tf.conv2d ÷ ours"], rows)];
}

function pipelineTables(results) {
  const share = names.compact(25);
  const gathered = ofKind(results, "gather").map((result) => {
    const against = (other) => {
      const found = ratioOf(result, names.GATHER, other);
      return found ? withQuartiles(found) : notTimed(result, names.GATHER);
    };
    return [
      titleOf(result.case),
      milliseconds(result, names.GATHER),
      against(names.TF_WASM),
      against(names.OURS),
      against(share),
    ];
  });
  const others = [names.SLICES_FIRST, names.SLICES_LAST, names.TAP_BANK];
  const maps = ofKind(results, "maps").map((result) => [
    titleOf(result.case),
    milliseconds(result, names.OURS),
    ...others.map((name) => speedUp(result, name)),
  ]);
  return [
    "## Written with tfjs's own ops, on wasm",
    "The thread's idea at 25 % coverage (one square), against computing every window and against our region:",
    table(["image", "gather + matMul, ms", "÷ tf.conv2d of all", "÷ ours of all", "÷ ours of 25 %"], gathered),
    "Patch maps of every window (theirs ÷ ours):",
    table(["image", "ours, ms", ...others], maps),
  ];
}

function runsTable(results) {
  const rows = ofKind(results, "runs").flatMap((result) =>
    [names.LASSO, names.BRUSH].map((name) => [`${name} on ${result.case.size}²`, milliseconds(result, name)]),
  );
  const files = results.wasm.map(({ file, bytes, gzipped }) => [file, String(bytes), String(gzipped)]);
  return [
    "## Building the runs, and what is downloaded",
    table(["region", "ms"], rows),
    table(["file", "bytes", "gzipped"], files),
  ];
}

function notTimedTable(results) {
  const rows = results.cases.flatMap((result) =>
    result.methods
      .filter(({ status }) => status !== "timed")
      .map(({ name, status, why }) => [`${result.case.kind}: ${titleOf(result.case)}`, name, `${status}: ${why}`]),
  );
  return ["## Not timed", rows.length === 0 ? "nothing" : table(["case", "method", "why"], rows)];
}

function largestDifference(results) {
  const differences = results.cases.flatMap(({ methods }) => methods.map(({ difference }) => difference ?? 0));
  return Math.max(0, ...differences).toExponential(0);
}

function head({ machine, load, versions, settings, ...results }) {
  const { cpu, cores, memory, system } = machine;
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    "# Benchmark against the peers",
    `Written by \`npm run bench\`${settings.quick ? " --quick: a small part, too short to be a measurement" : ""}.`,
    `Machine: ${cpu}, ${cores} cores, ${memory} GB, ${system}; load ${load[0].toFixed(1)} before and ${load[1].toFixed(1)} after.`,
    `Versions: ${list.join(", ")}.`,
    `Everything runs in one page of headless Chromium, on one thread, one filter, float32, no padding. ${settings.rounds} rounds, ` +
      "in each of which every method of a case is timed once, in another order each time, after warming up; a sample " +
      `repeats the work until it has lasted ${settings.leastSample} ms and is divided. Ratios are taken within a round; given are the ` +
      "median and the quartiles. Every result was first compared with a naive loop in double precision: the largest " +
      `difference of what was timed is ${largestDifference(results)} of the value.`,
    "What each does in a run: ours and tf.conv2d leave the result on the backend. ONNX Runtime Web is called as its " +
      "interface wants, copying image and result in each run, and once more with the image held by the model. OpenCV.js " +
      "filters each channel and adds them, over exactly the windows that fit; it has no stride and no dilation, and " +
      "this build of it was compiled without SIMD. Bold: ours is slower.",
  ];
}

/** The results in Markdown: machine, versions, the issue's table, and every ratio with its quartiles. */
export function report(results) {
  return `${[
    ...head(results),
    "## What it is to show",
    targetsTable(results),
    ...fullTables(results),
    ...ceilingTable(results),
    ...regionTables(results),
    ...cpuTable(results),
    ...pipelineTables(results),
    ...runsTable(results),
    ...notTimedTable(results),
  ].join("\n\n")}\n`;
}

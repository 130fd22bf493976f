import * as names from "./names.mjs";
import { ratio, ratioOf, spread, timed } from "./statistics.mjs";

/** Of several ratios the least good one. */
function worstOf(found, better) {
  const sorted = found.toSorted((a, b) => a.value.median - b.value.median);
  return better === "more" ? sorted[0] : sorted.at(-1);
}

const squares = (kind, sizes, kernels) => sizes.flatMap((size) => kernels.map((k) => `${kind}-${size}-k${k}`));
const NAMED_SIZES = [512, 1024, 2048];
const NAMED_KERNELS = [3, 7];

/** How many times as fast as another method ours is. */
const speedUp = (other) => (result) => ratioOf(result, other, names.OURS);
/** How much of our own time for every window this takes. */
const shareOfFull = (name) => (result) => ratioOf(result, name, names.OURS);

/** The slowest of the masks that are not one compact region. */
function worstScattered(result) {
  const masks = [...names.SCATTERED_SHARES.map(names.scattered), names.CHECKERBOARD];
  const ratios = masks.map((name) => ratioOf(result, name, names.OURS)).filter((each) => each !== null);
  return ratios.length === 0
    ? null
    : worstOf(
        ratios.map((value) => ({ value })),
        "less",
      ).value;
}

/** The better of the two ways to write it in tfjs. */
function fasterSlices(result) {
  const ratios = [names.SLICES_FIRST, names.SLICES_LAST].map((name) => ratioOf(result, name, names.OURS));
  const timedOnes = ratios.filter((each) => each !== null);
  return timedOnes.length === 0
    ? null
    : worstOf(
        timedOnes.map((value) => ({ value })),
        "more",
      ).value;
}

/** Our multiply-adds per second as a share of what the registers can do, round by round. */
export function shareOfCeiling(result) {
  const [ours, ceiling] = [timed(result, names.OURS), timed(result, names.MADDS)];
  if (!ours || !ceiling) return null;
  const [done, possible] = [ours, ceiling].map(({ samples, work }) =>
    samples.map((ms) => (work ?? result.case.macs) / ms),
  );
  return ratio(done, possible);
}

/** The time of the slowest of some methods. */
const slowest = (methods) => (result) => {
  const found = methods.map((name) => timed(result, name)).filter((each) => each !== undefined);
  if (found.length === 0) return null;
  return worstOf(
    found.map(({ samples }) => ({ value: spread(samples) })),
    "less",
  ).value;
};

/**
 * The rows of the table of targets. `named` are the cases that a row names (all of which must reach the bound); `kind` the
 * cases it is worked out for, to say how bad it gets anywhere.
 */
const ROWS = [
  ...[
    [names.TF_WASM, 10],
    [names.ONNX, 4],
    [names.OPENCV, 4],
  ].map(([other, bound]) => ({
    what: `full coverage against ${other}, 512² to 2048², k 3 and 7`,
    kind: "full",
    named: squares("full", NAMED_SIZES, NAMED_KERNELS),
    value: speedUp(other),
    better: "more",
    bound,
    unit: "×",
  })),
  ...[
    [names.compact(10), 0.12],
    [names.compact(1), 0.02],
    [names.scattered(10), 0.8],
    [names.scattered(1), 0.15],
  ].map(([name, bound]) => ({
    what: `${name}, time against our own full coverage`,
    kind: "regions",
    named: squares("regions", NAMED_SIZES, NAMED_KERNELS),
    value: shareOfFull(name),
    better: "less",
    bound,
    unit: "",
  })),
  {
    what: "scattered at any coverage (checkerboard, too), time against our own full coverage",
    kind: "regions",
    named: squares("regions", [256, ...NAMED_SIZES], [3, 7, 15]),
    value: worstScattered,
    better: "less",
    bound: 1.1,
    unit: "",
  },
  ...[
    [7, 75],
    [3, 55],
  ].map(([kernel, percent]) => ({
    what: `share of the machine's relaxed_madd ceiling at 1024², k ${kernel}`,
    kind: "full",
    named: squares("full", [1024], [kernel]),
    value: shareOfCeiling,
    better: "more",
    bound: percent / 100,
    unit: "",
  })),
  {
    what: "patch maps of 512²×3, k 3, against slice·mul·sum·stack in tfjs (the faster layout)",
    kind: "maps",
    named: squares("maps", [512], [3]),
    value: fasterSlices,
    better: "more",
    bound: 50,
    unit: "×",
  },
  {
    what: "cpu backend, full coverage against tfjs's cpu conv2d",
    kind: "cpu",
    named: squares("cpu", [256, 512], NAMED_KERNELS),
    value: speedUp(names.TF_CPU),
    better: "more",
    bound: 4,
    unit: "×",
  },
  {
    what: "building runs for a hand-drawn region on 4096² (the slower of lasso and brush, kept windows included)",
    kind: "runs",
    named: squares("runs", [4096], [3]),
    value: slowest([names.LASSO, names.BRUSH]),
    better: "less",
    bound: 5,
    unit: " ms",
  },
];

/** Kilobytes of the largest wasm file, gzipped. */
const LARGEST_WASM_KB = 8;

function wasmRow({ wasm }) {
  const largest = Math.max(0, ...wasm.map(({ gzipped }) => gzipped)) / 1024;
  const found = { id: "", value: { median: largest, lower: largest, upper: largest } };
  const measured = wasm.length > 0;
  return {
    what: "wasm file, gzipped (the largest)",
    better: "less",
    bound: LARGEST_WASM_KB,
    unit: " KB",
    worst: measured ? found : null,
    anywhere: measured ? found : null,
    reached: measured ? largest <= LARGEST_WASM_KB : null,
  };
}

/**
 * Each row of the table with its worst median among the cases it names, the worst anywhere, and whether every
 * named case reaches the bound; null for what was not measured.
 */
export function targets(results) {
  const byId = new Map(results.cases.map((result) => [result.case.id, result]));
  const rows = ROWS.map(({ kind, named, value, ...row }) => {
    const valueOf = (result) => ({ id: result.case.id, value: value(result) });
    const inNamed = named
      .map((id) => byId.get(id))
      .filter((result) => result !== undefined)
      .map(valueOf);
    const ofKind = results.cases.filter((result) => result.case.kind === kind).map(valueOf);
    const [foundNamed, found] = [inNamed, ofKind].map((all) => all.filter((each) => each.value !== null));
    const worst = worstOf(foundNamed, row.better) ?? null;
    const reaches =
      worst !== null && (row.better === "more" ? worst.value.median >= row.bound : worst.value.median <= row.bound);
    // One case that misses settles it; that all reach it is known only when all were measured.
    const complete = foundNamed.length === named.length;
    const reached = worst === null || (reaches && !complete) ? null : reaches;
    return { ...row, worst, anywhere: worstOf(found, row.better) ?? null, reached };
  });
  return [...rows, wasmRow(results)];
}

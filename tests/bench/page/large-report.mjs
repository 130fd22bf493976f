/** By how many moves of the pointer each shape is drawn. */
export const MOVES = 40;

/** How many times as much twice the pixels may cost; what costs more stands out. */
const MOST_GROWTH = 2.2;

const sorted = (times) => times.toSorted((a, b) => a - b);
const median = (times) => sorted(times)[times.length >> 1];
/** What 95 of 100 do not exceed. */
export const p95 = (times) => sorted(times)[Math.min(times.length - 1, Math.floor(times.length * 0.95))];

const ms = (value) => `${value.toFixed(0)} ms`;
const megabytes = (value) => `${(value / 1e6).toFixed(0)} MB`;
const percent = (value) => `${(100 * value).toFixed(1)} %`;

/** Rows of the table: what, the goal, how it is read off, how it is written, and when it is reached. */
const ROWS = [
  ["first picture of the maps after the image is decoded", "≤ 400 ms", (f) => f.firstMaps, ms, (v) => v <= 400],
  ["a frame while panning or zooming the maps, p95", "≤ 33 ms", (f) => p95(f.frames), ms, (v) => v <= 33],
  ["hover to linked highlight in all panels, p95", "≤ 50 ms", (f) => p95(f.hover), ms, (v) => v <= 50],
  ["region gesture to the output, p95", "≤ 120 ms", (f) => p95(f.region), ms, (v) => v <= 120],
  [
    "memory of the whole page beyond the decoded float image",
    "≤ 400 MB",
    (f) => f.memory - f.image,
    megabytes,
    (v) => v <= 400e6,
  ],
  ["the same after 200 edits, change", "≤ 5 %", (f) => f.memoryAfter / f.memory - 1, percent, (v) => v <= 0.05],
  [
    "masked at 10 % coverage, time against our own dense",
    "≤ 0.15",
    (f) => f.masked.median / f.dense.median,
    (v) => v.toFixed(3),
    (v) => v <= 0.15,
  ],
  ["choosing the file to the first picture of the maps", "", (f) => f.opened, ms, () => true],
  ["another kernel size to its result, median", "", (f) => median(f.kernel), ms, () => true],
];

const tasksOf = ({ tasks }) =>
  Object.entries(tasks).flatMap(([when, long]) => (long.length === 0 ? [] : [`${when} ${long.join(", ")}`]));

/** The section of docs/benchmarks.md: both photographs beside the goals, losses stated. */
export function largeReport(machine, small, large) {
  const lines = [
    "## A photograph at full size",
    "",
    `Written by \`npm run bench:page\`: the built page in headless Chromium, software rendering, a sample enlarged to a JPEG photograph, RGB, k 3, stride 1. Times of gestures run from the event in the page until everything it changed is drawn, the two frames that are waited for included. The region is drawn by ellipse, lasso and brush, ${MOVES} moves each; every move counts, the first ones too, which run code that the browser has not compiled yet. Memory is what the page's process would give back if it ended.`,
    "",
    machine,
    "",
    "| | goal at 12 MP | 12 MP | reached | 24 MP | 24 MP ÷ 12 MP (goal ≤ 2.2) |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
  ];
  for (const [what, goal, read, write, isReached] of ROWS) {
    const [one, two] = [read(small), read(large)];
    const reached = goal === "" ? "–" : isReached(one) ? "yes" : "**no**";
    const ratio = (two / one).toFixed(2);
    const grown = write === percent ? "–" : two / one <= MOST_GROWTH ? ratio : `**${ratio}**`;
    const cells = [what, goal || "–", write(one), reached, write(two), grown];
    lines.push(`| ${cells.map(String).join(" | ")} |`);
  }
  const [one, two] = [tasksOf(small), tasksOf(large)];
  const count = (found) => Object.values(found.tasks).flat().length;
  lines.push(
    `| main-thread tasks over 50 ms, from choosing the file through a minute of all of it | none | ${count(small)} | ${count(small) === 0 ? "yes" : "**no**"} | ${count(large)} | – |`,
    "",
    `Main-thread tasks over 50 ms, in milliseconds, at 12 MP: ${one.join("; ") || "none"}. At 24 MP: ${two.join("; ") || "none"}.`,
  );
  return lines.join("\n");
}

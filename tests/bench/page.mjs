/**
 * `npm run bench:page`: how immediate the built page feels, in headless Chromium. On the 451 × 300 sample at its own
 * size, k 3, stride 1, every kind of gesture is repeated; printed are the times from the gesture to its result on the
 * screen, and every main-thread task over 50 ms. Then first visits, and photographs of 12 and 24 megapixels at their full size, which
 * are written into their part of docs/benchmarks.md. `--only sample` or `--only large` does one of the two; with
 * `--megapixels 12` the large one is only that one, with `--until region` (maps, zooming, hover, kernel, minute, masked, memory)
 * only what comes up to there: both print and write nothing.
 */
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { preview } from "vite";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../tools/chromium.mjs";
import { largeReport } from "./page/large-report.mjs";
import { measureLarge } from "./page/large.mjs";
import { measureVisit, visitReport } from "./page/visit.mjs";
import { writePart } from "../../tools/report-part.mjs";

const { values: flags } = parseArgs({
  options: { only: { type: "string" }, megapixels: { type: "string" }, until: { type: "string" } },
});
const REPEATS = 12;
const DOCUMENT = {
  v: 1,
  image: { sample: "chelsea" },
  region: { shapes: [{ add: { ellipse: [194, 115, 100, 80] } }] },
};

const server = await preview({ preview: { port: 0 }, logLevel: "error" });
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGUMENTS });
const [address] = server.resolvedUrls.local;

async function measureSample() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
    }).observe({ type: "longtask" });
  });

  const started = Date.now();
  await page.goto(`${address}#json=${encodeURIComponent(JSON.stringify(DOCUMENT))}`);
  await page.waitForFunction(() => window.playground);
  await page.evaluate(() => window.playground.settled());
  console.log(`${cpus().length} cores, ${await page.evaluate(() => window.playground.backend())}`);
  console.log(`first result after ${Date.now() - started} ms\n`);

  /** Milliseconds from `act` to its result on the screen: `settled` resolves after the frames that show it. */
  async function timed(act) {
    await page.evaluate(() => {
      window.longTasks.length = 0;
    });
    const times = [];
    for (let turn = 0; turn < REPEATS; turn += 1) {
      await act(turn);
      times.push(
        await page.evaluate(async () => {
          await window.playground.settled();
          return performance.now() - window.gestureAt;
        }),
      );
    }
    const long = await page.evaluate(() => window.longTasks.map(({ duration }) => Math.round(duration)));
    times.sort((a, b) => a - b);
    return { median: times[REPEATS >> 1], worst: times[REPEATS - 1], long };
  }

  // The clock starts with the event that the page itself receives.
  await page.evaluate(() => {
    for (const type of ["pointermove", "pointerdown", "click", "keydown", "change"]) {
      document.addEventListener(type, () => (window.gestureAt = performance.now()), { capture: true });
    }
  });

  const box = async (id) => page.locator(`[data-testid=${id}]`).boundingBox();
  const picture = await box("picture");
  const tensor = await box("tensor");
  const output = await box("output");
  const button = (name) => page.getByRole("button", { name, exact: true });

  const gestures = {
    "stride 1 → 2 → 1": async (turn) => button(`stride along the rows: ${turn % 2 ? "less" : "more"}`).click(),
    "kernel 3 → 4 → 3": async (turn) => button(`size along the rows: ${turn % 2 ? "less" : "more"}`).click(),
    "padding 0 → 1 → 0": async (turn) => button(`padding along the rows: ${turn % 2 ? "less" : "more"}`).click(),
    "dilation 1 → 2 → 1": async (turn) => button(`dilation along the rows: ${turn % 2 ? "less" : "more"}`).click(),
    "another filter": async (turn) => page.getByLabel("filter preset").selectOption(turn % 2 ? "sobel-x" : "gaussian"),
    "sum over kh": async () => page.getByRole("checkbox", { name: "kh" }).click(),
    "another program": async (turn) =>
      page
        .getByRole("radiogroup", { name: "program", exact: true })
        .getByText(turn % 2 ? "contiguous" : "reshape")
        .click(),
    "another step": async (turn) =>
      page
        .locator(`[data-testid=river] .river-column`)
        .nth(turn % 2 ? 9 : 4)
        .click(),
    "region moved by a step": async (turn) => {
      await page.mouse.move(picture.x + 110, picture.y + 70);
      await page.mouse.down();
      await page.mouse.move(picture.x + 110 + (turn % 2 ? 12 : -12), picture.y + 70 + (turn % 3) * 5, { steps: 3 });
      await page.mouse.up();
    },
    "hover on the picture": async (turn) => page.mouse.move(picture.x + 20 + turn * 9, picture.y + 20 + turn * 7),
    "hover on the tensor": async (turn) => page.mouse.move(tensor.x + 200 + turn * 9, tensor.y + 100 + turn * 7),
    "hover on the output": async (turn) => page.mouse.move(output.x + 150 + turn * 4, output.y + 20 + turn * 5),
    undo: async () => page.keyboard.press("Control+z"),
  };

  let slow = 0;
  let long = 0;
  console.log("gesture                   median ms   worst ms   tasks over 50 ms");
  for (const [name, act] of Object.entries(gestures)) {
    const result = await timed(act);
    if (result.median > 150) slow += 1;
    long += result.long.length;
    const tasks = result.long.length === 0 ? "none" : result.long.join(", ");
    console.log(
      `${name.padEnd(26)}${result.median.toFixed(0).padStart(9)}${result.worst.toFixed(0).padStart(11)}   ${tasks}`,
    );
  }
  console.log(`\n${slow} gestures over 150 ms (median), ${long} main-thread tasks over 50 ms`);
}

if (flags.only !== "large") await measureSample();
const SIZES = { 12: [3000, 4000], 24: [4000, 6000] };
if (flags.only !== "sample" && (flags.megapixels || flags.until)) {
  for (const [megapixels, size] of Object.entries(SIZES)) {
    if (flags.megapixels && flags.megapixels !== megapixels) continue;
    const { tasks } = await measureLarge(browser, address, size, flags.until);
    console.log(`main-thread tasks over 50 ms: ${JSON.stringify(tasks)}`);
  }
} else if (flags.only !== "sample") {
  const [model] = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  const machine = `Machine: ${model.model.trim()}, ${cpus().length} cores, ${gigabytes} GB; Chromium ${browser.version()}.`;
  const small = await measureLarge(browser, address, SIZES[12]);
  const large = await measureLarge(browser, address, SIZES[24]);
  const text = [visitReport(await measureVisit(browser, address)), largeReport(machine, small, large)].join("\n\n");
  console.log(text);
  writePart("docs/benchmarks.md", "page", text);
}
await browser.close();
await server.close();

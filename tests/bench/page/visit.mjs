import { gzipSync } from "node:zlib";
import { watchMainThreads } from "../../../tools/main-thread.mjs";

/** Visits with nothing in any cache. */
const VISITS = 5;
/** Milliseconds after which a visit is given up. */
const LONGEST_VISIT = 60_000;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function visit(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const scripts = new Set();
  // What workers ask for is only told to the context.
  context.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(".js")) scripts.add(request.url());
  });
  const started = Date.now();
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => window.playground);
  await page.evaluate(() => window.playground.settled());
  const firstResult = Date.now() - started;
  const asked = [...scripts];
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  await context.close();
  const sizes = await Promise.all(
    asked.map(async (url) => gzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer())).length),
  );
  return { firstResult, paint, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Tasks over 50 ms of a visit at which nobody looks from outside, which costs a page as much again: milliseconds. */
async function tasksAlone(browser, address) {
  const tasks = await watchMainThreads(browser);
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send("Target.createBrowserContext");
  const { targetId } = await session.send("Target.createTarget", { url: address, browserContextId });
  const isDone = async () => {
    const { targetInfos } = await session.send("Target.getTargets");
    // The address holds the document from the first result on.
    return targetInfos.some((target) => target.targetId === targetId && target.url.includes("#v1."));
  };
  const end = Date.now() + LONGEST_VISIT;
  while (Date.now() < end && !(await isDone())) await new Promise((resolve) => setTimeout(resolve, 100));
  const found = await tasks();
  if (!(await isDone())) throw new Error(`no result after ${LONGEST_VISIT} ms`);
  await session.send("Target.disposeBrowserContext", { browserContextId });
  await session.detach();
  return found.map(({ took }) => Math.round(took)).filter((took) => took > 50);
}

/** What a first visit to the default sample takes: medians of milliseconds, bytes of scripts, gzipped, and all tasks over 50 ms. */
export async function measureVisit(browser, address) {
  const visits = [];
  const tasks = [];
  for (let turn = 0; turn < VISITS; turn += 1) {
    // One after the other: they share the machine.
    visits.push(await visit(browser, address));
    tasks.push(...(await tasksAlone(browser, address)));
  }
  const of = (key) => median(visits.map((each) => each[key]));
  return { firstResult: of("firstResult"), paint: of("paint"), bytes: of("bytes"), tasks };
}

/** The section of docs/benchmarks.md on a first visit. */
export function visitReport({ firstResult, paint, bytes, tasks }) {
  const row = (what, goal, found, isReached) => `| ${what} | ${goal} | ${found} | ${isReached ? "yes" : "**no**"} |`;
  const kilobytes = bytes / 1000;
  return [
    "## A first visit",
    "",
    `The default sample, nothing in any cache; medians of ${VISITS}. What is painted first is in the page itself and waits for no script (tests/browser/weight.test.ts).`,
    "",
    "| | goal | found | reached |",
    "| --- | ---: | ---: | ---: |",
    row("scripts before the first result, gzipped", "≤ 300 kB", `${kilobytes.toFixed(0)} kB`, kilobytes <= 300),
    row("first result after navigation", "≤ 2000 ms", `${firstResult.toFixed(0)} ms`, firstResult <= 2000),
    `| first paint | – | ${paint.toFixed(0)} ms | – |`,
    `| main-thread tasks over 50 ms in ${VISITS} more visits that are only traced | – | ${tasks.map((took) => `${took} ms`).join(", ") || "none"} | – |`,
  ].join("\n");
}

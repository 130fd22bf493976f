import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MOVES, p95 } from "./large-report.mjs";
import { photograph } from "./photograph.mjs";

const EDITS = 200;
/** A shape of each kind. */
const DRAWN_WITH = [/^Ellipse/, /^Lasso/, /^Brush/];
/** From choosing the file on, drawing, zooming, hovering and other kernels go on for so long, in milliseconds. */
const MINUTE = 60_000;

/** What runs in the page before anything else: long tasks, frames, and when the last gesture came. */
function watch() {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(Math.round(duration));
  }).observe({ type: "longtask" });
  for (const type of ["pointermove", "pointerdown", "click", "keydown", "change", "wheel"]) {
    document.addEventListener(type, () => (window.gestureAt = performance.now()), { capture: true });
  }
  window.frames95 = () => {
    const frames = [];
    let last = performance.now();
    let goesOn = true;
    const frame = (now) => {
      frames.push(now - last);
      last = now;
      if (goesOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return () => {
      goesOn = false;
      return frames.slice(2);
    };
  };
  /** Milliseconds from the picture's shape in the head to its maps on the canvas. */
  window.firstMaps = (shape, windows) =>
    new Promise((resolve) => {
      let decoded = null;
      const look = () => {
        // A question about the cost is answered here: looked for from outside, by its role, it would keep the page busy.
        for (const button of document.querySelectorAll("button")) if (button.textContent === "Go on") button.click();
        decoded ??= document.querySelector("header")?.textContent.includes(shape) ? performance.now() : null;
        const stage = document.querySelector("[data-testid=tensor]");
        if (decoded !== null && stage?.getAttribute("aria-label").includes(windows)) {
          const canvas = stage.querySelector("canvas");
          const { data } = canvas.getContext("2d").getImageData(0, canvas.height >> 1, canvas.width, 1);
          if (new Set(new Uint32Array(data.buffer)).size > 8) return resolve(performance.now() - decoded);
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
}

/** Proportional memory of the page's process, in bytes: what it would give back if it ended. */
async function memoryOf(browser, page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  await cdp.detach();
  let bytes = 0;
  for (const { type, id } of processInfo) {
    if (type !== "renderer") continue;
    const [, kilobytes = "0"] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8")) ?? [];
    bytes = Math.max(bytes, Number(kilobytes) * 1024);
  }
  return bytes;
}

/**
 * Everything of the table for one photograph of height × width, k 3, stride 1, in colour; up to `until` where that is
 * given: maps, region, zooming, hover, kernel, minute, masked or memory.
 */
export async function measureLarge(browser, address, [height, width], until = "") {
  const made = await photograph(browser, address, width, height);
  // From a place on the disk, as a person chooses one: numbers handed over by the test would pass through the page.
  const file = join(tmpdir(), made.name);
  writeFileSync(file, made.buffer);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watch);
  await page.goto(address);
  await page.waitForFunction(() => window.playground);
  const settled = () => page.evaluate(() => window.playground.settled());
  await page.evaluate(() =>
    window.playground.load({ v: 1, region: { shapes: [{ add: { ellipse: [200, 120, 90, 70] } }] } }),
  );
  const longTasks = () => page.evaluate(() => window.longTasks.splice(0));
  await longTasks();
  const found = { tasks: {}, image: 4 * 3 * height * width };
  const told = new Set();
  /** Says what was found since it was last asked: all of it takes minutes. */
  const tell = () => {
    for (const [name, value] of Object.entries(found)) {
      if (name === "tasks" || told.has(name)) continue;
      told.add(name);
      const number = Array.isArray(value) ? p95(value) : (value.median ?? value);
      console.log(
        `${height} × ${width} ${name}: ${Number(number.toPrecision(3))}${Array.isArray(value) ? " (p95)" : ""}`,
      );
    }
  };
  const shape = `[1, 3, ${height}, ${width}]`;
  const windows = `shape ${(height - 2) * (width - 2)}, 3, 3`;

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  const maps = page.evaluate(([s, n]) => window.firstMaps(s, n), [shape, windows]);
  const opened = Date.now();
  await (await chooser).setFiles(file);
  found.firstMaps = await maps;
  found.opened = Date.now() - opened;
  await settled();
  found.tasks.opening = await longTasks();
  tell();

  const ends = async (stage) => {
    if (until !== stage) return false;
    await page.close();
    return true;
  };
  if (await ends("maps")) return found;

  /** Milliseconds from each gesture to its result on the page. */
  const timed = async (count, act) => {
    const times = [];
    for (let turn = 0; turn < count; turn += 1) {
      await act(turn);
      times.push(
        await page.evaluate(async () => {
          await window.playground.settled();
          return performance.now() - window.gestureAt;
        }),
      );
    }
    return times;
  };
  const box = (id) => page.locator(`[data-testid=${id}]`).boundingBox();
  const picture = await box("picture");
  const tensor = await box("tensor");
  const output = await box("output");

  /** Milliseconds from each move of the pointer that draws to what it changed. */
  async function draw(tool) {
    await page.getByRole("radio", { name: tool }).click();
    await page.mouse.move(picture.x + picture.width * 0.3, picture.y + picture.height * 0.3);
    await page.mouse.down();
    const times = await timed(MOVES, (turn) =>
      page.mouse.move(picture.x + picture.width * 0.5 + turn * 2, picture.y + picture.height * 0.55 + turn),
    );
    await page.mouse.up();
    await settled();
    return times;
  }

  /** Milliseconds of each frame while the maps are zoomed and panned. */
  async function zoomAndPan() {
    await page.mouse.move(tensor.x + tensor.width / 2, tensor.y + tensor.height / 2);
    const frames = await page.evaluateHandle(() => window.frames95());
    for (let turn = 0; turn < 24; turn += 1) {
      await page.mouse.wheel(0, turn % 12 < 6 ? -240 : 240);
      await page.waitForTimeout(60);
    }
    for (let turn = 0; turn < 4; turn += 1) {
      await page.mouse.down();
      await page.mouse.move(tensor.x + tensor.width * (turn % 2 ? 0.3 : 0.7), tensor.y + tensor.height * 0.6, {
        steps: 20,
      });
      await page.mouse.up();
    }
    return frames.evaluate((stop) => stop());
  }

  const hover = async () => [
    ...(await timed(20, (turn) => page.mouse.move(tensor.x + 150 + turn * 9, tensor.y + 60 + turn * 5))),
    ...(await timed(20, (turn) => page.mouse.move(output.x + output.width / 2 + turn * 2, output.y + 20 + turn * 2))),
  ];

  const changeKernel = () =>
    timed(6, (turn) =>
      page.getByRole("button", { name: `size along the rows: ${turn % 2 ? "less" : "more"}`, exact: true }).click(),
    );

  found.region = [];
  for (const tool of DRAWN_WITH) found.region.push(...(await draw(tool)));
  found.tasks.drawing = await longTasks();
  tell();
  if (await ends("region")) return found;

  found.frames = await zoomAndPan();
  found.tasks.zooming = await longTasks();
  tell();
  if (await ends("zooming")) return found;

  found.hover = await hover();
  found.tasks.hovering = await longTasks();
  tell();
  if (await ends("hover")) return found;

  found.kernel = await changeKernel();
  found.tasks.kernel = await longTasks();
  tell();
  if (await ends("kernel")) return found;

  for (let turn = 0; Date.now() - opened < MINUTE; turn += 1) {
    await draw(DRAWN_WITH[turn % DRAWN_WITH.length]);
    await zoomAndPan();
    await hover();
    await changeKernel();
  }
  found.tasks["the rest of the minute"] = await longTasks();
  if (await ends("minute")) return found;

  const radius = [width, height].map((side) => Math.sqrt(0.1 / Math.PI) * side);
  const region = { shapes: [{ add: { ellipse: [width / 2, height / 2, ...radius] } }] };
  const load = (change) =>
    page.evaluate(async (more) => {
      await window.playground.load({ ...window.playground.document(), ...more });
    }, change);
  await load({ region });
  const measure = (method) => page.evaluate((name) => window.playground.measure({ method: name, runs: 9 }), method);
  found.masked = await measure("region");
  found.dense = await measure("dense");
  if (await ends("masked")) return found;

  const edit = (turn) => {
    const at = [(width * (1 + (turn % 7))) / 9, (height * (1 + (turn % 5))) / 7, width / 12, height / 9];
    return load(
      turn % 10 === 9
        ? { kernel_size: [3, turn % 20 === 9 ? 4 : 3], region }
        : { region: { shapes: [...region.shapes, { add: { ellipse: at } }] } },
    );
  };
  for (let turn = 0; turn < 20; turn += 1) await edit(turn);
  found.memory = await memoryOf(browser, page);
  tell();
  if (await ends("memory")) return found;
  for (let turn = 20; turn < 20 + EDITS; turn += 1) await edit(turn);
  found.memoryAfter = await memoryOf(browser, page);
  tell();
  await page.close();
  return found;
}

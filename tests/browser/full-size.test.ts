import type { Page } from "playwright";
import { expect, it } from "vitest";
import { watchMainThreads } from "../../tools/main-thread.mjs";
import { bring, button, load, panel, picture, settled, soon, tensorStage, outputStage } from "./hands";
import { type OpenPage, pages } from "./page";

/*
 * A large photograph at its full size through random gestures: nothing fails, no task is long, nothing is left behind, and what is
 * drawn in the end is what a fresh page draws of the same document. Its maps are more than is ever held. `npm run test:large` takes
 * 24 megapixels through two hundred gestures; here a twentieth of both is enough.
 */

const open = pages();

const LONG = process.env["GESTURES"] !== undefined;
const GESTURES = Number(process.env["GESTURES"] ?? 10);
const [HEIGHT, WIDTH] = LONG ? [4000, 6000] : [940, 1160];
/** Bytes of what is kept to be drawn into again: as much as the screen shows, whatever the size of the picture. */
const SCREEN = 8_000_000;
/**
 * Milliseconds that a processor may work on one task of the main thread. A task is long from 50 on, and `npm run bench:page`
 * counts those; here is room for a machine half as fast, and what others do on it is not counted.
 */
const MOST_WORK = 100;
const NAME = "photograph.jpg";

/** A sample enlarged by the browser itself. */
async function photograph(page: Page): Promise<Uint8Array> {
  const base64 = await page.evaluate(
    async ({ w, h }) => {
      const bitmap = await createImageBitmap(await (await fetch("samples/astronaut.png")).blob());
      const canvas = new OffscreenCanvas(w, h);
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, w, h);
      const file = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
      const bytes = new Uint8Array(await file.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 32_768) {
        text += String.fromCodePoint(...bytes.subarray(at, at + 32_768));
      }
      return btoa(text);
    },
    { w: WIDTH, h: HEIGHT },
  );
  return Buffer.from(base64, "base64");
}

/** Opens the photograph at its full size: as bytes it stays within the budget, and nothing is asked. */
async function openPhotograph({ page }: OpenPage, file: Uint8Array): Promise<void> {
  await bring(page, NAME, file, "image/jpeg");
  await page.getByRole("banner").getByText(`[1, 3, ${HEIGHT}, ${WIDTH}]`).waitFor({ timeout: 120_000 });
  await settled(page);
}

/** Numbers between 0 and 1, the same in every run. */
function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What a person may do, at random. */
function gesturesOf(page: Page, random: () => number): readonly (() => Promise<unknown>)[] {
  const somewhere = async (stage: typeof picture) => {
    const box = (await stage(page).boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 };
    return () => [box.x + box.width * (0.1 + 0.8 * random()), box.y + box.height * (0.1 + 0.8 * random())] as const;
  };
  const drag = async (stage: typeof picture) => {
    const place = await somewhere(stage);
    await page.mouse.move(...place());
    await page.mouse.down();
    for (let step = 0; step < 3; step += 1) await page.mouse.move(...place(), { steps: 3 });
    await page.mouse.up();
  };
  const draw = (tool: string) => async () => {
    await page.getByRole("radio", { name: tool }).click();
    await drag(picture);
  };
  const hover = (stage: typeof picture) => async () => page.mouse.move(...(await somewhere(stage))(), { steps: 4 });
  return [
    draw("Ellipse (O)"),
    draw("Rectangle (R)"),
    draw("Brush (B)"),
    () => drag(tensorStage),
    async () => {
      await hover(tensorStage)();
      await page.mouse.wheel(0, random() < 0.6 ? -400 : 300);
    },
    hover(tensorStage),
    hover(outputStage),
    hover(picture),
    () => page.getByLabel("filter preset").selectOption(random() < 0.5 ? "sobel-y" : "gaussian"),
    () =>
      button(page, random() < 0.5 ? "size along the rows: more" : "size along the rows: less").click({ force: true }),
    () => page.keyboard.press("Control+z"),
    () => page.keyboard.press("Control+Shift+z"),
    () => page.getByLabel("which windows are kept").selectOption(random() < 0.5 ? "any" : "centre"),
  ];
}

/** Bytes that the page's scripts hold, buffers included, and its nodes. */
async function held({ page, context }: OpenPage): Promise<{ bytes: number; nodes: number }> {
  await settled(page);
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
  const { nodes } = await session.send("Memory.getDOMCounters");
  await session.detach();
  return { bytes: usedSize + backingStorageSize, nodes };
}

/** The pixels of every stage once all of the tensor was looked through, its whole in sight. */
async function drawn({ page }: OpenPage): Promise<Record<string, string>> {
  await page.mouse.move(2, 2);
  await tensorStage(page).press("0");
  const foot = page.locator(".tensor__foot");
  await soon(async () => {
    const all = foot.getByRole("button", { name: /^look through all/ });
    if (await all.isVisible()) await all.click();
    return foot.innerText();
  }).not.toContain("so far");
  await settled(page);
  const read = () =>
    page.evaluate(() => {
      const found: Record<string, string> = {};
      for (const id of ["picture", "tensor", "output"]) {
        const canvas = document.querySelector<HTMLCanvasElement>(`[data-testid=${id}] canvas`);
        found[id] = canvas?.toDataURL() ?? "";
      }
      return found;
    });
  // The last tiles come without being waited for, one request after the other.
  let last = await read();
  let alike = 0;
  await soon(async () => {
    await page.waitForTimeout(400);
    const now = await read();
    alike = JSON.stringify(now) === JSON.stringify(last) ? alike + 1 : 0;
    last = now;
    return alike;
  }).toBeGreaterThanOrEqual(3);
  return last;
}

const START = { kernel_size: [3, 3], stride: [1, 1], region: { shapes: [] }, filter: { preset: "sobel-x" } };

it(
  `survives ${GESTURES} random gestures without leaving anything behind, and shows what a fresh page shows`,
  { timeout: 1_200_000 },
  async () => {
    const worked = await open();
    const { page } = worked;
    const file = await photograph(page);
    await openPhotograph(worked, file);
    const { image } = (await page.evaluate(() => window.playground.document())) as { image: object };
    const start = { v: 1, image, ...START };
    const random = randomly(24);
    const gestures = gesturesOf(page, random);
    const work = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn += 1) {
        await gestures[Math.floor(random() * gestures.length)]?.();
        // Some follow each other at once, as a hand does; of others the result is waited for.
        if (turn % 3 === 0) await settled(page);
      }
      await settled(page);
    };
    // Tiles outlive what changes nothing about them, up to a budget: another kernel lets go of them.
    const startAgain = async (): Promise<void> => {
      await load(page, { ...start, kernel_size: [2, 2] });
      await load(page, start);
      await drawn(worked);
    };
    // Everything has been done once: what is kept of that, memory that is drawn into again and again, is there.
    await drawn(worked);
    await work(Math.min(GESTURES, 16));
    await startAgain();
    const before = await held(worked);

    const browser = page.context().browser();
    if (!browser) throw new Error("the page has no browser of its own");
    const tasks = await watchMainThreads(browser);
    const took = await work(GESTURES).then(tasks, async (thrown) => {
      await tasks();
      throw thrown;
    });
    expect(took.length).toBeGreaterThan(GESTURES);
    expect(took.filter(({ worked: time }) => time > MOST_WORK)).toEqual([]);
    expect(await panel(page, "Output").getByText("windows kept").count()).toBe(1);
    const document = await page.evaluate(() => window.playground.document());
    const shown = await drawn(worked);

    await startAgain();
    const after = await held(worked);
    // The history holds a document for each gesture; pictures and results are not among what stays.
    expect(after.bytes).toBeLessThan(before.bytes + Math.max(before.bytes * 0.05, SCREEN) + GESTURES * 10_000);
    expect(after.nodes).toBeLessThan(before.nodes * 1.2 + 500);

    await page.goto("about:blank");
    const fresh = await open();
    await openPhotograph(fresh, file);
    await load(fresh.page, document);
    expect(await drawn(fresh)).toEqual(shown);
  },
);

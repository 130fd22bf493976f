import { expect, it } from "vitest";
import { button, load, messages, tensorOf } from "./hands";
import { pages } from "./page";
import { expectMessage } from "./state";

const open = pages();

const SMALL = { v: 1, image: { random: { seed: 2, shape: [1, 2, 9, 9] } } };
/** 16 MiB. */
const LARGE = { v: 1, image: { random: { seed: 2, shape: [1, 1, 2048, 2048] } } };

it("a picture that the machine has no memory for is refused in words; the document stays, and a smaller one is worked on", async () => {
  const { page, context } = await open({ document: SMALL, alone: true });
  const before = await tensorOf(page, "output");
  // The heap of wasm gets no larger than it is, as on a machine that has no more to give.
  await context.route("**/worker-*.js", async (route) => {
    const response = await route.fetch();
    const full = `WebAssembly.Memory.prototype.grow = () => { throw new RangeError("no more memory"); };\n`;
    await route.fulfill({ response, body: full + (await response.text()) });
  });
  await page.reload();
  await page.waitForFunction(() => window.playground);
  await page.evaluate(() => window.playground.settled());
  expect(await tensorOf(page, "output")).toEqual(before);

  await page.evaluate((document) => void window.playground.load(document).catch(() => undefined), LARGE);
  await expectMessage(
    page,
    /no memory for a picture of \[1, 1, 2048, 2048\], 16 MB; a smaller working size needs less/,
  );
  expect(await page.evaluate(() => window.playground.document())).toMatchObject({ image: LARGE.image });
  // Nothing says that it is still being computed.
  await page.waitForTimeout(400);
  expect(await page.getByText(/^computing/).allInnerTexts()).toEqual([]);

  await load(page, SMALL);
  expect(await tensorOf(page, "output")).toEqual(before);
});

it("what takes more than the budget is asked about first: not now leaves everything as it was, and nothing is saved", async () => {
  // 2,226,064 maps of 9 × 9, 721 MB.
  const document = { v: 1, image: { random: { seed: 2, shape: [1, 1, 1500, 1500] } }, kernel_size: [9, 9] };
  const { page } = await open({ document });
  expect(await messages(page), "it is on the page").toEqual([]);
  const saved: string[] = [];
  page.on("download", (download) => saved.push(download.suggestedFilename()));
  await button(page, "save .npy, 721 MB").click();
  const question = page.getByRole("alertdialog");
  await question.waitFor();
  expect(await question.innerText()).toMatch(/^Saving all of maps\.npy takes about 720 MB/);
  await question.getByRole("button", { name: "Not now" }).click();
  await question.waitFor({ state: "detached" });
  expect(await page.evaluate(() => window.playground.document())).toMatchObject(document);
  expect(saved).toEqual([]);
});

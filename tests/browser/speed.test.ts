import { readFile } from "node:fs/promises";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { COVERAGES } from "../../src/model/measure";
import {
  button,
  choose,
  copiedLink,
  documentOf,
  messages,
  panel,
  picture,
  press,
  settled,
  soon,
  stepper,
  tensorStage,
  type,
} from "./hands";
import { onePage, pages } from "./page";

const open = pages();
const show = onePage();

/** Small and few samples: no test is about how fast anything is. */
const SMALL = {
  v: 1,
  image: { random: { seed: 1, shape: [1, 3, 40, 40] } },
  region: { shapes: [{ add: { rect: [0, 0, 20, 40] } }] },
  speed: { runs: 3 },
};
/** Work that lasts long enough to be stopped: whoever is slow to stop it is slow to measure, too. */
const LARGE = {
  v: 1,
  image: { random: { seed: 1, shape: [1, 3, 1024, 1024] } },
  kernel_size: [7, 7],
  speed: { methods: ["conv2d", "region"] },
};

const tab = (page: Page, name: string) => page.getByRole("tab", { name, exact: true });
const speed = (page: Page) => panel(page, "Speed");
/** The panel is fetched when it is first shown. */
async function showSpeed(page: Page): Promise<void> {
  await tab(page, "Speed").click();
  await speed(page).waitFor();
}

const shapeOf = (page: Page, name: string): Promise<readonly number[]> =>
  page.evaluate(async (wanted) => (await window.playground.tensor(wanted)).shape, name);

async function measure(page: Page): Promise<void> {
  await button(page, "Measure").click();
  await button(page, "Cancel").waitFor();
  await button(page, "Measure").waitFor({ timeout: 200_000 });
}

describe("the tabs of the lower area", () => {
  it("are one stop of the Tab key; arrows, Home and End choose; the panel that shows is the chosen one", async () => {
    const { page } = await open({ document: SMALL });
    expect(await tab(page, "Tensor").getAttribute("aria-selected")).toBe("true");
    await tensorStage(page).waitFor();
    await tab(page, "Tensor").focus();
    for (const [key, name] of [
      ["ArrowRight", "Code"],
      ["ArrowRight", "Gradients"],
      ["ArrowRight", "Speed"],
      ["ArrowRight", "Tensor"],
      ["ArrowLeft", "Speed"],
      ["Home", "Tensor"],
      ["End", "Speed"],
    ] as const) {
      await press(page, key);
      expect(await tab(page, name).evaluate((node) => node === document.activeElement), key).toBe(true);
      expect(await page.getByRole("tab", { selected: true }).innerText(), key).toMatch(new RegExp(name, "i"));
    }
    const shown = page.getByRole("tabpanel");
    expect([await shown.count(), await shown.getAttribute("aria-labelledby")]).toEqual([1, "tab-speed"]);
    expect(await tensorStage(page).isVisible()).toBe(false);
    await button(page, "Measure").waitFor();
    await press(page, "Tab");
    expect(await button(page, "Measure").evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it("the tensor is as it was left, and follows what is pinned meanwhile", async () => {
    const { page } = await show(SMALL);
    await tab(page, "Tensor").click();
    await tensorStage(page).focus();
    await press(page, "+", "+");
    const drawn = () =>
      page
        .getByTestId("tensor")
        .locator("canvas")
        .first()
        .evaluate((node) => (node as HTMLCanvasElement).toDataURL());
    const before = await drawn();
    await showSpeed(page);
    await settled(page);
    await tab(page, "Tensor").click();
    await settled(page);
    await soon(async () => (await drawn()) === before).toBe(true);

    // The picture's keys pin another window: that one is brought into sight when the tensor is seen again.
    await showSpeed(page);
    await picture(page).focus();
    await press(page, "ArrowUp*20", "ArrowLeft*20");
    await tab(page, "Tensor").click();
    await soon(async () => (await drawn()) !== before).toBe(true);
    const marked = page.getByTestId("tensor").locator("svg .mark.lit path").first();
    await soon(async () => {
      const [mark, stage] = [await marked.boundingBox(), await tensorStage(page).boundingBox()];
      if (!mark || !stage) return false;
      const [x, y] = [mark.x + mark.width / 2 - stage.x, mark.y + mark.height / 2 - stage.y];
      return x > 0 && y > 0 && x < stage.width && y < stage.height;
    }).toBe(true);
  });
});

describe("measuring", () => {
  it("is announced by one sentence that says what will be measured, and on what; fills sentences, table and chart; copies a table and saves a file; none of it reaches the document", async () => {
    const { page } = await open({ document: SMALL });
    const before = await documentOf(page);
    await showSpeed(page);
    expect(await speed(page).locator("p").allInnerTexts()).toEqual([
      expect.stringMatching(
        /^Measure times four ways to compute this convolution \(3 × 3 over \[1, 3, 40, 40\]\): for the drawn region, 722 of 1\u202F444 windows, and for 1 to 100\u00A0% of the windows with its shape scaled, on wasm · .*\.$/,
      ),
    ]);
    expect(await button(page, "Save CSV").count()).toBe(0);
    await measure(page);
    const said = await speed(page).locator(".speed__sentences p").allInnerTexts();
    expect(said).toEqual([
      expect.stringMatching(/^On this machine gather \+ matMul .*; the region kernel .*\.$/),
      expect.stringMatching(/^The drawn region keeps 50\u00A0% of the windows: 2 times fewer multiply-adds\. /),
    ]);
    const table = speed(page).getByRole("table");
    expect(await table.getByRole("columnheader").allInnerTexts()).toEqual([
      "what",
      "tf.conv2d",
      "dense kernel",
      "gather + matMul",
      "region kernel",
    ]);
    for (const cell of await table
      .getByRole("row", { name: /^median/ })
      .getByRole("cell")
      .allInnerTexts()) {
      expect(Number(cell)).toBeGreaterThan(0);
    }
    expect(await table.getByText("722 of 1\u202F444").count()).toBe(1);
    const chart = page.getByTestId("speed");
    expect(await chart.locator(".speed-chart-line").count()).toBe(4);
    expect(await chart.getAttribute("aria-label")).toMatch(/^Time of one run/);

    await button(page, "Copy as Markdown").click();
    await button(page, "Copied").waitFor();
    const markdown = await page.evaluate(() => navigator.clipboard.readText());
    const rows = markdown.split("\n").filter((line) => line.startsWith("| "));
    expect(markdown).toContain(said[0]);
    expect(markdown).toMatch(/wasm · .*; image \[1, 3, 40, 40\]; kernel 3 × 3; stride 1 × 1; 3 samples/);

    const download = page.waitForEvent("download");
    await button(page, "Save CSV").click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("speed.csv");
    const [head = "", ...lines] = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
    expect(head).toMatch(/^backend,detail,.*,median_ms,/);
    // Two head lines of a Markdown table are one of a CSV.
    expect(lines).toHaveLength(rows.length - 2);
    expect(lines.filter((line) => /,shape,[\d.]+,region,/.test(line))).toHaveLength(COVERAGES.length);

    expect(await documentOf(page)).toEqual(before);
    expect((await copiedLink(page)).hash.length).toBeLessThan(120);
    expect(await messages(page)).toEqual([]);
  });

  it("the chart is read by pointer and by keys, and saved like every panel", async () => {
    const { page } = await show({ ...SMALL, speed: { methods: ["dense", "region"], runs: 3 } });
    await showSpeed(page);
    await measure(page);
    const chart = page.getByRole("application", { name: /^time of one run/ });
    const values = () => chart.locator(".speed-chart-value").allTextContents();
    const at = () => chart.locator(".speed-chart-reading text").allTextContents();
    expect(await values()).toEqual(["", ""]);
    await chart.focus();
    await press(page, "ArrowRight", "ArrowRight");
    expect(await at()).toEqual([expect.stringMatching(/^(2|1\.9)\u00A0%, \d+ windows$/)]);
    expect(await values()).toEqual([expect.stringMatching(/^[\d.]+ ms$/), expect.stringMatching(/^[\d.]+ ms$/)]);
    await press(page, "End");
    expect(await at()).toEqual(["100\u00A0%, 1\u202F444 windows"]);
    await press(page, "Escape");
    expect(await at()).toEqual([]);
    await chart.hover({ position: { x: 60, y: 100 } });
    await soon(at).toEqual([expect.stringMatching(/%/)]);

    for (const kind of ["PNG", "SVG"] as const) {
      const download = page.waitForEvent("download");
      await choose(page, "Save", new RegExp(`^speed chart, ${kind}`));
      const file = await download;
      expect(file.suggestedFilename()).toBe(`speed.${kind.toLowerCase()}`);
      const bytes = await readFile(await file.path());
      expect(bytes.length).toBeGreaterThan(2000);
      if (kind === "SVG") expect(bytes.toString("utf8")).toContain("region kernel");
    }
    await choose(page, "Save", /^tensor as shown, PNG/);
    await soon(() => messages(page)).toEqual([expect.stringContaining("saved as it stands on the page")]);
  });

  it("says why a method cannot be measured, and measures the others", async () => {
    const { page } = await show({
      ...SMALL,
      stride: [2, 2],
      dilation: [2, 2],
      speed: { methods: ["conv2d", "region"], runs: 3 },
    });
    await showSpeed(page);
    await measure(page);
    expect(
      await speed(page)
        .getByText(/^Dense tf\.conv2d was not measured: .*not both.*\.$/)
        .count(),
    ).toBe(1);
    expect(await speed(page).locator(".speed-chart-line").count()).toBe(1);
  });
});

describe("while it measures", () => {
  it("says how far it is, can be stopped, and keeps what it found", async () => {
    const { page } = await show(LARGE);
    await showSpeed(page);
    await button(page, "Measure").click();
    const bar = page.getByRole("progressbar", { name: "measuring" });
    await bar.waitFor();
    await soon(async () => Number(await bar.getAttribute("value"))).toBeGreaterThan(0);
    await speed(page).getByRole("table").waitFor();
    await button(page, "Cancel").click();
    await button(page, "Measure").waitFor();
    expect(await speed(page).getByText("Stopped before the end.").count()).toBe(1);
    expect(await speed(page).getByRole("table").count()).toBe(1);
    expect(await shapeOf(page, "dense"), "the page works on").toEqual([1, 1, 1018, 1018]);
  });

  it("a change of what is measured stops it, is shown at once, and is said", async () => {
    const { page } = await show(LARGE);
    await showSpeed(page);
    await button(page, "Measure").click();
    await speed(page).getByRole("table").waitFor();
    await type(stepper(page, "stride along the rows"), "2");
    await settled(page);
    expect(await shapeOf(page, "output")).toEqual([1, 1, 509, 509]);
    await button(page, "Measure").waitFor();
    const caveat = "Stopped before the end. Measured before the kernel's geometry changed: measure again.";
    await soon(() => speed(page).getByText(caveat).count()).toBe(1);
    await button(page, "Undo").click();
    await settled(page);
    await soon(() => speed(page).getByText(caveat).count()).toBe(0);
  });
});

describe("what is measured", () => {
  it("travels in the link, is undone, and changes no number; the last method cannot be taken out", async () => {
    const { page } = await show(SMALL);
    await showSpeed(page);
    await page.getByRole("checkbox", { name: "tf.conv2d" }).uncheck();
    await page
      .getByRole("radiogroup", { name: /^how windows are chosen/ })
      .getByText("scatter")
      .click();
    await type(stepper(page, "samples"), "500");
    expect(await speed(page).getByText("101 are enough").count()).toBe(1);
    const wanted = { methods: ["dense", "gather", "region"], sweep: "scatter", runs: 101 };
    expect(await documentOf(page)).toMatchObject({ speed: wanted });
    const link = await copiedLink(page);
    const other = await open({ hash: link.hash });
    expect(await documentOf(other.page)).toMatchObject({ speed: wanted });
    for (let n = 0; n < 3; n += 1) await button(page, "Undo").click();
    expect(await documentOf(page)).toMatchObject({ speed: { runs: 3 } });
    expect(await page.getByRole("checkbox", { name: "tf.conv2d" }).isChecked()).toBe(true);

    await show({ ...SMALL, speed: { methods: ["region"] } });
    expect(await page.getByRole("checkbox", { name: "region kernel" }).isDisabled()).toBe(true);
  });
});

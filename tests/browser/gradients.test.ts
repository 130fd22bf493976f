import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { worstDifference } from "../oracle/compare";
import { filterGradient, imageGradient } from "../oracle/gradients";
import { button, copiedLink, documentOf, expected, panel, pick, press, settled, soon, tensorOf } from "./hands";
import { jsonHash, onePage, pages } from "./page";

const open = pages();
const show = onePage();

/** The thread's tensor: 16 windows that do not overlap. */
const THREAD = { v: 1, image: { random: { seed: 0, shape: [1, 5, 12, 12] } }, stride: [3, 3] };

const gradients = (page: Page) => panel(page, "Gradients");
const showGradients = (page: Page) => page.getByRole("tab", { name: "Gradients", exact: true }).click();
const lines = (page: Page) => gradients(page).getByLabel("in PyTorch").innerText();
const grid = (page: Page, channel: string) =>
  page.getByRole("grid", { name: `gradient of the filter, channel ${channel}` });

describe("the gradients tab", () => {
  it("shows what autograd gives for the chosen loss; the same numbers are read by scripts, and the choice travels", async () => {
    const { page } = await show(THREAD);
    await showGradients(page);
    await soon(() => lines(page)).toMatch(/^loss = maps\.sum\(\) {2}# [−\d.]+\nloss\.backward\(\)$/);
    const oracle = await expected(page);
    const byFilter = filterGradient(oracle.image, oracle.document);
    const byImage = imageGradient(oracle.image, oracle.document, oracle.filter);
    const [ofFilter, ofImage] = [await tensorOf(page, "grad_filter"), await tensorOf(page, "grad_image")];
    expect([ofFilter.shape, ofImage.shape]).toEqual([
      [5, 3, 3],
      [1, 5, 12, 12],
    ]);
    expect(worstDifference(ofFilter.data, byFilter)).toBeLessThan(1e-5);
    expect(worstDifference(ofImage.data, byImage)).toBeLessThan(1e-5);
    const cells = await grid(page, "c 1")
      .getByRole("gridcell")
      .evaluateAll((nodes) => nodes.map((node) => Number(/: (\S+)$/.exec(node.ariaLabel ?? "")?.[1])));
    expect(worstDifference(cells, byFilter.slice(9, 18))).toBeLessThan(1e-5);

    // Pointing at a tap tells which windows pulled on it; the strongest can be followed.
    await grid(page, "c 1")
      .getByRole("gridcell", { name: /^tap 0, 2:/ })
      .hover();
    await page.getByTestId("pulls").waitFor();
    await button(page, "Follow the strongest").click();
    await soon(() =>
      panel(page, "This number")
        .getByText(/^product\[\d+, 1, 0, 2\]/)
        .count(),
    ).toBe(1);

    await pick(page, "what the loss is of", "output");
    await pick(page, "loss", "squared error");
    await soon(() => lines(page)).toMatch(/^loss = \(\(output - target\) \*\* 2\)\.mean\(\) {2}# [\d.]+\n/);
    const other = await open({ hash: (await copiedLink(page)).hash });
    expect((await documentOf(other.page)) as unknown).toMatchObject({ gradients: { of: "output", loss: "mse" } });
    await button(page, "Undo").click();
    await settled(page);
    await soon(() => lines(page)).toMatch(/^loss = output\.sum\(\)/);
  });

  it("tells through a typed program which pixels pull on a tap, and follows the strongest everywhere", async () => {
    const code = "p = image.unfold(2, 3, 2).unfold(3, 3, 2)\nmaps = torch.einsum('bchwij,cij->bhw', p, filt)";
    const { page } = await open({
      hash: jsonHash({ v: 1, image: { arange: { shape: [1, 3, 7, 7] } }, program: { code } }),
    });
    await showGradients(page);
    const gridG = page.getByRole("grid", { name: "gradient of the filter, channel G" });
    await gridG.getByRole("gridcell", { name: /^tap 0, 2:/ }).hover();
    await gradients(page).getByText("What pulls on tap (G, 0, 2), pixel by pixel; together 603").waitFor();
    // Of the loss that is a sum each pixel pulls as much as it is: the largest is the last that the tap meets.
    await soon(() => panel(page, "This number").innerText()).toMatch(/^This number\s+image\[0, 1, 4, 6\]/i);
    await page.mouse.move(2, 2);
    await soon(() => panel(page, "This number").innerText()).toMatch(/Point at a pixel/);
  });

  it("goes back through a typed program, says what has no gradient, and why a refused one has none", async () => {
    const { page } = await open({
      hash: jsonHash({ ...THREAD, program: { code: "out = image.unfold(2, 3, 3) * 2" } }),
      viewport: { width: 390, height: 844 },
    });
    await showGradients(page);
    await soon(() => lines(page)).toMatch(/^loss = out\.sum\(\) {2}# /);
    expect(await gradients(page).getByText("no way leads from filt to the loss").count()).toBe(1);
    expect(new Set((await tensorOf(page, "grad_image")).data)).toEqual(new Set([2]));
    const refused = await page.evaluate(() => window.playground.tensor("grad_filter").catch((error) => error.message));
    expect(refused).toBe("filt.grad is None: no way leads from filt to the loss");

    const image = page.getByRole("application", { name: /^gradient of the image/ });
    await image.focus();
    await press(page, "ArrowRight", "ArrowDown");
    await soon(() =>
      panel(page, "This number")
        .getByText(/^pixel/)
        .count(),
    ).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing hangs over").toBe(390);

    await page.evaluate((wanted) => window.playground.load(wanted), {
      ...THREAD,
      image: { random: { shape: [2, 3, 12, 12] } },
      program: "thread",
    });
    await soon(() =>
      gradients(page)
        .getByText(/view size is not compatible/)
        .count(),
    ).toBe(1);
  });
});

describe("a target drawn by hand", () => {
  it("is painted by pointer and by keys, for all channels or for one, and each stroke is one entry", async () => {
    const values = [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ];
    const { page } = await open({
      hash: jsonHash({
        v: 1,
        image: { arange: { shape: [1, 3, 7, 7] } },
        gradients: { loss: "mse", target: { values } },
      }),
      viewport: { width: 390, height: 844 },
    });
    await showGradients(page);
    const target = async () => ((await documentOf(page)) as { gradients?: { target?: unknown } }).gradients?.target;
    const painted = page.getByRole("grid", { name: "target filter" });
    const cell = (name: RegExp) => painted.getByRole("gridcell", { name });
    await cell(/^tap 0, 0:/).scrollIntoViewIfNeeded();
    await cell(/^tap 0, 0:/).hover();
    await page.mouse.down();
    await cell(/^tap 0, 1:/).hover();
    await cell(/^tap 1, 1:/).hover();
    await page.mouse.up();
    expect(await target()).toEqual({ values: [[1, 1, 0], [0, 1, 0], values[2]] });
    await page.getByRole("radio", { name: "−½" }).check();
    await cell(/^tap 1, 1:/).focus();
    await press(page, "ArrowDown", "Space");
    expect(await target()).toEqual({
      values: [
        [1, 1, 0],
        [0, 1, 0],
        [0, -0.5, 0],
      ],
    });
    await button(page, "Undo").click();
    await button(page, "Undo").click();
    expect(await target()).toEqual({ values });
    await page.getByLabel("the same for all 3 channels").uncheck();
    await page
      .getByRole("grid", { name: "target filter, B" })
      .getByRole("gridcell", { name: /^tap 2, 2:/ })
      .click();
    expect(await target()).toEqual({ values: [values, values, [values[0], values[1], [0, 0, -0.5]]] });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing hangs over").toBe(390);
  });
});

describe("learning the filter", () => {
  const steps = async (page: Page) => {
    const said = await panel(page, "Learn the filter").locator(".learn__standing").allInnerTexts();
    const [, count, loss] = /^steps\s+([\d\u202F]+)\s+loss\s+(\S+)$/.exec(said[0] ?? "") ?? [];
    return { steps: Number(count?.replaceAll("\u202F", "")), loss: Number(loss?.replace("−", "-")) };
  };

  it("goes step by step to a hidden target, agrees with finite differences, and is kept as one entry", async () => {
    const { page } = await show({ ...THREAD, gradients: { of: "output", lr: 0.05 } });
    await showGradients(page);
    await button(page, "Use the squared error to a target").click();
    await button(page, "Check with finite differences").click();
    await gradients(page)
      .getByText(/^filt\.grad: 45 of 45 numbers, largest difference .*image\.grad: 100 of 720 numbers, .*float64/)
      .waitFor();

    expect(await gradients(page).getByText("it is").count()).toBe(0);
    await button(page, "Step").focus();
    await press(page, "Enter");
    await soon(async () => (await steps(page)).steps).toBe(1);
    const first = (await steps(page)).loss;
    await button(page, "Play").click();
    await soon(async () => (await steps(page)).loss).toBeLessThan(first / 100);
    await button(page, "Pause").click();
    await button(page, "Play").waitFor();
    expect(await page.getByTestId("loss-curve").locator("path").count()).toBe(1);
    expect((await documentOf(page)).filter, "nothing is written before it is kept").toEqual({ preset: "sobel-x" });
    await button(page, "Keep this filter").click();
    await settled(page);
    expect((await documentOf(page)).filter).toHaveProperty("values");
    await button(page, "Reveal").click();
    await gradients(page).getByText("it is sharpen").waitFor();
    await button(page, "Undo").click();
    expect((await documentOf(page)).filter).toEqual({ preset: "sobel-x" });
  });

  it("says what to do when it diverges, and a drawn target is typed into its grid", async () => {
    const target = {
      values: [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
    };
    const settings = { of: "output", loss: "mse", target, optimizer: "sgd", lr: 500 };
    const { page } = await show({ ...THREAD, gradients: settings });
    await showGradients(page);
    await page
      .getByRole("grid", { name: "target filter" })
      .getByRole("gridcell", { name: /^tap 1, 1:/ })
      .dblclick();
    await page.keyboard.type("3");
    await press(page, "Enter");
    expect((await documentOf(page)) as unknown).toMatchObject({
      gradients: {
        target: {
          values: [
            [0, 0, 0],
            [0, 3, 0],
            [0, 0, 0],
          ],
        },
      },
    });
    await button(page, "Play").click();
    await gradients(page)
      .getByText(/gave no number any more .* choose a smaller learning rate, such as 50, or Adam/)
      .waitFor();
    expect(await button(page, "Play").isDisabled()).toBe(true);
    await button(page, "Reset").click();
    expect(await button(page, "Play").isDisabled()).toBe(false);
  });
});

describe("the time of a recipe", () => {
  it("is measured on demand, with its spread and the backend; another text has none", async () => {
    const { page } = await show({ ...THREAD, program: { code: "out = image.sum()" } });
    await page.getByRole("tab", { name: "Code", exact: true }).click();
    expect(await panel(page, "Code").getByText(/ ms/).count()).toBe(0);
    await button(page, "Measure").click();
    await panel(page, "Code")
      .getByText(/^[\d.e−]+ ms median of 15 samples, quartiles [\d.e−]+ to [\d.e−]+ ms, wasm/)
      .waitFor({ timeout: 60_000 });
    await page.getByRole("combobox", { name: "recipe" }).selectOption({ index: 2 });
    await soon(() =>
      panel(page, "Code")
        .getByText(/ ms median/)
        .count(),
    ).toBe(0);
  });
});

import type { Locator, Page } from "playwright";
import { describe, expect, it } from "vitest";
import { windows } from "../oracle/image";
import {
  button,
  expected,
  type Expected,
  onScreen,
  outputStage,
  panel,
  pick,
  picture,
  press,
  settled,
  tensorOf,
  tensorStage,
  soon,
} from "./hands";
import { onePage } from "./page";

const show = onePage();

const START = {
  v: 1,
  image: { random: { seed: 5, shape: [1, 3, 14, 18] } },
  stride: [2, 3],
  padding: [1, 1],
  filter: { random: { seed: 1 } },
  region: { shapes: [{ add: { rect: [4, 3, 9, 8] } }] },
};

const number = (page: Page) => panel(page, "This number");
/** What it says once what is followed now is drawn. */
async function text(page: Page): Promise<string> {
  await settled(page);
  return number(page).innerText();
}

/** A number as the page prints it. */
const read = (printed: string): number => Number(printed.replaceAll("−", "-"));

/** What the panel says: the name of the number, its factors in order, and its value. */
async function followed(page: Page) {
  const said = (await text(page)).replaceAll(/\s+/g, " ");
  const name = /((?:output|map|product|depthwise|(?:padded )?image)\[[^=]*?\])(?= |$)/.exec(said)?.[1] ?? "";
  const value = /= (−?[\d.]+(?:e−?\d+)?)(?= )/.exec(said)?.[1];
  const factors = [...said.matchAll(/(\(?−?[\d.]+(?:e−?\d+)?\)?)(ᵖ?) × (\(?−?[\d.]+(?:e−?\d+)?\)?)/g)].map(
    ([, a = "", padded, b = ""]) => ({
      pixel: read(a.replaceAll(/[()]/g, "")),
      padded: padded === "ᵖ",
      filter: read(b.replaceAll(/[()]/g, "")),
    }),
  );
  return { name, value: value === undefined ? null : read(value), factors, said };
}

/** Places the pointer on cell (row, column) of the output's grid. */
async function pointAtOutput(page: Page, oracle: Expected, row: number, column: number): Promise<void> {
  const box = await outputStage(page).boundingBox();
  if (!box) throw new Error("no output on the page");
  const [rows, columns] = oracle.windows;
  const k = Math.min(box.width / columns, box.height / rows);
  const [x, y] = [(box.width - columns * k) / 2 + (column + 0.5) * k, (box.height - rows * k) / 2 + (row + 0.5) * k];
  await page.mouse.move(box.x + x, box.y + y);
}

/** Waits until the panel names a number, and answers what it says. */
async function following(page: Page, name: string | RegExp) {
  if (typeof name === "string") await soon(async () => (await followed(page)).name).toBe(name);
  else await soon(async () => (await followed(page)).name).toMatch(name);
  return followed(page);
}

const path = (stage: Locator, selector: string): Promise<string> =>
  stage.locator(selector).evaluateAll((nodes) => nodes.map((node) => node.getAttribute("d") ?? "").join(""));

/** How many places each panel lights up. */
async function lights(page: Page) {
  const squares = (d: string) => d.split("M").length - 1;
  return {
    picture: squares(await path(picture(page), "svg .region__lit")),
    output: squares(await path(outputStage(page), "svg .region__lit")),
    tensor: squares(await path(tensorStage(page), "svg .mark.lit .line")),
    taps: await panel(page, "Filter").locator(".slice__cell--lit").count(),
    river: await page.locator("[data-testid=river] .river-tick").count(),
  };
}

const NOTHING = { picture: 0, output: 0, tensor: 0, taps: 0, river: 0 };

describe("following a number", () => {
  it("from the output: its whole equation, with the values of picture and filter, padding marked", async () => {
    const { page } = await show(START);
    const oracle = await expected(page);
    const output = await tensorOf(page, "dense");
    const [, columns] = oracle.windows;
    expect(await lights(page)).toEqual(NOTHING);

    for (const [r, s] of [
      [3, 2],
      [0, 0],
    ] as const) {
      await pointAtOutput(page, oracle, r, s);
      const { value, factors } = await following(page, `output[0, 0, ${r}, ${s}]`);
      expect(value).toBeCloseTo(output.data[r * columns + s] ?? NaN, 4);
      const [, top = 0, left = 0] = windows(oracle.document, oracle.image.shape)[r * columns + s] ?? [];
      expect(factors).toHaveLength(27);
      factors.forEach(({ pixel, filter, padded }, at) => {
        const [c, i, j] = [Math.floor(at / 9), Math.floor(at / 3) % 3, at % 3];
        const [y, x] = [top + i, left + j];
        const inside = y >= 0 && x >= 0;
        expect(padded).toBe(!inside);
        expect(pixel).toBeCloseTo(inside ? (oracle.image.data[(c * 14 + y) * 18 + x] ?? NaN) : 0, 3);
        expect(filter).toBeCloseTo(oracle.filter[at] ?? NaN, 3);
      });
      // Outlines are drawn right after the words.
      await soon(async () => (await lights(page)).tensor).toBeGreaterThan(0);
      const lit = await lights(page);
      for (const [where, count] of Object.entries(lit)) expect(count, where).toBeGreaterThan(0);
      expect(lit.output).toBe(1);
      expect(lit.taps).toBe(27);
    }
    await page.mouse.move(2, 2);
    await soon(() => lights(page)).toEqual(NOTHING);
  });

  it("from a pixel of the picture: its values, and every window that sees it", async () => {
    const { page } = await show(START);
    const { image, document } = await expected(page);
    for (const [y, x] of [
      [6, 7],
      [12, 16],
      [13, 17], // in a column that the floor drops
    ] as const) {
      const at = await onScreen(page, x + 0.5, y + 0.5);
      await page.mouse.move(at.x, at.y);
      const { said } = await following(page, `image[0, :, ${y}, ${x}]`);
      for (let c = 0; c < 3; c += 1) {
        const value = Number((image.data[(c * 14 + y) * 18 + x] ?? NaN).toPrecision(4));
        expect(said).toContain(`${"RGB"[c]} ${String(value).replace("-", "−")}`);
      }
      const seeing = windows(document, image.shape).filter(
        ([, top, left]) => y >= top && y < top + 3 && x >= left && x < left + 3,
      ).length;
      await soon(async () => (await lights(page)).tensor > 0).toBe(seeing > 0);
      const lit = await lights(page);
      expect(lit.output).toBe(seeing);
      expect(lit.river).toBeGreaterThan(0);
      expect(said).toContain(seeing === 0 ? "no window sees it" : "feeds");
    }
  });

  it("from a cell of the tensor, in every way it is laid out: the value of that very element", async () => {
    const { page } = await show(START);
    const oracle = await expected(page);
    const maps = (await tensorOf(page, "maps")).data;
    for (const preset of ["maps per window", "planes per tap", "as printed"]) {
      await pick(page, "how the numbers are laid out", preset);
      const box = await tensorStage(page).boundingBox();
      if (!box) throw new Error("no tensor on the page");
      let met = 0;
      for (const [dx, dy] of [
        [0.5, 0.5],
        [0.43, 0.61],
        [0.57, 0.34],
        [0.49, 0.52],
      ] as const) {
        await page.mouse.move(box.x + box.width * dx, box.y + box.height * dy);
        const { name, value } = await followed(page);
        const [, n, i, j] = /^map\[(\d+)\]\[(\d+), (\d+)\]$/.exec(name) ?? [];
        if (n === undefined) continue; // between two tiles
        met += 1;
        expect(value, name).toBeCloseTo(maps[(Number(n) * 3 + Number(i)) * 3 + Number(j)] ?? NaN, 4);
        const mark = await tensorStage(page).locator("svg .mark.lit .line").boundingBox();
        expect(mark && mark.x <= box.x + box.width * dx && mark.x + mark.width >= box.x + box.width * dx, name).toBe(
          true,
        );
        expect(mark && mark.y <= box.y + box.height * dy && mark.y + mark.height >= box.y + box.height * dy, name).toBe(
          true,
        );
        const lit = await lights(page);
        expect(lit.taps).toBe(3);
        expect(lit.output).toBe(1);
        expect(Number(n)).toBeLessThan(oracle.kept.length);
      }
      expect(met, preset).toBeGreaterThan(0);
    }
    await pick(page, "how the numbers are laid out", "maps per window");
  });

  it("a click pins it, arrows move it by window, Escape lets it go", async () => {
    const { page } = await show(START);
    const oracle = await expected(page);
    const output = (await tensorOf(page, "dense")).data;
    const [, columns] = oracle.windows;
    await pointAtOutput(page, oracle, 2, 3);
    await following(page, "output[0, 0, 2, 3]");
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.move(2, 2);
    await following(page, "output[0, 0, 2, 3]");
    expect(await button(page, "pinned · unpin").count()).toBe(1);

    await outputStage(page).focus();
    for (const [key, r, s] of [
      ["ArrowRight", 2, 4],
      ["ArrowDown", 3, 4],
      ["ArrowLeft", 3, 3],
      ["ArrowUp", 2, 3],
    ] as const) {
      await press(page, key);
      const { value } = await following(page, `output[0, 0, ${r}, ${s}]`);
      expect(value).toBeCloseTo(output[r * columns + s] ?? NaN, 4);
    }
    // The tensor takes the same keys.
    await tensorStage(page).focus();
    await press(page, "ArrowDown");
    await following(page, "output[0, 0, 3, 3]");
    await soon(async () => (await lights(page)).tensor).toBeGreaterThan(0);

    // A change of the filter changes the followed number with it.
    await page.getByLabel("filter preset").selectOption("box");
    await soon(async () => (await followed(page)).value).not.toBe(null);
    const sum = (await tensorOf(page, "dense")).data[3 * columns + 3] ?? NaN;
    expect((await followed(page)).value).toBeCloseTo(sum, 4);

    await tensorStage(page).focus();
    await press(page, "Escape");
    expect(await button(page, "pinned · unpin").count()).toBe(0);
    expect(await lights(page)).toEqual(NOTHING);
    expect(
      await number(page)
        .getByText(/^Point at a pixel/)
        .count(),
    ).toBe(1);
  });

  it("by keyboard alone: an arrow on the picture starts in its middle and moves by pixel; Enter pins what is hovered", async () => {
    const { page } = await show(START);
    await picture(page).focus();
    await press(page, "ArrowRight");
    await following(page, "image[0, :, 7, 9]");
    await press(page, "ArrowRight*2", "ArrowUp");
    await following(page, "image[0, :, 6, 11]");
    await button(page, "pinned · unpin").click();
    await soon(() => lights(page)).toEqual(NOTHING);

    const oracle = await expected(page);
    await outputStage(page).focus();
    await pointAtOutput(page, oracle, 1, 1);
    await following(page, "output[0, 0, 1, 1]");
    await press(page, "Enter");
    await page.mouse.move(2, 2);
    await following(page, "output[0, 0, 1, 1]");
    await button(page, "pinned · unpin").click();
  });

  it("of another image of the batch, once that one is shown", async () => {
    const { page } = await show({ ...START, image: { random: { seed: 5, shape: [2, 1, 14, 18] } } });
    const oracle = await expected(page);
    const output = (await tensorOf(page, "dense")).data;
    const [rows, columns] = oracle.windows;
    await panel(page, "Image and region")
      .getByLabel(/^image/)
      .selectOption("b = 1");
    await pointAtOutput(page, oracle, 4, 2);
    const { value } = await following(page, "output[1, 0, 4, 2]");
    expect(value).toBeCloseTo(output[(rows + 4) * columns + 2] ?? NaN, 4);
    expect((await lights(page)).picture).toBeGreaterThan(0);
  });
});

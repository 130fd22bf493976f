import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { worstDifference } from "../oracle/compare";
import { get } from "../oracle/image";
import { documentOf, drag, load, messages, panel, settled, soon, tensorOf } from "./hands";
import { pages } from "./page";

const open = pages();

/** 698 × 698 windows of one channel: 4.4 million numbers of maps, more than are held. */
const LARGE = {
  v: 1,
  image: { random: { seed: 3, shape: [1, 1, 700, 700] } },
  filter: {
    values: [
      [1, 2, -1],
      [0, -3, 0.5],
      [4, 1, 1],
    ],
  },
};

/** The maps of a picture of one channel without padding, k 3, by the shortest loops over their definition. */
function mapsOf(image: readonly number[], filter: readonly number[], size: number): Float32Array {
  const side = size - 2;
  return Float32Array.from({ length: side * side * 9 }, (_, at) => {
    const [n, i, j] = [Math.floor(at / 9), Math.floor(at / 3) % 3, at % 3];
    const pixel = (Math.floor(n / side) + i) * size + (n % side) + j;
    return Math.fround(get(image, pixel) * get(filter, 3 * i + j));
  });
}

const foot = (page: Page) => page.locator(".tensor__foot");
const surveyed = (page: Page) => soon(() => foot(page).innerText()).not.toContain("so far");
const digits = (value: number): string => Math.abs(value).toPrecision(3);

describe("a step of more numbers than are held", () => {
  it("is surveyed whole, goes to its ends and to any window, and is saved to the last number", async () => {
    const { page } = await open({
      before: () => {
        // No one answers the browser's own dialog here.
        Reflect.deleteProperty(window, "showSaveFilePicker");
      },
    });
    await load(page, LARGE);
    await surveyed(page);
    const image = await tensorOf(page, "image");
    const expected = mapsOf(image.data, LARGE.filter.values.flat(), 700);
    const least = expected.reduce((low, value) => Math.min(low, value), Infinity);
    const most = expected.reduce((high, value) => Math.max(high, value), -Infinity);
    const text = await foot(page).innerText();
    expect(text).toContain(`min −${digits(least)}`);
    expect(text).toContain(`max ${digits(most)}`);
    expect(text.replaceAll(/\s/g, "")).toContain("4384836values");

    // Maps do not depend on the region: nothing of them is looked through again when one is drawn.
    await page.evaluate(() => {
      const tensor = document.querySelector("section.tensor");
      const said: string[] = [];
      Object.assign(window, { said });
      const look = () => said.push(tensor?.querySelector(".tensor__foot")?.textContent ?? "no foot");
      if (tensor) new MutationObserver(look).observe(tensor, { subtree: true, childList: true, characterData: true });
    });
    await page.getByRole("radio", { name: /^Rectangle \(/ }).click();
    await drag(page, [
      [100, 100],
      [300, 200],
      [500, 400],
    ]);
    await settled(page);
    expect((await documentOf(page)).region.shapes).toHaveLength(1);
    const said = await page.evaluate(() => Reflect.get(window, "said") as string[]);
    expect(said.filter((each) => /so far|no foot/.test(each))).toEqual([]);

    await foot(page).getByRole("button", { name: "max" }).click();
    await soon(() => panel(page, "This number").innerText()).toContain(digits(most).slice(0, 4));

    const window = page.getByLabel("go to window");
    await window.fill("0, 698");
    await window.press("Enter");
    expect(await foot(page).getByRole("alert").innerText()).toBe(
      "a window is n from 0 to 487203, or row 0 to 697, column 0 to 697",
    );
    await window.fill("697, 697");
    await window.press("Enter");
    await soon(() => panel(page, "This number").innerText()).toContain("window (697, 697)");

    const downloading = page.waitForEvent("download");
    await foot(page).getByRole("button", { name: /\.npy/ }).click();
    const file = readFileSync(await (await downloading).path());
    const numbers = new Float32Array(
      file.buffer.slice(file.byteOffset + file.length - 4 * expected.length, file.byteOffset + file.length),
    );
    expect(worstDifference(numbers, expected)).toBeLessThan(1e-5);
    await soon(async () => (await messages(page)).join()).toContain("maps.npy is saved");

    // Another filter is another step: nothing that was fetched before is told of it.
    await load(page, {
      ...LARGE,
      filter: {
        values: [
          [0, 0, 0],
          [0, 2, 0],
          [0, 0, 0],
        ],
      },
    });
    await surveyed(page);
    const brightest = image.data.reduce((high, value) => Math.max(high, value), 0);
    await soon(() => foot(page).innerText()).toContain(`max ${digits(2 * brightest)}`);
  });
});

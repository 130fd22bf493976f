import { describe, expect, it } from "vitest";
import { jsonHash, pages } from "./page";

const open = pages();

describe("a first visit", () => {
  it("shows a photograph, a region, the river, maps and the masked output, without a dialog", async () => {
    const { page } = await open();
    expect(await page.title()).toBe("Unfold Playground");
    expect(await page.locator("[data-testid=river] .river-column").count()).toBe(10);
    const [output, dense, kept] = await page.evaluate(async () => [
      await window.playground.tensor("output"),
      await window.playground.tensor("dense"),
      await window.playground.tensor("kept"),
    ]);
    expect(output?.shape).toEqual([1, 1, 32, 48]);
    const values = Object.values(output?.data ?? {});
    const whole = Object.values(dense?.data ?? {});
    Object.values(kept?.data ?? {}).forEach((isKept, n) => expect(values[n]).toBe(isKept ? whole[n] : 0));
    expect(await page.getByText("324 of 1 536").count()).toBe(1);
  });

  it("puts the document into the address, and the address brings it back", async () => {
    const { page } = await open();
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    const [hash, document] = await page.evaluate(() => [location.hash, window.playground.document()] as const);
    const other = await open({ hash });
    expect(await other.page.evaluate(() => window.playground.document())).toEqual(document);
  });

  it("opens a link written by hand", async () => {
    const { page } = await open({
      hash: jsonHash({ v: 1, image: { arange: { shape: [1, 1, 6, 6] } }, stride: [3, 3] }),
    });
    const maps = await page.evaluate(() => window.playground.tensor("maps"));
    expect(maps.shape).toEqual([4, 3, 3]);
  });
});

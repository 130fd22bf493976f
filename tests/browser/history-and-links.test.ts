import type { Page } from "playwright";
import { describe, expect, inject, it } from "vitest";
import {
  bring,
  button,
  choose,
  clickAt,
  copiedLink,
  digestsOf,
  documentOf,
  drag,
  load,
  messages,
  panel,
  pick,
  press,
  settled,
  shows,
  stepper,
  tensorOf,
  type,
  type WholeDocument,
  soon,
} from "./hands";
import { jsonHash, pages } from "./page";
import { png } from "../share/pictures/files";

const open = pages();

const START = { v: 1, image: { arange: { shape: [1, 3, 24, 36] } }, padding: [1, 1] };

const tool = (page: Page, name: string) => page.getByRole("radio", { name: new RegExp(`^${name} \\(`) }).click();

describe("undo and redo", () => {
  it("one entry per gesture, however much it changed on the way", async () => {
    const { page } = await open({ hash: jsonHash(START) });
    expect(await button(page, "Undo").isDisabled()).toBe(true);
    expect(await button(page, "Redo").isDisabled()).toBe(true);

    const gestures: (() => Promise<unknown>)[] = [
      async () => {
        await tool(page, "Rectangle");
        await drag(page, [
          [4, 4],
          [9, 8],
          [14, 12],
        ]);
      },
      async () => {
        await tool(page, "Select");
        await drag(page, [
          [8, 8],
          [10, 9],
          [13, 11],
        ]);
      },
      () =>
        drag(page, [
          [19, 15],
          [22, 17],
          [25, 20],
        ]),
      async () => {
        await tool(page, "Brush");
        await drag(page, [
          [6, 6],
          [20, 10],
          [30, 18],
        ]);
      },
      async () => {
        await tool(page, "Polygon");
        await clickAt(page, 3, 3);
        await clickAt(page, 30, 4);
        await clickAt(page, 18, 20);
        await press(page, "Enter");
      },
      () => button(page, "invert").click(),
      () => button(page, "stride along the rows: more").click(),
      () => type(stepper(page, "size along the rows"), "5"),
      () => page.getByLabel("filter preset").selectOption("box"),
      async () => {
        await page.getByRole("gridcell", { name: /^tap 0, 0:/ }).focus();
        await press(page, "3", ".", "5", "Enter");
      },
      () => panel(page, "Sum over").getByRole("button", { name: "convolution" }).click(),
      () => pick(page, "program", "thread"),
      () => page.getByLabel("which windows are kept").selectOption("any"),
      () => page.getByLabel("what stands outside the region").selectOption("dense"),
      () => choose(page, "Tensor", /a batch of two/),
      () => bring(page, "own.png", png({ width: 30, height: 20, bits: 8, colourType: 0, pixel: (x, y) => [x + y] })),
      () => button(page, "clear").click(),
    ];
    const documents: WholeDocument[] = [await documentOf(page)];
    for (const [at, gesture] of gestures.entries()) {
      await gesture();
      await soon(() => documentOf(page), `gesture ${at}`).not.toEqual(documents.at(-1));
      await settled(page);
      documents.push(await documentOf(page));
    }
    const last = await digestsOf(page, ["image", "output"]);

    for (const document of documents.slice(0, -1).toReversed()) {
      await button(page, "Undo").click();
      expect(await documentOf(page)).toEqual(document);
    }
    expect(await button(page, "Undo").isDisabled()).toBe(true);
    await settled(page);
    expect((await tensorOf(page, "image")).shape).toEqual(START.image.arange.shape);
    // The keys do the same as the buttons.
    for (const [at, document] of documents.slice(1).entries()) {
      await press(page, at % 2 === 0 ? "Control+Shift+z" : "Control+y");
      expect(await documentOf(page)).toEqual(document);
    }
    expect(await button(page, "Redo").isDisabled()).toBe(true);
    expect(await digestsOf(page, ["image", "output"])).toEqual(last);

    await press(page, "Control+z");
    expect(await documentOf(page)).toEqual(documents.at(-2));
    await button(page, "invert").click();
    await settled(page);
    expect(await button(page, "Redo").isDisabled()).toBe(true);
  });

  it("leaves no entry for a gesture that was given up or that changed nothing, and forgets a selected shape that the undone document does not have", async () => {
    const { page } = await open({ hash: jsonHash(START) });
    const before = await documentOf(page);
    await tool(page, "Rectangle");
    await page.mouse.move(2, 2);
    await clickAt(page, 10, 10);
    await press(page, "Escape");
    await tool(page, "Polygon");
    await clickAt(page, 10, 10);
    await clickAt(page, 20, 10);
    await press(page, "Enter");
    await panel(page, "Sum over").getByRole("button", { name: "patch maps" }).click();
    await stepper(page, "stride along the rows").press("ArrowDown");
    await stepper(page, "stride along the rows").press("Enter");
    await settled(page);
    expect(await documentOf(page)).toEqual(before);
    expect(await button(page, "Undo").isDisabled()).toBe(true);

    await tool(page, "Rectangle");
    await drag(page, [
      [4, 4],
      [14, 12],
    ]);
    expect(await button(page, "Delete the selected shape").count()).toBe(1);
    await button(page, "Undo").click();
    await settled(page);
    expect(await button(page, "Delete the selected shape").count()).toBe(0);
  });
});

describe("links", () => {
  const TENSORS = ["image", "filter", "patches", "products", "maps", "depthwise", "output", "dense", "kept", "region"];

  it("a copied link shows the same document and bit for bit the same numbers elsewhere", async () => {
    const { page } = await open();
    await pick(page, "colour", "gray");
    await shows(page, [1, 1, 96, 144]);
    await page.getByLabel("filter preset").selectOption("random");
    await type(stepper(page, "padding along the rows"), "2");
    await panel(page, "Kernel").getByLabel("padding mode").selectOption("reflect");
    await button(page, "stride: rows and columns change together").click();
    await type(stepper(page, "stride along the columns"), "4");
    await tool(page, "Lasso");
    await drag(page, [
      [20, 20],
      [100, 30],
      [60, 80],
    ]);
    const link = await copiedLink(page);
    expect(link.hash).toMatch(/^#v1\./);
    expect(new URL(page.url()).pathname).toBe(link.pathname);

    const other = await open({ hash: link.hash });
    expect(await documentOf(other.page)).toEqual(await documentOf(page));
    expect(await other.page.evaluate(() => window.playground.backend())).toBe(
      await page.evaluate(() => window.playground.backend()),
    );
    const here = await digestsOf(page, TENSORS);
    expect(Object.keys(here)).toEqual(TENSORS);
    expect(await digestsOf(other.page, TENSORS)).toEqual(here);
  });

  it("the page has not settled before it shows the document of its address, however late what reads links arrives", async () => {
    const { page, context } = await open({ settle: false });
    const shown = { ...START, stride: [2, 3] };
    let hold = 500;
    await context.route("**/links-*.js", async (route) => {
      const wait = hold;
      hold = 0;
      await new Promise((resolve) => setTimeout(resolve, wait));
      await route.continue();
    });
    await page.goto("about:blank");
    await page.goto(inject("page") + jsonHash(shown));
    await page.waitForFunction(() => window.playground);
    await settled(page);
    expect(hold, "it was fetched").toBe(0);
    expect(await documentOf(page)).toMatchObject(shown);
  });

  it("the address follows every change, one followed in the same tab is shown, and a damaged one is refused in words, and the work stays", async () => {
    const { page } = await open({ hash: jsonHash(START) });
    await soon(() => page.url()).toMatch(/#v1\./);
    const first = new URL(page.url()).hash;
    const entries = await page.evaluate(() => history.length);
    await type(stepper(page, "stride along the rows"), "3");
    await soon(() => new URL(page.url()).hash).not.toBe(first);
    expect(await page.evaluate(() => history.length), "entries of the browser's own history").toBe(entries);

    await page.evaluate((hash) => {
      location.hash = hash;
    }, first);
    await soon(async () => (await documentOf(page)).stride).toEqual([1, 1]);
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      jsonHash({ v: 1, image: { arange: { shape: [1, 1, 6, 6] } } }),
    );
    await shows(page, [1, 1, 6, 6]);
    await soon(() => page.url()).toMatch(/#v1\./);
    expect(await messages(page)).toEqual([]);

    // A link followed is an entry of the history like any other change.
    await button(page, "Undo").click();
    await shows(page, [1, 3, 24, 36]);

    const before = await documentOf(page);
    await page.evaluate(() => {
      location.hash = "#v1.AAAA";
    });
    await soon(() => messages(page)).toHaveLength(1);
    expect(await documentOf(page)).toEqual(before);
    await button(page, "Dismiss").click();
    expect(await messages(page)).toEqual([]);
    await load(page, { v: 1, image: { arange: { shape: [1, 1, 5, 5] } } });
    await shows(page, [1, 1, 5, 5]);
  });
});

describe("the theme", () => {
  it("is switched by its button and remembered", async () => {
    const { page } = await open({ document: START });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await button(page, /^theme: system/).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.waitForFunction(() => window.playground !== undefined);
    await settled(page);
    expect(await background()).toBe(dark);
    await button(page, /^theme: dark/).click();
    expect(await background()).toBe(light);
    await button(page, /^theme: light/).click();
    expect(await background()).toBe(light); // the system's choice
    await page.emulateMedia({ colorScheme: "dark" });
    await soon(background).toBe(dark);
  });
});

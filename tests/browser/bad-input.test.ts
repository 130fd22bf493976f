import { readFileSync } from "node:fs";
import { join as path } from "node:path";
import { describe, expect, it } from "vitest";
import { claimedPng, latin1, png } from "../share/pictures/files";
import { BAD_LINKS, hashOf, linkWith } from "./bad-links";
import { shows, tensorOf } from "./hands";
import { onePage, type OpenPage, pages } from "./page";
import { dismiss, expectMessage, expectUsable, messages, type Work, workOn } from "./state";

const open = pages();
const showWork = onePage();

/** A small photograph with a region: work that must not be lost. */
const WORK = {
  v: 1,
  image: { sample: "coins" },
  color: "gray",
  resize: [30, 38],
  stride: [2, 2],
  region: { shapes: [{ add: { ellipse: [18, 14, 12, 9] } }] },
};

/** A page with work on it, and one entry in its history. */
async function atWork(): Promise<{ opened: OpenPage; work: Work }> {
  const opened = await showWork(WORK);
  await opened.page.getByLabel("filter preset").selectOption("laplacian");
  return { opened, work: await workOn(opened) };
}

interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

const bring = ({ page }: OpenPage, { name, mimeType, bytes }: PictureFile) =>
  page.getByLabel("picture file").setInputFiles({ name, mimeType, buffer: Buffer.from(bytes) });

const stored = (name: string): Uint8Array => readFileSync(path(import.meta.dirname, "../files", name));

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>window.played = 1</script></svg>`;

const REFUSED: readonly (PictureFile & { readonly title: string; readonly words: RegExp })[] = [
  {
    title: "a JPEG that is cut off",
    name: "holiday.jpg",
    mimeType: "image/jpeg",
    bytes: stored("photo.jpg").subarray(0, 1200),
    words: /the file ends before the picture does \(truncated JPEG\)/,
  },
  {
    title: "a text named .png",
    name: "notes.png",
    mimeType: "image/png",
    bytes: latin1("Dear diary, this is no picture at all."),
    words: /notes\.png.*PNG, JPEG, WebP, GIF/s,
  },
  { title: "an empty file", name: "empty.png", mimeType: "image/png", bytes: new Uint8Array(), words: /empty/ },
  {
    title: "a PNG whose header claims 60000 × 60000",
    name: "bomb.png",
    mimeType: "image/png",
    bytes: claimedPng(60_000, 60_000),
    words: /60000 × 60000.*(megapixels|pixels)/,
  },
  { title: "an SVG", name: "drawing.svg", mimeType: "image/svg+xml", bytes: latin1(SVG), words: /SVG.*PNG/s },
  {
    title: "a file whose name is markup",
    name: `<img src=x onerror="window.played = 1">.png`,
    mimeType: "image/png",
    bytes: latin1("no picture"),
    words: /<img src=x onerror="window\.played = 1">\.png/,
  },
];

describe("a file that cannot be loaded", () => {
  it("says what is wrong and leaves the work as it was, whatever it is", async () => {
    const { opened, work } = await atWork();
    for (const { title, words, ...file } of REFUSED) {
      await bring(opened, file);
      const message = await expectMessage(opened.page, words, title);
      expect((await message.innerText()).length).toBeGreaterThan(30);
      await expectUsable(opened, work);
      // Still there to be read, and gone when it is closed.
      expect(await message.isVisible(), title).toBe(true);
      await dismiss(opened.page);
      expect(await opened.page.evaluate(() => "played" in window)).toBe(false);
    }
  });

  it("may be followed by one that can", async () => {
    const { opened } = await atWork();
    await bring(opened, { name: "empty.png", mimeType: "image/png", bytes: new Uint8Array() });
    await expectMessage(opened.page, /empty/);
    await bring(opened, { name: "photo.jpg", mimeType: "image/jpeg", bytes: stored("photo.jpg") });
    await opened.page.getByText("photo.jpg").or(opened.page.getByText("own picture")).first().waitFor();
    await opened.settled();
    expect((await tensorOf(opened.page, "image")).shape).toEqual([1, 1, 64, 96]);
  });
});

describe("an uncommon file that can be loaded", () => {
  const show = onePage();

  /** The numbers of the picture, which must have this shape. */
  async function loaded(file: PictureFile, shape: readonly number[]): Promise<number[]> {
    const opened = await show({ v: 1, image: { arange: { shape: [1, 1, 6, 6] } } });
    await bring(opened, file);
    await shows(opened.page, shape);
    expect(await opened.page.getByRole("alert").count()).toBe(0);
    const image = await tensorOf(opened.page, "image");
    expect(image.shape).toEqual(shape);
    return image.data;
  }

  it("a PNG of 16 bits, to its last bit", async () => {
    const value = (x: number, y: number, c: number) => (x * 7919 + y * 104_729 + c * 1299) % 65_536;
    const bytes = png({
      width: 5,
      height: 4,
      colourType: 2,
      bits: 16,
      pixel: (x, y) => [value(x, y, 0), value(x, y, 1), value(x, y, 2)],
    });
    const data = await loaded({ name: "deep.png", mimeType: "image/png", bytes }, [1, 3, 4, 5]);
    data.forEach((found, at) => {
      const [c, y, x] = [Math.floor(at / 20), Math.floor(at / 5) % 4, at % 5];
      expect(found).toBe(Math.fround(value(x, y, c) / 65_535));
    });
  });

  it("a PNG with a palette", async () => {
    const palette = [255, 0, 0, 0, 128, 0, 10, 20, 30, 250, 250, 250];
    const index = (x: number, y: number) => (x + 2 * y) % 4;
    const bytes = png({ width: 6, height: 5, colourType: 3, bits: 2, palette, pixel: (x, y) => [index(x, y)] });
    const data = await loaded({ name: "few.png", mimeType: "image/png", bytes }, [1, 3, 5, 6]);
    data.forEach((found, at) => {
      const [c, y, x] = [Math.floor(at / 30), Math.floor(at / 6) % 5, at % 6];
      expect(found).toBe(Math.fround((palette[3 * index(x, y) + c] ?? 0) / 255));
    });
  });

  it("a JPEG in four components", async () => {
    const print = { name: "print.jpg", mimeType: "image/jpeg", bytes: stored("cmyk.jpg") };
    const data = await loaded(print, [1, 3, 16, 24]);
    // Red above left, green above right, blue below left, white below right.
    const at = (c: number, y: number, x: number) => data[(c * 16 + y) * 24 + x] ?? NaN;
    const colour = (y: number, x: number) => [0, 1, 2].map((c) => (at(c, y, x) > 0.5 ? 1 : 0));
    expect([colour(3, 4), colour(3, 20), colour(12, 4), colour(12, 20)]).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
    ]);
  });
});

const follow = ({ page }: OpenPage, hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

describe("a link that cannot be opened", () => {
  it("says what is wrong and leaves the work as it was, whatever it is", async () => {
    const { opened, work } = await atWork();
    for (const { title, hash, words } of BAD_LINKS) {
      await follow(opened, hash);
      const message = await expectMessage(opened.page, words, title);
      expect(await workOn(opened), title).toEqual(work);
      expect(await message.isVisible(), title).toBe(true);
      await dismiss(opened.page);
    }
    await expectUsable(opened, work);
  });

  it("cut off anywhere is told to be cut off", async () => {
    const { opened, work } = await atWork();
    const { page } = opened;
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    const whole = await page.evaluate(() => location.hash);
    for (const length of [whole.length - 1, Math.floor(whole.length / 2), 12]) {
      await follow(opened, whole.slice(0, length));
      await expectMessage(page, /this link is cut off: .*characters arrived; ask for it to be sent again/);
      await dismiss(page);
    }
    await expectUsable(opened, work);
  });

  it("leaves an address that brings the work back", async () => {
    const { opened, work } = await atWork();
    const { page } = opened;
    await follow(opened, linkWith({ stride: [0, 0] }));
    await expectMessage(page, /stride\[0\]/);
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    await page.reload();
    await page.waitForFunction(() => window.playground !== undefined);
    expect(await workOn(opened)).toEqual({ ...work, canUndo: false });
    expect(await messages(page).count()).toBe(0);
  });

  it("on a first visit, the starter is shown with the message", async () => {
    const opened = await open();
    const { page } = opened;
    const starter = await workOn(opened);
    const [address = ""] = page.url().split("#");
    for (const { hash, words } of BAD_LINKS.filter(({ title }) => /cut off in|unknown sample/.test(title))) {
      await page.goto("about:blank");
      await page.goto(address + hash);
      await page.waitForFunction(() => window.playground !== undefined);
      await expectMessage(page, words);
      expect(await workOn(opened)).toEqual(starter);
      await dismiss(page);
    }
    await expectUsable(opened, starter);
  });
});

describe("a link with something unknown in it", () => {
  it("opens, and what was ignored is said: a field of its own, and __proto__", async () => {
    const opened = await open({ document: WORK });
    const { page } = opened;
    await follow(opened, hashOf('{"v":1,"image":{"arange":{"shape":[1,1,6,6]}},"colour":"gray"}'));
    await expectMessage(page, "colour", "an unknown field", "status");
    await dismiss(page);
    await follow(
      opened,
      hashOf(
        '{"v":1,"image":{"arange":{"shape":[1,1,5,5]}},"__proto__":{"polluted":1},"region":{"__proto__":{"keep":"all"}}}',
      ),
    );
    await messages(page).filter({ hasText: "region.__proto__" }).waitFor();
    expect(await messages(page).count()).toBe(2);
    expect(await page.evaluate(() => "polluted" in {})).toBe(false);
    expect(await page.evaluate(() => window.playground.document())).toEqual({
      v: 1,
      image: { arange: { shape: [1, 1, 5, 5] } },
    });
  });
});

describe("a control asked for what does not fit", () => {
  const show = onePage();
  const SMALL = { v: 1, image: { arange: { shape: [1, 1, 6, 8] } } };
  const type = async ({ page, settled }: Pick<OpenPage, "page" | "settled">, label: string, value: string) => {
    const field = page.getByRole("spinbutton", { name: label });
    await field.fill(value);
    await field.press("Enter");
    await settled();
    return field.inputValue();
  };

  it("a kernel larger than the padded image: takes the largest that fits and says the rule beside it", async () => {
    const opened = await show(SMALL);
    const { page } = opened;
    const link = page.getByRole("button", { name: "size: rows and columns change together" });
    if ((await link.getAttribute("aria-pressed")) === "true") await link.click();
    expect(await type(opened, "size along the rows", "9")).toBe("6");
    const rule = page.locator(".panel--kernel").getByRole("status");
    expect(await rule.innerText()).toMatch(/the padded image has 6 rows/);
    expect(await page.evaluate(() => window.playground.document())).toMatchObject({ kernel_size: [6, 3] });
    expect(await type(opened, "size along the rows", "abc")).toBe("6");
    expect(await type(opened, "size along the rows", "-4")).toBe("1");
    expect(await page.evaluate(() => window.playground.document())).toMatchObject({ kernel_size: [1, 3] });
  });

  it("reflect padding not smaller than the axis: the mode and the padding say why", async () => {
    const opened = await show({ ...SMALL, padding: [5, 5], padding_mode: "reflect" });
    const { page } = opened;
    expect(await type(opened, "padding along the rows", "6")).toBe("5");
    const rule = page.locator(".panel--kernel").getByRole("status");
    expect(await rule.innerText()).toMatch(/reflect/);
    const mode = page.getByLabel("padding mode");
    await mode.selectOption("zeros");
    expect(await type(opened, "padding along the rows", "9")).toBe("9");
    // A padding of 9 leaves the mode out of what can be chosen, and the rule beside it.
    expect(await mode.locator("option", { hasText: "reflect" }).isDisabled()).toBe(true);
    expect(await page.locator(".panel--kernel").innerText()).toMatch(
      /reflect padding must be smaller than the axis: the image has 6 rows/,
    );
    expect(await type(opened, "padding along the rows", "5")).toBe("5");
    await mode.selectOption("reflect");
    await opened.settled();
    expect(await page.evaluate(() => window.playground.document())).toMatchObject({
      padding: [5, 5],
      padding_mode: "reflect",
    });
    expect(await messages(page).count()).toBe(0);
  });

  it("a filter number that is none: the number stays", async () => {
    const opened = await show(SMALL);
    const { page } = opened;
    const before = await workOn(opened);
    await page.getByRole("gridcell", { name: "tap 1, 1" }).press("5");
    const field = page.getByLabel("new value of tap 1, 1");
    await field.fill("1e999");
    await field.press("Enter");
    expect(await workOn(opened)).toEqual(before);
    await expectUsable(opened, before);
  });
});

describe("regions at their ends", () => {
  const show = onePage();
  const withRegion = (region: object) => ({ v: 1, image: { arange: { shape: [1, 1, 6, 8] } }, region });
  const numbers = ({ page }: OpenPage) =>
    page.evaluate(async () => {
      const { playground } = window;
      const [output, dense, kept] = await Promise.all([
        playground.tensor("output"),
        playground.tensor("dense"),
        playground.tensor("kept"),
      ]);
      return { output: output.data.join(), dense: dense.data.join(), kept: kept.data.join() };
    });

  it("an empty one keeps no window, which is a result and said to be one", async () => {
    const opened = await show(
      withRegion({ shapes: [{ add: { rect: [1, 1, 2, 2] } }, { subtract: { rect: [0, 0, 8, 6] } }] }),
    );
    const { output, kept } = await numbers(opened);
    expect(new Set(kept.split(","))).toEqual(new Set(["0"]));
    expect(new Set(output.split(","))).toEqual(new Set(["0"]));
    expect(await opened.page.getByText("No window is kept").count()).toBe(1);
    expect(await opened.page.getByText("0 of 24").count()).toBe(1);
    await expectUsable(opened, await workOn(opened));
  });

  it.each([
    { title: "one that covers everything", shapes: [{ add: { rect: [0, 0, 8, 6] } }] },
    { title: "one far larger than the image", shapes: [{ add: { rect: [-90_000, -90_000, 99_000, 99_000] } }] },
  ])("$title: the output is the dense one", async ({ shapes }) => {
    const opened = await show(withRegion({ shapes, keep: "all" }));
    const { output, dense, kept } = await numbers(opened);
    expect(new Set(kept.split(","))).toEqual(new Set(["1"]));
    expect(output).toBe(dense);
    await expectUsable(opened, await workOn(opened));
  });
});

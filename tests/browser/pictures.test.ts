import { readFileSync } from "node:fs";
import { encode } from "fast-png";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { png } from "../share/pictures/files";
import {
  bring,
  button,
  choose,
  copiedLink,
  digestsOf,
  documentOf,
  expectNumbers,
  hand,
  load,
  messages,
  panel,
  pick,
  settled,
  shows,
  tensorOf,
  type,
  soon,
} from "./hands";
import { onePage, pages } from "./page";

const open = pages();
const show = onePage();
/** What stands there before a picture comes. */
const SMALL = { v: 1, image: { arange: { shape: [1, 1, 8, 8] } }, stride: [3, 3] };
/** A sample at the width that the next picture takes over. */
const REDUCED = { v: 1, image: { sample: "chelsea" }, resize: [96, 144], stride: [3, 3] };
const file = (name: string) => readFileSync(new URL(`../files/${name}`, import.meta.url));
const photo = file("photo.jpg");

/** What the browser itself makes of a picture file, planar and divided by 255. */
const decoded = (page: Page, bytes: Uint8Array, mime: string): Promise<number[]> =>
  page.evaluate(
    async ({ base64, type: kind }) => {
      const data = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
      const bitmap = await createImageBitmap(new Blob([data], { type: kind }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      if (!context) throw new Error("no canvas");
      context.drawImage(bitmap, 0, 0);
      const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
      const plane = (c: number) => [...pixels].filter((_, at) => at % 4 === c).map((value) => Math.fround(value / 255));
      return [...plane(0), ...plane(1), ...plane(2)];
    },
    { base64: Buffer.from(bytes).toString("base64"), type: mime },
  );

/** A picture with more detail than fits into a link. */
const largeValue = (at: number): number => (Math.imul(at, 2654435761) >>> 16) & 255;

function large(width: number, height: number): Uint8Array {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => largeValue(at));
  return encode({ width, height, data, channels: 3, depth: 8 });
}

describe("a real photograph", () => {
  it("is loaded by file, drop and paste, each with the numbers that the browser decodes; one that is small travels inside the link", async () => {
    const { page } = await show(SMALL);
    const pixels = await decoded(page, photo, "image/jpeg");
    const bringing: Record<string, () => Promise<void>> = {
      file: () => bring(page, "photo.jpg", photo, "image/jpeg"),
      drop: () => hand(page, "drop", "photo.jpg", photo, "image/jpeg"),
      paste: () => hand(page, "paste", "photo.jpg", photo, "image/jpeg"),
    };
    for (const [way, byHand] of Object.entries(bringing)) {
      await load(page, SMALL);
      await byHand();
      await shows(page, [1, 3, 64, 96]);
      expect((await tensorOf(page, "image")).data, way).toEqual(pixels);
      expect((await documentOf(page)).image, way).toEqual({
        file: { mime: "image/jpeg", base64: photo.toString("base64") },
      });
    }
    await expectNumbers(page);
    expect(await messages(page)).toEqual([]);

    const link = await copiedLink(page);
    const other = await open({ hash: link.hash });
    expect(await documentOf(other.page)).toEqual(await documentOf(page));
    expect(await digestsOf(other.page, ["image", "output"])).toEqual(await digestsOf(page, ["image", "output"]));
  });

  it("that is large is worked on whole, reduced when that is chosen, and named as absent in the link, which asks for it", async () => {
    const { page } = await open({ document: SMALL });
    const bytes = large(1200, 900);
    await bring(page, "large.png", bytes);
    await shows(page, [1, 3, 900, 1200]);
    expect(await messages(page)).toEqual([]);
    expect(await panel(page, "Image and region").getByText("at its own size").count()).toBe(1);
    const width = page.getByLabel("working width in pixels");
    await width.fill("400");
    await width.press("Enter");
    await shows(page, [1, 3, 300, 400]);
    expect(await panel(page, "Image and region").getByText("reduced from 900 × 1\u202F200").count()).toBe(1);
    // A third of each side: every pixel is the mean of nine.
    const places = [
      [0, 0, 0],
      [1, 123, 77],
      [2, 299, 399],
    ] as const;
    const reduced = await page.evaluate(async (wanted) => {
      const { data } = await window.playground.tensor("image");
      return wanted.map(([c, y, x]) => data[(c * 300 + y) * 400 + x] ?? NaN);
    }, places);
    for (const [at, [c, y, x]] of places.entries()) {
      let sum = 0;
      for (let n = 0; n < 9; n += 1) {
        sum += largeValue(((3 * y + Math.floor(n / 3)) * 1200 + 3 * x + (n % 3)) * 3 + c) / 255 / 9;
      }
      expect(reduced[at]).toBeCloseTo(sum, 6);
    }

    const link = await copiedLink(page);
    const document = await documentOf(page);
    expect(document.image).toEqual({ absent: { name: "large.png", shape: [1, 3, 900, 1200] } });
    await soon(() => messages(page)).toContain(
      "The link carries everything but your picture: whoever opens it is asked for the file.",
    );

    const other = await open({ hash: link.hash });
    const asking = other.page.getByRole("alert").filter({ hasText: "This link speaks of" });
    expect(await asking.innerText()).toContain("1\u202F200 × 900");
    expect(new URL(other.page.url()).hash).toBe(link.hash);
    const give = async (picked: Uint8Array) => {
      const chooser = other.page.waitForEvent("filechooser");
      await asking.getByRole("button", { name: "Load large.png" }).click();
      await (await chooser).setFiles({ name: "large.png", mimeType: "image/png", buffer: Buffer.from(picked) });
    };
    await give(photo);
    await soon(() => messages(other.page)).toEqual([
      "large.png has 96 × 64 pixels, but the link speaks of a picture of 1200 × 900: this is another one",
    ]);
    await give(bytes);
    await shows(other.page, [1, 3, 300, 400]);
    expect(await asking.count()).toBe(0);
    expect(await documentOf(other.page)).toEqual(document);
    expect(await digestsOf(other.page, ["output"])).toEqual(await digestsOf(page, ["output"]));
  });
});

describe("a picture too large to be worked on whole", () => {
  it("is reduced, which is said, to a size that its link carries; its own size is not offered", async () => {
    const { page } = await open({ document: SMALL });
    const bytes = large(20_000, 60);
    await bring(page, "panorama.png", bytes);
    await shows(page, [1, 3, 12, 4000]);
    await soon(() => messages(page)).toEqual([
      "panorama.png is reduced from 60 × 20000 to 12 × 4000 (rows × columns): it is too large to be worked on whole.",
    ]);
    const why = "too large to be worked on whole: up to 24 megapixels, 16384 pixels a side, can be";
    expect(await panel(page, "Image and region").getByText(why).count()).toBe(1);
    const offered = await page.getByLabel("working size, rows × columns").locator("option").allInnerTexts();
    expect(offered.at(-1)).toBe("6 × 2048");
    expect(offered).toContain("12 × 4000");
    // Every pixel is the mean of twenty-five.
    const last = await page.evaluate(async () => (await window.playground.tensor("image")).data.at(-1));
    let sum = 0;
    for (let n = 0; n < 25; n += 1) sum += largeValue(((55 + Math.floor(n / 5)) * 20_000 + 19_995 + (n % 5)) * 3 + 2);
    expect(last).toBeCloseTo(sum / 25 / 255, 6);

    await type(page.getByLabel("working width in pixels"), "20000");
    await shows(page, [1, 3, 12, 4096]);
    const document = await documentOf(page);
    expect(document.image).toEqual({ absent: { name: "panorama.png", shape: [1, 3, 60, 20_000] } });
    expect(document.resize).toEqual([12, 4096]);
    const other = await open({ hash: (await copiedLink(page)).hash });
    await soon(() => other.page.getByRole("alert").filter({ hasText: "panorama.png" }).count()).toBe(1);
    await bring(other.page, "panorama.png", bytes);
    await shows(other.page, [1, 3, 12, 4096]);
    expect(await digestsOf(other.page, ["output"])).toEqual(await digestsOf(page, ["output"]));

    // A link written by hand that names no size.
    const bare = await open({
      document: { ...document, resize: null, region: { shapes: [{ add: { rect: [0, 0, 10_000, 60] } }] } },
    });
    await soon(() => bare.page.getByRole("alert").filter({ hasText: "panorama.png" }).count()).toBe(1);
    await bring(bare.page, "panorama.png", bytes);
    await shows(bare.page, [1, 3, 12, 4000]);
    expect((await documentOf(bare.page)).region.shapes).toEqual([{ add: { rect: [0, 0, 2000, 12] } }]);
    await soon(() => messages(bare.page)).toContainEqual(expect.stringContaining("is reduced from 60 × 20000"));
  });
});

describe("every kind of picture", () => {
  it("EXIF orientation, 16 bits, gray, and the gray of a coloured one", async () => {
    const { page } = await show(SMALL);
    await bring(page, "exif-6.jpg", file("exif-6.jpg"), "image/jpeg");
    await shows(page, [1, 3, 24, 16]);
    const { data } = await tensorOf(page, "image");
    const at = (y: number, x: number) => [0, 1, 2].map((c) => Math.round(data[(c * 24 + y) * 16 + x] ?? -1));
    // Red and green above, blue and white below, turned clockwise.
    expect([at(3, 3), at(3, 12), at(20, 3), at(20, 12)]).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [1, 1, 1],
      [0, 1, 0],
    ]);

    const value = (x: number, y: number, c: number) => (x * 4099 + y * 257 + c * 21001) % 65536;
    const deep = png({
      width: 9,
      height: 7,
      colourType: 2,
      bits: 16,
      pixel: (x, y) => [0, 1, 2].map((c) => value(x, y, c)),
    });
    await bring(page, "deep.png", deep);
    await shows(page, [1, 3, 7, 9]);
    const plane = (c: number) =>
      Array.from({ length: 63 }, (_, n) => Math.fround(value(n % 9, Math.floor(n / 9), c) / 65535));
    expect((await tensorOf(page, "image")).data).toEqual([...plane(0), ...plane(1), ...plane(2)]);

    await pick(page, "colour", "gray");
    await shows(page, [1, 1, 7, 9]);
    const [red, green, blue] = [plane(0), plane(1), plane(2)];
    (await tensorOf(page, "image")).data.forEach((gray, n) => {
      expect(gray).toBeCloseTo(0.299 * (red[n] ?? 0) + 0.587 * (green[n] ?? 0) + 0.114 * (blue[n] ?? 0), 6);
    });
    expect((await documentOf(page)).color).toBe("gray");
    await pick(page, "colour", "RGB");
    await shows(page, [1, 3, 7, 9]);
    await expectNumbers(page);
  });

  it("the samples, each in its own proportions", async () => {
    const { page } = await show(REDUCED);
    const sizes = { astronaut: [1, 3, 144, 144], coins: [1, 3, 114, 144], rocket: [1, 3, 96, 144] };
    for (const [name, shape] of Object.entries(sizes)) {
      const sample = page.getByRole("button", { name: new RegExp(`^sample ${name}:`) });
      await sample.click();
      await shows(page, shape);
      expect(await sample.getAttribute("aria-pressed")).toBe("true");
      expect((await documentOf(page)).image).toEqual({ sample: name });
    }
    expect(await page.getByRole("button", { name: /^sample / }).count()).toBe(6);
    await page.getByLabel("working size, rows × columns").selectOption("427 × 640");
    await shows(page, [1, 3, 427, 640]);
    expect((await documentOf(page)).resize).toBe(null);
  });
});

describe("the working size", () => {
  it("is chosen from a list or typed as a width; the height follows", async () => {
    const { page } = await show(REDUCED);
    const size = page.getByLabel("working size, rows × columns");
    expect(await size.inputValue()).toBe("96 × 144");
    await size.selectOption("48 × 72");
    await shows(page, [1, 3, 48, 72]);
    expect((await documentOf(page)).resize).toEqual([48, 72]);

    await type(page.getByLabel("working width in pixels"), "100");
    await shows(page, [1, 3, 67, 100]);
    expect((await documentOf(page)).resize).toEqual([67, 100]);
    expect(await size.inputValue()).toBe("67 × 100");
    await expectNumbers(page);

    // Wider than the picture is its own width; nonsense changes nothing.
    await type(page.getByLabel("working width in pixels"), "99999");
    await shows(page, [1, 3, 300, 451]);
    await type(page.getByLabel("working width in pixels"), "many");
    await settled(page);
    expect(await page.getByLabel("working width in pixels").inputValue()).toBe("451");
    expect(await panel(page, "Image and region").getByText("at its own size").count()).toBe(1);
  });
});

describe("tensors made to be read by eye", () => {
  it("come from the menu and from the form for any shape", async () => {
    const { page } = await show(SMALL);
    await choose(page, "Tensor", /the thread's own/);
    await shows(page, [1, 5, 12, 12]);
    await expectNumbers(page);
    await choose(page, "Tensor", /a batch of two/);
    await shows(page, [2, 3, 12, 12]);
    await expectNumbers(page);
    const shown = page.getByLabel(/^image/).locator("option");
    expect(await shown.allInnerTexts()).toEqual(["b = 0", "b = 1"]);

    await choose(page, "Tensor", /any shape/);
    const form = page.locator("form");
    for (const [name, size] of Object.entries({ B: "1", C: "2", H: "5", W: "70000" })) {
      await form.getByLabel(name, { exact: true }).fill(size);
    }
    expect(await form.getByRole("alert").innerText()).toBe("W must be a whole number from 1 to 4096");
    expect(await form.getByRole("button", { name: "Make it" }).isDisabled()).toBe(true);
    await form.getByLabel("W", { exact: true }).fill("7");
    await form.getByRole("button", { name: "Make it" }).click();
    await shows(page, [1, 2, 5, 7]);
    expect((await tensorOf(page, "image")).data).toEqual(Array.from({ length: 70 }, (_, n) => n));

    await choose(page, "Tensor", /any shape/);
    await form.getByLabel("values").selectOption("random");
    await form.getByLabel("seed").fill("11");
    await form.getByRole("button", { name: "Make it" }).click();
    await shows(page, [1, 3, 6, 6]);
    expect((await documentOf(page)).image).toEqual({ random: { seed: 11, shape: [1, 3, 6, 6] } });
    expect(await button(page, "Make it").count()).toBe(0);
    await expectNumbers(page);
  });
});

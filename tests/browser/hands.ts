import type { Locator, Page } from "playwright";
import { expect } from "vitest";
import type { TracedStep } from "../../src/share/scripting/playground";
import { worstDifference } from "../oracle/compare";
import { dense, maps } from "../oracle/convolution";
import type { OracleGeometry, OracleImage, OracleShape } from "../oracle/image";
import { grid } from "../oracle/image";
import { kept, mask, type OracleEdit, type OracleRule } from "../oracle/region";

/* What a person does on the page, and what the scripting interface says came of it. */

/** A document with every field, as far as the tests look at it. */
export interface WholeDocument extends OracleGeometry {
  readonly image: Readonly<Record<string, unknown>>;
  readonly color: string;
  readonly resize: readonly [number, number] | null;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly sum_over: readonly string[];
  readonly region: {
    readonly shapes: readonly OracleEdit[];
    readonly keep: OracleRule;
    readonly outside: "zeros" | "input" | "dense";
  };
  readonly program: string;
}

const DEFAULTS: WholeDocument = {
  image: { sample: "chelsea" },
  color: "rgb",
  resize: null,
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
  filter: { preset: "sobel-x" },
  sum_over: ["C"],
  region: { shapes: [], keep: "centre", outside: "zeros" },
  program: "contiguous",
};

/** The document as it stands, with the defaults that links leave out (docs/link.md) put back. */
export async function documentOf(page: Page): Promise<WholeDocument> {
  const found = (await page.evaluate(() => window.playground.document())) as Partial<WholeDocument>;
  return { ...DEFAULTS, ...found, region: { ...DEFAULTS.region, ...found.region } };
}

export interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}

/** Tensors of the page by name, as plain lists; waits until nothing is running. */
export async function tensorsOf<Name extends string>(
  page: Page,
  names: readonly Name[],
): Promise<Record<Name, Numbers>> {
  const found = await page.evaluate(async (wanted) => {
    const tensors = [];
    for (const name of wanted) {
      // The engine answers one question at a time.
      const { shape, data } = await window.playground.tensor(name);
      const bytes = new Uint8Array(data.buffer);
      let text = "";
      for (let at = 0; at < bytes.length; at += 32_768)
        text += String.fromCodePoint(...bytes.subarray(at, at + 32_768));
      tensors.push({ shape: [...shape], base64: btoa(text) });
    }
    return tensors;
  }, names);
  const entries = found.map(({ shape, base64 }, at) => {
    const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
    return [names[at], { shape, data: [...new Float32Array(bytes.buffer)] }] as const;
  });
  return Object.fromEntries(entries) as Record<Name, Numbers>; // one entry per name
}

/** Shape and digest of all bytes of tensors, by name: the same where every number is, −0 and NaN included. */
export const digestsOf = (page: Page, names: readonly string[]): Promise<Record<string, string>> =>
  page.evaluate(async (wanted) => {
    await window.playground.settled();
    const digests: Record<string, string> = {};
    for (const name of wanted) {
      // The engine answers one question at a time.
      const { shape, data } = await window.playground.tensor(name);
      const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
      digests[name] = `[${shape.join(", ")}] ${bytes.join(" ")}`;
    }
    return digests;
  }, names);

/** One tensor of the page. */
export const tensorOf = async (page: Page, name: string): Promise<Numbers> =>
  (await tensorsOf(page, [name]))[name] ?? { shape: [], data: [] };

export const traceOf = (page: Page, which?: "maps" | "output"): Promise<TracedStep[]> =>
  page.evaluate((program) => window.playground.trace(program), which);

export const settled = (page: Page): Promise<void> => page.evaluate(() => window.playground.settled());

/** A panel by its title. */
export const panel = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });

/** The picture with the region on it. */
export const picture = (page: Page): Locator => page.getByRole("application", { name: /^picture,/ });
export const tensorStage = (page: Page): Locator => page.getByRole("application", { name: /^numbers of/ });
export const outputStage = (page: Page): Locator => page.getByRole("application", { name: / output,/ });

export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });

/** Chooses an item of a menu in the page's head or panels. */
export async function choose(page: Page, menu: string, item: string | RegExp): Promise<void> {
  await button(page, menu).click();
  await page
    .getByRole("menu")
    .getByRole("menuitem", { name: item })
    .or(page.getByRole("menuitemradio", { name: item }))
    .click();
}

/** Chooses one of a few that stand side by side. */
export async function pick(page: Page, group: string, choice: string): Promise<void> {
  // The label covers its radio button, as for a person; and some choices are made only when a picture has arrived.
  const choices = page.getByRole("radiogroup", { name: group, exact: true });
  await choices.getByText(choice, { exact: true }).click();
  await settled(page);
  expect(await choices.getByRole("radio", { name: choice, exact: true }).isChecked(), choice).toBe(true);
}

/** A stepper's field: "stride along the rows". */
export const stepper = (page: Page, label: string): Locator =>
  page.getByRole("spinbutton", { name: label, exact: true });

/** Replaces the text of a field and presses Enter. */
export async function type(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press("Enter");
}

/** Opens a document by the scripting interface: a starting point, not what a test is about. */
export async function load(page: Page, document: object): Promise<void> {
  await page.evaluate((wanted) => window.playground.load(wanted), document);
}

type Place = readonly [x: number, y: number];

/** From points of the image to points of the screen: the padded image is fitted into the picture, centred. */
async function placing(page: Page): Promise<(at: Place) => { x: number; y: number }> {
  await picture(page).scrollIntoViewIfNeeded();
  const [box, { padding }, steps] = await Promise.all([picture(page).boundingBox(), documentOf(page), traceOf(page)]);
  if (!box) throw new Error("the picture is not on the page");
  const [, , h = 1, w = 1] = steps[0]?.shape ?? [];
  const [high, wide] = [h + 2 * padding[0], w + 2 * padding[1]];
  const k = Math.min(box.width / wide, box.height / high);
  return ([x, y]) => ({
    x: box.x + (box.width - wide * k) / 2 + (padding[1] + x) * k,
    y: box.y + (box.height - high * k) / 2 + (padding[0] + y) * k,
  });
}

/** Where point (x, y) of the image stands on the screen. */
export const onScreen = async (page: Page, x: number, y: number) => (await placing(page))([x, y]);

/** Presses the mouse at the first point of the image, moves over the others and lets go at the last. */
export async function drag(page: Page, points: readonly Place[]): Promise<void> {
  const place = await placing(page);
  for (const [at, point] of points.entries()) {
    const { x, y } = place(point);
    await page.mouse.move(x, y, { steps: at === 0 ? 1 : 3 });
    if (at === 0) await page.mouse.down();
  }
  await page.mouse.up();
  await settled(page);
}

export async function clickAt(page: Page, x: number, y: number): Promise<void> {
  const at = await onScreen(page, x, y);
  await page.mouse.click(at.x, at.y);
  await settled(page);
}

/** Presses keys one after the other: "Shift+ArrowRight*3" is pressed three times. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    const [, name = key, times = "1"] = /^(.+)\*(\d+)$/.exec(key) ?? [];
    for (let n = 0; n < Number(times); n += 1) await page.keyboard.press(name);
  }
  await settled(page);
}

/** A whole number as the page prints it, thousands apart. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202F");

/** What the oracle makes of the document and picture that the page shows. */
export interface Expected {
  readonly document: WholeDocument;
  readonly image: OracleImage;
  readonly filter: number[];
  readonly region: number[];
  readonly kept: number[];
  readonly windows: readonly [number, number];
}

export async function expected(page: Page): Promise<Expected> {
  const document = await documentOf(page);
  const { image: pixels, filter } = await tensorsOf(page, ["image", "filter"]);
  const shape = pixels.shape as unknown as OracleShape; // four axes: B, C, H, W
  const region = mask(document.region.shapes, shape[2], shape[3]);
  return {
    document,
    image: { shape, data: pixels.data },
    filter: filter.data,
    region,
    kept: kept(region, document, shape, document.region.keep),
    windows: grid(document, shape),
  };
}

/** Region and kept windows are what the oracle makes of the document, and the page says their number. */
export async function expectRegion(page: Page): Promise<Expected> {
  const oracle = await expected(page);
  const found = await tensorsOf(page, ["region", "kept"]);
  expect(found.region.data).toEqual(oracle.region);
  expect(found.kept.data).toEqual(oracle.kept);
  const count = oracle.kept.filter((each) => each === 1).length;
  const said = `${grouped(count)} of ${grouped(oracle.kept.length)}`;
  expect(await panel(page, "Output").getByText(said, { exact: true }).count(), said).toBe(1);
  return oracle;
}

/** Maps, dense and masked output are what the oracle computes from the document, the picture and the filter. */
export async function expectNumbers(page: Page): Promise<Expected> {
  const oracle = await expectRegion(page);
  const { image, document, filter } = oracle;
  const found = await tensorsOf(page, ["maps", "dense", "output"]);
  const whole = dense(image, document, filter);
  expect(worstDifference(found.maps.data, maps(image, document, filter))).toBeLessThan(1e-5);
  expect(worstDifference(found.dense.data, whole)).toBeLessThan(1e-5);
  if (document.region.outside !== "input") {
    const fill = document.region.outside;
    const output = whole.map((value, n) => (oracle.kept[n] === 1 || fill === "dense" ? value : 0));
    expect(worstDifference(found.output.data, output)).toBeLessThan(1e-5);
  }
  return oracle;
}

/** Brings a file by the file button. */
export async function bring(page: Page, name: string, bytes: Uint8Array, mimeType = "image/png"): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await button(page, "Open").click();
  await (await chooser).setFiles({ name, mimeType, buffer: Buffer.from(bytes) });
}

/** Lets go of a file over the page, or pastes it, as the browser would tell the page. */
export async function hand(
  page: Page,
  how: "drop" | "paste",
  name: string,
  bytes: Uint8Array,
  mimeType: string,
): Promise<void> {
  await page.evaluate(
    ({ kind, file, base64, mime }) => {
      const data = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
      const transfer = new DataTransfer();
      transfer.items.add(new File([data], file, { type: mime }));
      const options = { bubbles: true, cancelable: true };
      if (kind === "paste") {
        document.body.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: transfer }));
        return;
      }
      document.body.dispatchEvent(new DragEvent("dragover", { ...options, dataTransfer: transfer }));
      document.body.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: transfer }));
    },
    { kind: how, file: name, base64: Buffer.from(bytes).toString("base64"), mime: mimeType },
  );
}

/** Waits until the page's head names the shape of the picture, and nothing is running. */
export async function shows(page: Page, shape: readonly number[]): Promise<void> {
  await page
    .getByRole("banner")
    .getByText(`[${shape.join(", ")}]`, { exact: true })
    .waitFor();
  await settled(page);
}

/** Presses "Copy link" and answers what the clipboard holds then. */
export async function copiedLink(page: Page): Promise<URL> {
  await button(page, /^Copy link|^Link copied/).click();
  await button(page, "Link copied").waitFor();
  return new URL(await page.evaluate(() => navigator.clipboard.readText()));
}

/** Asks again until the answer is as wanted: for what follows a gesture without being waited for by `settled`. */
export const soon = <T>(ask: () => T | Promise<T>, message?: string) =>
  expect.poll(ask, { timeout: 90_000, ...(message === undefined ? {} : { message }) });

/** The messages that stand on the page. */
export const messages = (page: Page): Promise<string[]> =>
  page.getByRole("region", { name: "messages" }).locator("p").allInnerTexts();

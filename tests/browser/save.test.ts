import { readFile } from "node:fs/promises";
import { decode } from "fast-png";
import { unzipSync } from "fflate";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { readNpy } from "../../src/share/arrays/npy";
import { readNpz } from "../../src/share/arrays/npz";
import { button, messages, settled, tensorOf } from "./hands";
import { onePage } from "./page";

const show = onePage();

const TENSORS = [
  "image",
  "filter",
  "patches",
  "products",
  "maps",
  "depthwise",
  "output",
  "dense",
  "kept",
  "region",
  "grad_filter",
  "grad_image",
];

const START = {
  v: 1,
  image: { random: { seed: 2, shape: [2, 3, 9, 11] } },
  stride: [2, 3],
  region: { shapes: [{ add: { rect: [2, 2, 5, 4] } }] },
};

/** Chooses an item of the Save menu and answers the file that the browser was given. */
async function saved(page: Page, item: RegExp): Promise<{ name: string; bytes: Uint8Array }> {
  const download = page.waitForEvent("download");
  await button(page, "Save").click();
  await page.getByRole("menu", { name: "Save" }).getByRole("menuitem", { name: item }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** The least that reads a .npy file of version 1.0 with little-endian float32 in C order, by NumPy's format description. */
function tinyNpy(bytes: Uint8Array): { shape: number[]; data: number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from("NUMPY"), 1, 0]);
  const length = view.getUint16(8, true);
  expect((10 + length) % 64).toBe(0);
  const header = Buffer.from(bytes.subarray(10, 10 + length)).toString("latin1");
  const [, sizes = ""] =
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(header) ?? [];
  const shape = sizes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  const data: number[] = [];
  for (let at = 10 + length; at < bytes.length; at += 4) data.push(view.getFloat32(at, true));
  return { shape, data };
}

describe("saving numbers", () => {
  it("every tensor as .npy, and all of them as .npz", async () => {
    const { page } = await show(START);
    for (const name of TENSORS) {
      const file = await saved(page, new RegExp(`^${name}\\s*\\.npy$`));
      expect(file.name).toBe(`${name}.npy`);
      const { shape, data } = await tensorOf(page, name);
      expect(tinyNpy(file.bytes), name).toEqual({ shape, data });
      const read = readNpy(file.bytes);
      expect([read.shape, [...read.data]], name).toEqual([shape, data]);
    }

    const archive = await saved(page, /^all tensors/);
    expect(archive.name).toBe("tensors.npz");
    const entries = unzipSync(archive.bytes);
    expect(Object.keys(entries)).toEqual(TENSORS.map((name) => `${name}.npy`));
    const known = readNpz(archive.bytes);
    for (const name of TENSORS) {
      const tensor = await tensorOf(page, name);
      expect(tinyNpy(entries[`${name}.npy`] ?? new Uint8Array()), name).toEqual(tensor);
      expect([...(known.get(name)?.data ?? [])], name).toEqual(tensor.data);
    }
    expect(await messages(page)).toEqual([]);
  });
});

/** The panels that are pictures: how the menu names them, and what their files are called. */
const STAGES = [
  { id: "river", label: "shapes", file: "shapes" },
  { id: "picture", label: "image and region", file: "image" },
  { id: "tensor", label: "tensor as shown", file: "tensor" },
  { id: "output", label: "output as shown", file: "output" },
];

/** A place of a picture, as shares of its width and height, and its colour there. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly colour: readonly number[];
}

/** What a panel's canvas shows on a grid of points, where it shows anything: what a saved picture must show there too. */
const onCanvas = (page: Page, id: string): Promise<Point[]> =>
  page
    .getByTestId(id)
    .locator("canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const { data = [] } = canvas.getContext("2d")?.getImageData(0, 0, width, height) ?? {};
      return Array.from({ length: 40 * 40 }, (_, n) => {
        const [x, y] = [((n % 40) + 0.5) / 40, (Math.floor(n / 40) + 0.5) / 40];
        const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
        return { x, y, alpha: data[at + 3] ?? 0, colour: [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0] };
      }).filter(({ alpha }) => alpha === 255);
    });

/** The share of points at which a saved picture has the canvas's colour, nearly: outlines drawn above cover some. */
function agreement(points: readonly Point[], colourOf: (at: number) => readonly number[] | undefined): number {
  const agreeing = points.filter(({ colour }, at) =>
    colour.every((value, c) => Math.abs(value - (colourOf(at)?.[c] ?? NaN)) <= 8),
  );
  return agreeing.length / points.length;
}

describe("saving pictures", () => {
  it("every panel as PNG, twice as large as it is drawn, with what its canvas shows", async () => {
    const { page } = await show(START);
    for (const { id, label, file } of STAGES) {
      const { name, bytes } = await saved(page, new RegExp(`^${label}, PNG`));
      expect(name).toBe(`${file}.png`);
      const { width, height, data, channels } = decode(bytes);
      const box = await page.getByTestId(id).boundingBox();
      expect([width, height], label).toEqual([Math.round(2 * (box?.width ?? 0)), Math.round(2 * (box?.height ?? 0))]);
      expect(new Set(data).size, `${label} shows something`).toBeGreaterThan(10);
      if (id === "river") continue;
      const points = await onCanvas(page, id);
      expect(new Set(points.map(({ colour }) => String(colour))).size, label).toBeGreaterThan(1);
      const colourOf = (at: number): number[] => {
        const { x = 0, y = 0 } = points[at] ?? {};
        const first = (Math.floor(y * height) * width + Math.floor(x * width)) * channels;
        return Array.from(data.slice(first, first + 3));
      };
      expect(agreement(points, colourOf), label).toBeGreaterThan(0.6);
    }
  });

  it("every panel as an SVG that stands on its own, in light and in dark", async () => {
    const { page, context } = await show(START);
    const files = [];
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await settled(page);
      for (const { id, label, file } of STAGES) {
        const { name, bytes } = await saved(page, new RegExp(`^${label}, SVG`));
        expect(name).toBe(`${file}.svg`);
        const points = id === "river" ? [] : await onCanvas(page, id);
        const box = await page.getByTestId(id).boundingBox();
        files.push({ id, theme, source: Buffer.from(bytes).toString("utf8"), points, box });
      }
    }
    // A page without the playground's policy: a file is shown without it too.
    const viewer = await context.newPage();
    for (const { id, theme, source, points, box } of files) {
      const what = `${id}, ${theme}`;
      expect(source, what).not.toMatch(/class=|var\(|<script|url\((?!#)|href="(?!data:image\/png|#)/);
      const alone = await viewer.evaluate(shownAlone, { source, points });
      expect(alone.error, what).toBe(null);
      expect(alone.namespace).toBe("http://www.w3.org/2000/svg");
      expect(Math.abs(alone.size[0] - (box?.width ?? 0)), what).toBeLessThan(1);
      expect(Math.abs(alone.size[1] - (box?.height ?? 0)), what).toBeLessThan(1);
      if (id === "river") for (const word of ["unfold", "permute", "sum"]) expect(alone.words).toContain(word);
      else
        expect(
          agreement(points, (at) => alone.colours[at]),
          what,
        ).toBeGreaterThan(0.6);
      // Dark on light, or light on dark.
      const [red = 0] = (/\d+/.exec(alone.background) ?? []).map(Number);
      expect(red < 128, `${what}: ${alone.background}`).toBe(theme === "dark");
    }
    await viewer.close();
    await page.emulateMedia({ colorScheme: "light" });
  });
});

/** Runs in a page of its own, which shows the file as a picture: is it well formed, how large, with which words and colours? */
async function shownAlone({ source, points }: { source: string; points: readonly Point[] }) {
  const { documentElement: root } = new DOMParser().parseFromString(source, "image/svg+xml");
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const size: [number, number] = [image.naturalWidth, image.naturalHeight];
  const context = new OffscreenCanvas(...size).getContext("2d");
  context?.drawImage(image, 0, 0);
  const { data = [] } = context?.getImageData(0, 0, ...size) ?? {};
  return {
    error: root.ownerDocument.querySelector("parsererror")?.textContent ?? null,
    namespace: root.namespaceURI,
    size,
    words: root.textContent ?? "",
    background: root.querySelector("rect")?.getAttribute("fill") ?? "",
    colours: points.map(({ x, y }) => {
      const first = (Math.floor(y * size[1]) * size[0] + Math.floor(x * size[0])) * 4;
      return Array.from(data.slice(first, first + 3));
    }),
  };
}

import { readFile } from "node:fs/promises";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { writeNpy } from "../../src/share/arrays/npy-write";
import { writeNpz } from "../../src/share/arrays/npz";
import { safetensors } from "../share/arrays/safetensors";
import { button, choose, documentOf, load, messages, settled, soon, tensorOf, traceOf } from "./hands";
import { jsonHash, onePage, pages } from "./page";

/* Code out of the page, and numbers from elsewhere into it. */

const open = pages();
const show = onePage();
const SMALL = { v: 1, image: { arange: { shape: [1, 2, 5, 6] } }, filter: { preset: "box" } };
const dialog = (page: Page) => page.getByRole("dialog", { name: "Paste or load numbers" });
const counting = (shape: number[]) => {
  const size = shape.reduce((product, each) => product * each, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, at) => at) };
};
const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: "", buffer: Buffer.from(bytes) });

/** Pastes text where no field has the focus. */
const paste = (page: Page, text: string): Promise<void> =>
  page.evaluate((words) => {
    const data = new DataTransfer();
    data.setData("text/plain", words);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);

describe("code", () => {
  it("is saved as a file and copied, for each of the three", async () => {
    const { page } = await show(SMALL);
    for (const [item, name, word] of [
      [/^PyTorch code/, "unfold_pytorch.py", "image.unfold(2, 3, 1)"],
      [/^NumPy code/, "unfold_numpy.py", "sliding_window_view"],
      [/^TensorFlow\.js code/, "unfold_tfjs.mjs", "@tensorflow/tfjs"],
    ] as const) {
      const download = page.waitForEvent("download");
      await choose(page, "Save", item);
      const saved = await download;
      expect(saved.suggestedFilename()).toBe(name);
      const text = await readFile(await saved.path(), "utf8");
      expect(text).toContain(word);
      await choose(page, "Save", new RegExp(`^copy ${String(item).slice(2, -1)}`));
      await soon(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    }
  });
});

describe("numbers from elsewhere", () => {
  it("pasted anywhere become the image, and say where they go wrong", async () => {
    const { page } = await show(SMALL);
    await paste(page, "tensor([[1., 2., 3.],\n        [4., 5., 6.],\n        [7., 8., 9.]], dtype=torch.float64)");
    await soon(async () => (await traceOf(page))[0]?.shape).toEqual([1, 1, 3, 3]);
    await settled(page);
    expect((await tensorOf(page, "image")).data).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Object.keys((await documentOf(page)).image)).toEqual(["tensor"]);

    await paste(page, "tensor([[0., 0., 0.,  ..., 0., 0., 0.]])");
    await soon(() => messages(page)).toEqual([expect.stringContaining("torch.set_printoptions")]);
    await paste(page, "some prose that is no tensor");
    expect((await traceOf(page))[0]?.shape).toEqual([1, 1, 3, 3]);
  });

  it("from a file become the image: small ones travel in the link, large ones are asked for again", async () => {
    const { page } = await show(SMALL);
    const field = page.getByLabel("picture file", { exact: true });
    const large = counting([2, 5, 20, 30]);
    await field.setInputFiles(file("activations.npy", writeNpy(large)));
    await soon(async () => (await traceOf(page))[0]?.shape).toEqual([2, 5, 20, 30]);
    await settled(page);
    expect((await tensorOf(page, "image")).data).toEqual([...large.data]);
    expect((await documentOf(page)).image).toEqual({ absent: { name: "activations.npy", shape: [2, 5, 20, 30] } });

    const { page: other } = await open({ hash: jsonHash(await documentOf(page)), settle: false });
    const asked = other.getByLabel("the picture that the link speaks of");
    await asked.setInputFiles(file("other.npy", writeNpy(counting([2, 5, 20, 31]))));
    await soon(() => messages(other)).toEqual([expect.stringContaining("this is another one")]);
    await asked.setInputFiles(file("activations.npy", writeNpy(large)));
    await soon(async () => (await traceOf(other))[0]?.shape).toEqual([2, 5, 20, 30]);
  });

  it("of several arrays, the chosen one; as image or filter, by keyboard", async () => {
    const { page } = await show(SMALL);
    const field = page.getByLabel("picture file", { exact: true });
    await field.setInputFiles(file("two.npz", writeNpz({ wide: counting([3, 9]), deep: counting([2, 7, 7]) })));
    await dialog(page).getByRole("combobox", { name: "array" }).selectOption({ label: "deep [2, 7, 7]" });
    await dialog(page).getByRole("button", { name: "Use as image" }).press("Enter");
    await soon(async () => (await traceOf(page))[0]?.shape).toEqual([1, 2, 7, 7]);
    await soon(() => dialog(page).count()).toBe(0);

    await load(page, SMALL);
    await button(page, "Paste or load numbers…").press("Enter");
    const text = dialog(page).getByRole("textbox", { name: "numbers as text" });
    await text.fill("[[1, 2], [3]]");
    await soon(() => dialog(page).getByRole("alert").textContent()).toContain("uneven");
    await text.fill("Parameter containing:\ntensor([[1., 0.], [0., -1.], [0.5, 2.]], requires_grad=True)");
    const use = dialog(page).getByRole("button", { name: "Use as filter" });
    // What is typed is read by and by.
    await soon(() => use.isEnabled()).toBe(true);
    await use.press("Enter");
    await settled(page);
    expect(await documentOf(page)).toMatchObject({
      kernel_size: [3, 2],
      filter: {
        values: [
          [1, 0],
          [0, -1],
          [0.5, 2],
        ],
      },
    });
  });

  it("a weight of several filters gives the one that is asked for", async () => {
    const { page } = await open({ hash: jsonHash(SMALL), viewport: { width: 390, height: 844 } });
    await button(page, "Paste or load numbers…").click();
    const weight = counting([4, 2, 3, 3]);
    const bytes = new Uint8Array(weight.data.buffer);
    await dialog(page)
      .getByLabel("file of numbers")
      .setInputFiles(
        file("model.safetensors", safetensors({ "conv.weight": { dtype: "F32", shape: weight.shape, bytes } })),
      );
    await dialog(page).getByRole("spinbutton", { name: "filter" }).fill("2");
    expect(await dialog(page).getByRole("status").textContent()).toBe(
      "float32 [4, 2, 3, 3] as one filter of 4: 3 × 3, 2 slices",
    );
    const box = await dialog(page).boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 390).toBe(true);
    await dialog(page).getByRole("button", { name: "Use as filter" }).click();
    await settled(page);
    expect((await tensorOf(page, "filter")).data).toEqual([...weight.data.subarray(36, 54)]);

    // The Save menu, too, stays on a page this narrow.
    await button(page, "Save").click();
    expect((await page.getByRole("menu").boundingBox())?.x).toBeGreaterThanOrEqual(0);
  });
});

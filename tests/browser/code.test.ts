import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { button, copiedLink, documentOf, panel, settled, soon } from "./hands";
import { pages } from "./page";

const open = pages();

const field = (page: Page) => page.locator("[data-testid=code] .cm-content");

async function write(page: Page, text: string): Promise<void> {
  await field(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
  await soon(async () => (await documentOf(page)).program).toEqual({ code: text });
  await settled(page);
}

const codes = (page: Page) => page.evaluate(() => window.playground.trace().map(({ code }) => code));

describe("the Code tab", () => {
  it("takes lines as they are typed: steps, shapes, numbers, errors; undo and a link bring them back", async () => {
    const { page } = await open({ document: { v: 1, image: { arange: { shape: [1, 2, 6, 6] } } } });
    await page.getByRole("tab", { name: "Code" }).click();
    await field(page).waitFor();
    expect(await field(page).innerText(), "the document's own program, as text").toContain(".unfold(2, 3, 1)");
    expect((await documentOf(page)).program, "looking changes nothing").toBe("contiguous");

    const good = "x = image.unfold(2, 2, 2)\nprint(x.shape)\ntotal = x.sum()";
    await write(page, good);
    expect(await codes(page)).toEqual(["image", "x = image.unfold(2, 2, 2)", "total = x.sum()"]);
    expect(await page.getByLabel("printed", { exact: true }).innerText()).toContain("torch.Size([1, 2, 3, 6, 2])");
    expect(await page.evaluate(async () => (await window.playground.tensor("total")).data[0])).toBe((71 * 72) / 2);

    const bad = "x = image.unfold(2, 2, 1)\ny = x.view(-1)\nz = y.sum()";
    await write(page, bad);
    const words = "view size is not compatible with input tensor's size and stride";
    expect(await panel(page, "Code").locator(".code__error").innerText()).toContain("line 2");
    expect(await panel(page, "Code").locator(".code__error").innerText()).toContain(words);
    const steps = await page.evaluate(() => window.playground.trace("code"));
    expect(steps.map(({ error }) => error?.slice(0, words.length))).toEqual([undefined, undefined, words]);
    expect(await page.locator("[data-testid=code] .cm-lintRange-error").count(), "marked where it stands").toBe(1);

    await write(page, "t = image.sum(1)[0, 0]\nt\nprint(t)\nprint(f'{t.max().item():.1f} of', t.numel())");
    await soon(() => page.getByLabel("printed", { exact: true }).innerText()).toContain(
      "tensor([36., 38., 40., 42., 44., 46.])\n46.0 of 6",
    );

    // ∂(Σ maps)/∂filter is the sum of all patches.
    await write(
      page,
      "f = nn.Parameter(torch.ones(2, 2))\nloss = (image.unfold(2, 2, 2).unfold(3, 2, 2) * f).sum()\nloss.backward()\nprint(f.grad)",
    );
    await soon(() => page.getByLabel("printed", { exact: true }).innerText()).toContain("tensor([[");
    const gradient = await page.getByLabel("printed", { exact: true }).innerText();
    expect(gradient.match(/\d+\./g)?.map(Number)).toEqual([576, 594, 684, 702]);

    await write(page, "q = image.nonsense(1)");
    expect(await panel(page, "Code").locator(".code__error").innerText()).toContain("nonsense");

    await button(page, "Undo").click();
    await button(page, "Undo").click();
    await button(page, "Undo").click();
    await settled(page);
    expect((await documentOf(page)).program).toEqual({ code: bad });
    expect((await field(page).innerText()).trim()).toBe(bad);

    const { page: other } = await open({ hash: (await copiedLink(page)).hash });
    expect(await documentOf(other)).toEqual(await documentOf(page));
    expect(await codes(other)).toEqual(await codes(page));
  });

  it("offers recipes, and mistakes on purpose with the lesson", async () => {
    const { page } = await open({ document: { v: 1, image: { random: { shape: [1, 3, 12, 12] } }, stride: [3, 3] } });
    await page.getByRole("tab", { name: "Code" }).click();
    const code = panel(page, "Code");
    const recipes = page.getByLabel("recipe", { exact: true });
    await recipes.waitFor();
    const names = await recipes.locator("option:not([disabled])").allInnerTexts();
    expect(names.length).toBe(11);
    for (const value of ["thread", "f-unfold", "einsum", "as-strided"]) {
      await recipes.selectOption(value);
      await settled(page);
      const last = await page.evaluate(() => window.playground.trace().at(-1));
      expect([value, last?.shape, last?.error]).toEqual([value, [16, 3, 3], undefined]);
      await button(page, "Compare with the maps").click();
      await code.getByText(/^Every number is that of the maps|difference from the maps is \S*e-/).waitFor();
    }
    await recipes.selectOption("groups");
    await settled(page);
    await button(page, "Compare with the maps").click();
    await code.getByText("it sums over other axes").waitFor();
    await recipes.selectOption("contiguous");
    const wrong = code.getByRole("checkbox", { name: /^Leave out \.contiguous/ });
    await wrong.check();
    await settled(page);
    expect((await page.evaluate(() => window.playground.trace().at(-1)))?.error).toContain(
      "view size is not compatible",
    );
    expect(await code.getByText("overlap in memory").count()).toBe(1);
    await wrong.uncheck();
    await settled(page);
    expect((await page.evaluate(() => window.playground.trace().at(-1)))?.shape).toEqual([16, 3, 3]);
  });
});

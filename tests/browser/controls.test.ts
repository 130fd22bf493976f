import type { Locator } from "playwright";
import { describe, expect, it } from "vitest";
import { worstDifference } from "../oracle/compare";
import { summed, type OracleSumAxis } from "../oracle/convolution";
import {
  button,
  documentOf,
  expectNumbers,
  outputStage,
  panel,
  pick,
  press,
  settled,
  stepper,
  tensorOf,
  tensorStage,
  traceOf,
  type,
  soon,
} from "./hands";
import { onePage } from "./page";

const show = onePage();

const random = (...shape: number[]) => ({ random: { seed: 0, shape } });

/** What a stage's canvas shows, to tell one drawing from another. */
const drawn = (stage: Locator): Promise<string> =>
  stage.evaluate(async (node) => {
    await window.playground.settled();
    return node.querySelector("canvas")?.toDataURL() ?? "";
  });

describe("kernel, stride, padding, dilation", () => {
  it("each is stepped by its buttons and arrow keys and typed, for both axes or for one", async () => {
    const { page } = await show({ v: 1, image: random(1, 2, 20, 30) });
    const fields = { size: "kernel_size", stride: "stride", padding: "padding", dilation: "dilation" } as const;
    for (const [label, field] of Object.entries(fields)) {
      const value = async () => (await documentOf(page))[field];
      const [start] = await value();
      const rows = stepper(page, `${label} along the rows`);
      const columns = stepper(page, `${label} along the columns`);

      await button(page, `${label} along the rows: more`).click();
      await settled(page);
      expect(await value(), label).toEqual([start + 1, start + 1]);
      await rows.press("ArrowUp");
      await settled(page);
      expect(await value(), label).toEqual([start + 2, start + 2]);
      await columns.press("ArrowDown");
      await settled(page);
      expect(await value(), label).toEqual([start + 1, start + 1]);

      const link = button(page, `${label}: rows and columns change together`);
      expect(await link.getAttribute("aria-pressed")).toBe("true");
      await link.click();
      await type(columns, "4");
      await settled(page);
      expect(await value(), label).toEqual([start + 1, 4]);
      await button(page, `${label} along the rows: less`).click();
      await settled(page);
      expect(await value(), label).toEqual([start, 4]);
      await expectNumbers(page);

      await link.click();
      await settled(page);
      expect(await value(), label).toEqual([start, start]);
      expect(await columns.inputValue(), label).toBe(String(start));
    }
  });

  it("offers legal values only and says the rule that limits them", async () => {
    const { page } = await show({ v: 1, image: { arange: { shape: [1, 1, 6, 9] } } });
    const kernel = panel(page, "Kernel");
    const rows = stepper(page, "size along the rows");
    await type(rows, "9");
    await settled(page);
    expect((await documentOf(page)).kernel_size[0]).toBe(6);
    expect(await kernel.getByRole("status").innerText()).toMatch(
      /^at most 6 along the rows: the padded image has 6 rows/,
    );
    expect(await button(page, "size along the rows: more").isDisabled()).toBe(true);
    expect(await rows.getAttribute("aria-valuemax")).toBe("6");
    await type(rows, "0");
    await settled(page);
    expect((await documentOf(page)).kernel_size[0]).toBe(1);
    expect(await button(page, "size along the rows: less").isDisabled()).toBe(true);

    await type(rows, "3");
    await type(stepper(page, "stride along the rows"), "400");
    await settled(page);
    expect((await documentOf(page)).stride).toEqual([32, 32]);
    expect(await kernel.getByRole("status").innerText()).toBe(
      "at most 32 along the rows: the playground offers stride from 1 to 32",
    );
    await type(stepper(page, "stride along the rows"), "1");
    await type(stepper(page, "dilation along the rows"), "9");
    await settled(page);
    expect((await documentOf(page)).dilation[0]).toBe(2);
    expect(await kernel.getByRole("status").innerText()).toContain("a kernel of 3 has 2 gaps to spread over it");
    await expectNumbers(page);
  });

  it("each padding mode, offered as long as the padding is legal in it, with the rule that stops it", async () => {
    const { page } = await show({ v: 1, image: random(1, 2, 7, 9) });
    const kernel = panel(page, "Kernel");
    const mode = kernel.getByLabel("padding mode");
    const rows = stepper(page, "padding along the rows");
    const reflectRule = "reflect padding must be smaller than the axis: the image has 7 rows";
    expect(await mode.count()).toBe(0); // no padding, nothing to choose
    for (const { padding, modes, stopped } of [
      { padding: 8, modes: ["zeros", "replicate"], stopped: `${reflectRule}; the padding is 8` },
      { padding: 7, modes: ["zeros", "replicate", "circular"], stopped: `${reflectRule}; the padding is 7` },
      { padding: 6, modes: ["zeros", "replicate", "circular", "reflect"], stopped: null },
    ]) {
      await type(rows, String(padding));
      await settled(page);
      const offered = await mode.locator("option:enabled").allInnerTexts();
      expect(offered.toSorted()).toEqual(modes.toSorted());
      if (stopped) expect(await kernel.getByText(stopped).count()).toBe(1);
      const name = modes.at(-1) ?? "";
      await mode.selectOption(name);
      await settled(page);
      const document = await documentOf(page);
      expect([document.padding_mode, document.padding]).toEqual([name, [padding, padding]]);
      await expectNumbers(page);
    }
    await type(rows, "20");
    await settled(page);
    expect((await documentOf(page)).padding).toEqual([6, 6]);
    expect(await kernel.getByRole("status").innerText()).toBe(`at most 6 along the rows: ${reflectRule}`);
    await mode.selectOption("zeros");
    await settled(page);
    await expectNumbers(page);
  });

  it("says which rows and columns the floor drops", async () => {
    const { page } = await show({ v: 1, image: random(1, 1, 10, 11), stride: [3, 3] });
    const kernel = panel(page, "Kernel");
    expect(await kernel.getByText("the floor drops 1 row and 2 columns, hatched on the picture").count()).toBe(1);
    expect(await kernel.getByText("3 × 3 windows").count()).toBe(1);
    await type(stepper(page, "stride along the rows"), "1");
    await settled(page);
    expect(await kernel.getByText(/the floor drops/).count()).toBe(0);
  });
});

describe("the filter", () => {
  it("presets at 3 × 3, and the binomial Sobel at 7 × 7", async () => {
    const { page } = await show({ v: 1, image: random(1, 2, 9, 9) });
    const presets: Record<string, number[]> = {
      identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
      box: new Array<number>(9).fill(1 / 9),
      gaussian: [1, 2, 1, 2, 4, 2, 1, 2, 1].map((value) => value / 16),
      "sobel-x": [1, 0, -1, 2, 0, -2, 1, 0, -1],
      "sobel-y": [1, 2, 1, 0, 0, 0, -1, -2, -1],
      laplacian: [0, 1, 0, 1, -4, 1, 0, 1, 0],
      sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
      emboss: [-2, -1, 0, -1, 1, 1, 0, 1, 2],
    };
    const preset = page.getByLabel("filter preset");
    for (const [name, slice] of Object.entries(presets)) {
      await preset.selectOption(name);
      await settled(page);
      expect((await tensorOf(page, "filter")).data, name).toEqual([...slice, ...slice].map(Math.fround));
    }
    await expectNumbers(page);

    await preset.selectOption("sobel-x");
    await type(stepper(page, "size along the rows"), "7");
    await settled(page);
    const binomial = [1, 6, 15, 20, 15, 6, 1];
    const sobel = binomial.flatMap((weight) => [1, 2, 3, 0, -3, -2, -1].map((step) => 0 + weight * step));
    expect((await tensorOf(page, "filter")).data.map((value) => value + 0)).toEqual(
      [...sobel, ...sobel].map((v) => v + 0),
    );
    await expectNumbers(page);
  });

  it("every number is edited by keyboard, shared by all channels or in one of them", async () => {
    const { page } = await show({ v: 1, image: random(1, 3, 8, 8), filter: { preset: "identity" } });
    const filter = panel(page, "Filter");
    const cell = (grid: Locator, at: string) => grid.getByRole("gridcell", { name: new RegExp(`^tap ${at}:`) });
    const shared = filter.getByRole("grid");
    expect(await shared.count()).toBe(1);
    await cell(shared, "0, 0").focus();
    await press(page, "ArrowDown", "ArrowRight", "ArrowRight", "-", "2", ".", "5", "Enter");
    const edited = [0, 0, 0, 0, 1, -2.5, 0, 0, 0];
    expect((await tensorOf(page, "filter")).data).toEqual([...edited, ...edited, ...edited]);
    expect(await page.getByLabel("filter preset").inputValue()).toBe("edited");
    // Enter goes on to the cell below; Escape leaves a number as it was.
    expect(await cell(shared, "2, 2").evaluate((node) => node === document.activeElement)).toBe(true);
    await press(page, "7", "7", "Escape");
    expect((await tensorOf(page, "filter")).data).toEqual([...edited, ...edited, ...edited]);
    await expectNumbers(page);
    // One edit, one entry of the history.
    await button(page, "Undo").click();
    await settled(page);
    expect((await documentOf(page)).filter).toEqual({ preset: "identity" });
    await button(page, "Redo").click();

    await filter.getByRole("checkbox").uncheck();
    await settled(page);
    const [red, green] = [filter.getByRole("grid").nth(0), filter.getByRole("grid").nth(1)];
    expect(await filter.getByRole("grid").count()).toBe(3);
    await cell(green, "0, 0").dblclick();
    await page.getByLabel("new value of tap 0, 0").fill("0,25");
    await cell(red, "1, 1").click();
    await settled(page);
    expect((await tensorOf(page, "filter")).data).toEqual([...edited, 0.25, ...edited.slice(1), ...edited]);
    await expectNumbers(page);
    await filter.getByRole("checkbox").check();
    await settled(page);
    expect((await tensorOf(page, "filter")).data).toEqual([...edited, ...edited, ...edited]);
  });

  it("random numbers by seed, one slice per channel or shared", async () => {
    const { page } = await show({ v: 1, image: random(1, 2, 8, 8) });
    await page.getByLabel("filter preset").selectOption("random");
    await settled(page);
    expect((await documentOf(page)).filter).toMatchObject({ random: { seed: 0 } });
    const first = (await tensorOf(page, "filter")).data;
    expect(first.slice(0, 9)).not.toEqual(first.slice(9));
    await button(page, "seed 0").click();
    await settled(page);
    const second = (await tensorOf(page, "filter")).data;
    expect(second).not.toEqual(first);
    await panel(page, "Filter").getByRole("checkbox").check();
    await settled(page);
    const shared = (await tensorOf(page, "filter")).data;
    expect(shared.slice(0, 9)).toEqual(shared.slice(9));
    expect((await documentOf(page)).filter).toEqual({ random: { seed: 1, shared: true } });
    await expectNumbers(page);
  });
});

describe("what is summed", () => {
  it("any subset of the axes, by boxes and by name; the tensor shown is the oracle's", async () => {
    const { page } = await show({ v: 1, image: random(1, 2, 6, 7), filter: { random: { seed: 3 } }, stride: [2, 2] });
    const panelOf = panel(page, "Sum over");
    const check = async (over: readonly OracleSumAxis[], shape: readonly number[]) => {
      await settled(page);
      expect([...(await documentOf(page)).sum_over].toSorted()).toEqual([...over].toSorted());
      const steps = await traceOf(page);
      expect(steps.at(-1)?.shape).toEqual(shape);
      expect(
        await panel(page, "Tensor")
          .getByText(`[${shape.join(", ")}]`)
          .count(),
      ).toBeGreaterThan(0);
    };
    const n = 2 * 3;
    await check(["C"], [n, 3, 3]);
    await panelOf.getByLabel("kh").check();
    await check(["C", "kh"], [n, 3]);
    await panelOf.getByLabel("channels").uncheck();
    await check(["kh"], [n, 2, 3]);
    const named: Record<string, readonly [OracleSumAxis[], number[]]> = {
      products: [[], [n, 2, 3, 3]],
      depthwise: [
        ["kh", "kw"],
        [n, 2],
      ],
      convolution: [["C", "kh", "kw"], [n]],
      "patch maps": [["C"], [n, 3, 3]],
    };
    for (const [name, [over, shape]] of Object.entries(named)) {
      const chip = panelOf.getByRole("button", { name, exact: true });
      await chip.click();
      await check(over, shape);
      expect(await chip.getAttribute("aria-pressed")).toBe("true");
    }
    const { image, document, filter } = await expectNumbers(page);
    expect(worstDifference((await tensorOf(page, "products")).data, summed(image, document, filter, []))).toBeLessThan(
      1e-5,
    );
    await panelOf.getByRole("button", { name: "convolution", exact: true }).click();
    expect(await panelOf.getByText('einsum("ncij,cij->n")').count()).toBe(1);
  });
});

describe("the program", () => {
  const REFUSAL =
    "view size is not compatible with input tensor's size and stride (at least one dimension spans across two " +
    "contiguous subspaces). Use .reshape(...) instead.";

  it("of the thread is refused for B = 2, C = 3 in PyTorch's words, with two ways to mend it", async () => {
    const { page } = await show({ v: 1, image: random(2, 3, 12, 12), stride: [3, 3] });
    const shapes = panel(page, "Shapes");
    const mends = { "add .contiguous()": "contiguous", "use .reshape": "reshape" };
    for (const [mend, program] of Object.entries(mends)) {
      await pick(page, "program", "thread");
      const last = (await traceOf(page)).at(-1);
      expect(last?.error).toBe(REFUSAL);
      expect(await shapes.getByRole("status").innerText()).toContain(REFUSAL);
      expect(await shapes.getByRole("status").innerText()).toContain("The permute left the axes");
      const refused = page.getByRole("button", { name: /refused by PyTorch/ });
      expect(await refused.count()).toBe(1);
      // What needs no refused step is still there, and choosing the refused one says why it has no numbers.
      expect((await tensorOf(page, "output")).shape).toEqual([2, 1, 4, 4]);
      await page.getByRole("button", { name: /^step 5, permute/ }).click();
      await settled(page);
      expect(await tensorStage(page).getAttribute("aria-label")).toContain("shape 2, 16, 3, 3, 3.");
      await refused.click();
      await settled(page);
      expect(await panel(page, "Tensor").getByRole("status").innerText()).toContain(REFUSAL);

      await button(page, mend).click();
      await settled(page);
      expect((await documentOf(page)).program).toBe(program);
      expect((await traceOf(page)).some(({ error }) => error !== undefined)).toBe(false);
      expect(await shapes.getByRole("status").count()).toBe(0);
      await expectNumbers(page);
    }
  });

  it("every step is chosen on the river by a click or by keys, and its tensor shown", async () => {
    const { page } = await show({
      v: 1,
      image: random(1, 5, 12, 12),
      stride: [3, 3],
      padding: [1, 1],
      dilation: [2, 1],
    });
    const steps = await traceOf(page);
    const columns = page.getByRole("toolbar", { name: "Steps of the program" }).getByRole("button");
    expect(await columns.count()).toBe(steps.length);
    const shown = async (at: number) => {
      await settled(page);
      const shape = steps[at]?.shape ?? [];
      expect(await columns.nth(at).getAttribute("aria-pressed"), `step ${at}`).toBe("true");
      expect(await tensorStage(page).getAttribute("aria-label")).toContain(`shape ${shape.join(", ")}.`);
      expect(
        await panel(page, "Tensor")
          .getByText(`[${shape.join(", ")}]`)
          .count(),
      ).toBe(1);
    };
    for (const at of [0, 2, 4]) {
      await columns.nth(at).click();
      await shown(at);
    }
    await columns.nth(4).focus();
    await press(page, "ArrowRight", "Enter");
    await shown(5);
    await press(page, "ArrowLeft*3", " ");
    await shown(2);
    await press(page, "End", "Enter");
    await shown(steps.length - 1);
    const label = (await columns.nth(0).getAttribute("aria-label")) ?? "";
    expect(label).toMatch(/^step 0, image.*shape 1, 5, 12, 12/);
  });

  it("of the masked convolution: only the kept rows are multiplied", async () => {
    const { page } = await show({
      v: 1,
      image: random(1, 2, 12, 14),
      region: { shapes: [{ add: { rect: [3, 3, 6, 5] } }] },
    });
    const { kept } = await expectNumbers(page);
    const rows = kept.filter((each) => each === 1).length;
    await pick(page, "which program", "masked convolution");
    const steps = await traceOf(page, "output");
    expect(steps.at(-1)?.shape).toEqual([1, 1, 10, 12]);
    const gathered = steps.findIndex(({ shape }) => shape.join() === `${rows},18`);
    expect(gathered).toBeGreaterThan(0);
    await page.getByRole("toolbar", { name: "Steps of the program" }).getByRole("button").nth(gathered).click();
    await settled(page);
    expect(await tensorStage(page).getAttribute("aria-label")).toContain(`shape ${rows}, 18.`);
    await pick(page, "which program", "patch maps");
    expect(await tensorStage(page).getAttribute("aria-label")).toContain("shape 120, 3, 3.");
  });
});

describe("the tensor's tiles", () => {
  it("presets, axes by hand, zoom by buttons, wheel and keys", async () => {
    const { page } = await show({ v: 1, image: random(1, 2, 10, 12), sum_over: [] });
    const stage = tensorStage(page);
    const maps = await drawn(stage);
    await pick(page, "how the numbers are laid out", "planes per tap");
    const taps = await drawn(stage);
    expect(taps).not.toBe(maps);

    await button(page, "axes…").click();
    const editor = page.getByRole("group", { name: "axes inside and outside of a tile" });
    const places = ["h_windows", "w_windows", "C", "kh", "kw"];
    for (const name of places) expect(await editor.getByLabel(`place of ${name}`, { exact: true }).count()).toBe(1);
    await editor.getByLabel("place of C", { exact: true }).selectOption("inside, rows");
    await settled(page);
    const byHand = await drawn(stage);
    expect(byHand).not.toBe(taps);
    await button(page, "C: further out").click();
    await soon(() => drawn(stage)).not.toBe(byHand);
    await pick(page, "how the numbers are laid out", "maps per window");
    expect(await editor.count()).toBe(0);
    // Without the editor the stage is larger.
    await soon(() => drawn(stage)).toBe(maps);

    const zooms: Record<string, () => Promise<void>> = {
      button: () => button(page, "Zoom in").click(),
      key: () => stage.press("+"),
      wheel: async () => {
        await stage.hover();
        await page.mouse.wheel(0, -400);
      },
    };
    for (const [way, zoom] of Object.entries(zooms)) {
      await zoom();
      await soon(() => drawn(stage), way).not.toBe(maps);
      await button(page, "Fit").click();
      await soon(() => drawn(stage), way).toBe(maps);
    }
    await stage.focus();
    await press(page, "+*4");
    const near = await drawn(stage);
    await press(page, "Shift+ArrowRight");
    await soon(() => drawn(stage)).not.toBe(near);
    const moved = await drawn(stage);
    await button(page, "Zoom out").click();
    await soon(() => drawn(stage)).not.toBe(moved);
    await stage.press("0");
    await soon(() => drawn(stage)).toBe(maps);
  });
});

describe("the output", () => {
  it("masked, dense and their difference", async () => {
    const { page } = await show({
      v: 1,
      image: random(1, 1, 12, 14),
      region: { shapes: [{ add: { rect: [3, 3, 6, 5] } }] },
    });
    const seen = new Set<string>();
    for (const mode of ["dense", "difference", "masked"]) {
      await pick(page, "which output", mode);
      expect(await outputStage(page).getAttribute("aria-label")).toContain(`${mode} output, 10 rows, 12 columns`);
      seen.add(await drawn(outputStage(page)));
    }
    expect(seen.size).toBe(3);
    await panel(page, "Image and region").getByRole("button", { name: "clear" }).click();
    await settled(page);
    const masked = await drawn(outputStage(page));
    await pick(page, "which output", "dense");
    expect(await drawn(outputStage(page))).toBe(masked);
  });
});

describe("which backend", () => {
  it("names the GPU, whole in its list; a long name makes no line wider, in the header or in the Speed panel", async () => {
    const { page } = await show({ v: 1, image: random(1, 1, 12, 14) });
    await page.evaluate(() => window.playground.backend("webgl"));
    const renderer = await page.evaluate(() => {
      const gl = document.createElement("canvas").getContext("webgl2");
      const extension = gl?.getExtension("WEBGL_debug_renderer_info");
      return extension ? String(gl?.getParameter(extension.UNMASKED_RENDERER_WEBGL)) : "";
    });
    expect(renderer).not.toBe("");
    const shown = page.locator(".header__backend");
    await soon(() => shown.textContent()).toBe(`webgl 2 · float32 · ${renderer}`);
    await page.getByRole("tab", { name: "Speed" }).click();
    await panel(page, "Speed").getByText(renderer).waitFor();
    for (const width of [360, 390, 901, 1024, 1440]) {
      await page.setViewportSize({ width, height: 700 });
      await shown.click();
      await page.getByRole("menu").getByText(`running: webgl 2 · float32 · ${renderer}`).waitFor();
      const beyond = await page.evaluate(() => ({
        page: Math.max(0, document.documentElement.scrollWidth - innerWidth),
        list: [...document.querySelectorAll(".header *")].filter((node) => {
          const { left, right } = node.getBoundingClientRect();
          return left < 0 || right > innerWidth;
        }).length,
      }));
      expect(beyond, `at ${width}`).toEqual({ page: 0, list: 0 });
      await press(page, "Escape");
    }
  });
});

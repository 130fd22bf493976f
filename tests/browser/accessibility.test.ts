import { readFileSync } from "node:fs";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import {
  button,
  choose,
  copiedLink,
  documentOf,
  expectNumbers,
  load,
  panel,
  pick,
  picture,
  press,
  settled,
  soon,
} from "./hands";
import { pages } from "./page";

const open = pages();

const AXE = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/**
 * What axe finds serious or critical: the rule, and where. Evaluated through the debugger, which no policy holds back.
 * One rule takes all numbers drawn in a column of the river for its label; that the name of each column begins with its
 * heading, which is its label, is tested below.
 */
async function violations(page: Page, within: string, options: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const results = await page.evaluate(
    async (given) => {
      // put there a line above
      const { axe } = window as unknown as { axe: { run(context: string, options: RunOptions): Promise<AxeResults> } };
      return axe.run(given.within, given.options);
    },
    { within, options },
  );
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes
        .filter(
          ({ target }) => !(id === "label-content-name-mismatch" && /data-step|river-column/.test(target.join(" "))),
        )
        .map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
}

const SIZES = [
  [1440, 900],
  [390, 844],
] as const;

/** Throws unless axe finds nothing in light, nor in dark, where only colours can be worse. */
async function expectAccessible(page: Page, when: string, within = "html"): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const options = colorScheme === "dark" ? { runOnly: ["color-contrast"] } : {};
    expect(await violations(page, within, options), `${within} in ${colorScheme}, ${when}`).toEqual([]);
  }
}

/** With everything open that can be: a refused step, a selected shape, a pinned number, the axes, a form, a message. */
async function openEverything(page: Page): Promise<void> {
  await load(page, {
    v: 1,
    image: { random: { seed: 0, shape: [2, 3, 12, 12] } },
    padding: [1, 1],
    program: "thread",
    region: { shapes: [{ add: { rect: [2, 2, 6, 6] } }] },
  });
  await picture(page).focus();
  await press(page, "ArrowRight", "]");
  await button(page, "axes…").click();
  await choose(page, "Tensor", /any shape/);
  await page.evaluate(() => {
    location.hash = "#v1.AAAA";
  });
  await button(page, "Dismiss").waitFor();
}

describe("axe finds nothing serious, in light and in dark", () => {
  it.each(SIZES)("at %i × %i", async (width, height) => {
    const { page } = await open({ viewport: { width, height } });
    await expectAccessible(page, "on a first visit");
    await openEverything(page);
    await expectAccessible(page, "with everything open");
    await button(page, "Save").click();
    await expectAccessible(page, "open", '[role="menu"]');
    await page.keyboard.press("Escape");
    await button(page, "Help").click();
    await expectAccessible(page, "open", "dialog");
  });
});

/** Shows the Speed tab with everything it can hold: sentences, table, chart, a refusal, and that it is out of date. */
async function measured(page: Page): Promise<void> {
  await load(page, {
    v: 1,
    image: { random: { seed: 0, shape: [1, 3, 40, 40] } },
    stride: [2, 2],
    dilation: [2, 2],
    region: { shapes: [{ add: { rect: [0, 0, 20, 40] } }] },
    speed: { methods: ["conv2d", "dense", "region"], runs: 3 },
  });
  await page.getByRole("tab", { name: "Speed" }).click();
  await button(page, "Measure").click();
  await button(page, "Cancel").waitFor();
  await button(page, "Measure").waitFor({ timeout: 200_000 });
}

/** Throws when the page or the panel is wider than it may be. */
async function fits(page: Page): Promise<void> {
  for (const width of [360, 390, 768, 901, 1024, 1440, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    await settled(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `at ${width}`).toBeLessThanOrEqual(0);
    const beyond = await page.locator(".speed").evaluate((node) => {
      const right = node.getBoundingClientRect().right + 0.5;
      return [...node.querySelectorAll("*:not(.visually-hidden):not(input)")].filter(
        (each) => each.getBoundingClientRect().right > right,
      ).length;
    });
    expect(beyond, `of the panel at ${width}`).toBe(0);
  }
}

describe("the Speed tab", () => {
  // One page for all of it: measuring takes longer than everything that is looked at afterwards.
  it("axe finds nothing serious in it, on a desk and a telephone, in light and in dark; it fits from 360 to 1920 pixels", async () => {
    const { page } = await open();
    await page.getByRole("tab", { name: "Speed" }).click();
    await button(page, "Measure").waitFor();
    const everywhere = async (when: string) => {
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await expectAccessible(page, `${when}, ${width} wide`, ".lower");
      }
    };
    await everywhere("before measuring");
    await measured(page);
    await everywhere("measured");
    await fits(page);
    await pick(page, "how windows are chosen for 1 to 100 %", "scatter");
    await page.getByText("Measured with other settings").waitFor();
    await everywhere("out of date");
  });
});

describe("the Code tab", () => {
  it("axe finds nothing serious in it, on a desk and a telephone, in light and in dark", async () => {
    const { page } = await open();
    await page.getByRole("tab", { name: "Code" }).click();
    await page.locator("[data-testid=code] .cm-content").waitFor();
    await page.getByLabel("recipe", { exact: true }).selectOption("contiguous");
    await page.getByRole("checkbox", { name: /^Leave out \.contiguous/ }).check();
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await expectAccessible(page, `${width} wide`, ".lower");
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `at ${width}`).toBeLessThanOrEqual(0);
    }
  });
});

describe("the river", () => {
  it("names each column by the heading that is seen on it", async () => {
    const { page } = await open();
    const columns = await page
      .getByRole("toolbar", { name: "Steps of the program" })
      .getByRole("button")
      .evaluateAll((nodes) =>
        nodes.map((node) => ({
          name: node.getAttribute("aria-label") ?? "",
          heading: node.querySelector("text")?.textContent ?? "",
        })),
      );
    expect(columns.length).toBeGreaterThan(8);
    columns.forEach(({ name, heading }, at) => {
      expect(heading).not.toBe("");
      expect(name).toContain(`step ${at}, ${heading}`);
    });
  });
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  const names: string[] = [];
  for (let n = 0; n < 120; n += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      return at?.getAttribute("aria-label") ?? at?.textContent ?? "";
    });
    if (name.startsWith(wanted)) return;
    names.push(name);
  }
  throw new Error(`Tab does not reach ${wanted}: ${names.join(" | ")}`);
}

describe("without a mouse", () => {
  it("from load: draw a rectangle, change the stride, choose a step, copy the link", async () => {
    const { page } = await open();
    await tabTo(page, "picture,");
    await press(page, "r", "Shift+ArrowUp", " ", "Shift+ArrowRight*3", "Shift+ArrowDown*2", "Enter");
    const { region, stride } = await documentOf(page);
    expect(stride).toEqual([3, 3]);
    expect(region.shapes.at(-1)).toEqual({ add: { rect: [72, 38, 30, 20] } });
    await tabTo(page, "stride along the rows");
    await press(page, "ArrowUp");
    expect((await documentOf(page)).stride).toEqual([4, 4]);
    await tabTo(page, "step 9");
    await press(page, "Home", "Enter");
    expect(await panel(page, "Tensor").getByText("[1, 3, 96, 144]").count()).toBe(1);
    await expectNumbers(page);

    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur()); // back to the top of the page
    await tabTo(page, "Copy link");
    await press(page, "Enter");
    await button(page, "Link copied").waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    const other = await open({ hash: link.hash });
    expect(await documentOf(other.page)).toEqual(await documentOf(page));
  });

  it("menus open, move and close by keys, and give the focus back", async () => {
    const { page } = await open();
    const save = button(page, "Save");
    await save.focus();
    await page.keyboard.press("Enter");
    const items = page.getByRole("menu", { name: "Save" }).getByRole("menuitem");
    const focused = () => items.evaluateAll((nodes) => nodes.findIndex((node) => node === document.activeElement));
    expect(await focused()).toBe(0);
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe(1);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    expect(await focused()).toBe((await items.count()) - 1);
    await page.keyboard.press("Escape");
    expect(await items.count()).toBe(0);
    expect(await save.evaluate((node) => node === document.activeElement)).toBe(true);

    await page.keyboard.press("?");
    const help = page.getByRole("dialog");
    await help.waitFor();
    await page.keyboard.press("Escape");
    await soon(() => help.count()).toBe(0);
  });
});

describe("narrow and wide", () => {
  it("nothing makes the page scroll sideways from 360 to 1920 pixels", async () => {
    const { page } = await open({ viewport: { width: 360, height: 740 } });
    const wide = { v: 1, image: { random: { seed: 0, shape: [2, 5, 12, 12] } }, kernel_size: [7, 7] };
    // The widest of each kind; what stands on the page first is looked at on every screen.
    for (const [shown, widths] of [
      [await documentOf(page), [360, 390, 768, 1024, 1440, 1920]],
      [wide, [360, 1024]],
      [{ ...wide, program: "thread", padding: [3, 3] }, [360, 1024]],
    ] as const) {
      await load(page, shown);
      for (const program of ["patch maps", "masked convolution"]) {
        await pick(page, "which program", program);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 });
          await settled(page);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${program} at ${width}`).toBeLessThanOrEqual(0);
        }
        await page.setViewportSize({ width: 360, height: 740 });
      }
    }
  });

  it("every tool is reachable on a telephone, and a finger draws", async () => {
    const { page } = await open({
      document: { v: 1, image: { arange: { shape: [1, 1, 24, 24] } } },
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    await page.getByRole("radio", { name: /^Rectangle/ }).tap();
    const box = await picture(page).boundingBox();
    if (!box) throw new Error("no picture on the page");
    const session = await page.context().newCDPSession(page);
    const touch = (kind: "touchStart" | "touchMove" | "touchEnd", at: readonly number[][]) =>
      session.send("Input.dispatchTouchEvent", {
        type: kind,
        touchPoints: at.map(([dx = 0, dy = 0]) => ({ x: box.x + dx * box.width, y: box.y + dy * box.height })),
      });
    await touch("touchStart", [[0.26, 0.26]]);
    await touch("touchMove", [[0.5, 0.4]]);
    await touch("touchMove", [[0.74, 0.74]]);
    await touch("touchEnd", []);
    await settled(page);
    expect((await documentOf(page)).region.shapes).toEqual([{ add: { rect: [6, 6, 12, 12] } }]);
    expect((await copiedLink(page)).hash).toMatch(/^#v1\./);
  });
});

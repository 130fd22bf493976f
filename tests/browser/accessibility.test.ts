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

const CONTRAST = "color-contrast";
/** Only what is wrong is told, and nothing is fetched for it. That text stands in a landmark is never more than moderate. */
const LEAN: RunOptions = { resultTypes: ["violations"], preload: false, rules: { region: { enabled: false } } };

/** Which rules are asked: all, those that know nothing of colours, or the contrast alone. */
type Asked = "everything" | "all but contrast" | "contrast";
const ASKED: Readonly<Record<Asked, RunOptions>> = {
  everything: LEAN,
  "all but contrast": { ...LEAN, rules: { ...LEAN.rules, [CONTRAST]: { enabled: false } } },
  contrast: { ...LEAN, rules: {}, runOnly: [CONTRAST] },
};

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

const DESK = { width: 1440, height: 900 };
const TELEPHONE = { width: 390, height: 844 };

type Checks = readonly (readonly [colorScheme: "light" | "dark", asked: Asked])[];
/** In dark, only colours can be worse. */
const BOTH_THEMES: Checks = [
  ["light", "everything"],
  ["dark", "contrast"],
];
/** What stands elsewhere, in the colours it has elsewhere. */
const LAYOUT: Checks = [["light", "all but contrast"]];

/** Throws unless axe finds nothing. */
async function expectAccessible(page: Page, when: string, checks: Checks, within = "html"): Promise<void> {
  for (const [colorScheme, asked] of checks) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    expect(await violations(page, within, ASKED[asked]), `${within} in ${colorScheme}, ${when}`).toEqual([]);
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

/** Everything that opens on the page, looked at by itself. */
async function expectRestAccessible(page: Page, checks: Checks): Promise<void> {
  await button(page, "Save").click();
  await expectAccessible(page, "open", checks, '[role="menu"]');
  await page.keyboard.press("Escape");
  await button(page, "Help").click();
  await page.getByRole("dialog").waitFor();
  await expectAccessible(page, "open", checks, "dialog");
}

describe("axe finds nothing serious, in light and in dark", () => {
  it("on a desk", async () => {
    const { page } = await open({ viewport: DESK });
    await expectAccessible(page, "on a first visit", BOTH_THEMES);
    await openEverything(page);
    await expectAccessible(page, "with everything open", BOTH_THEMES);
    await expectRestAccessible(page, BOTH_THEMES);
  });

  it("on a telephone", async () => {
    const { page } = await open({ viewport: TELEPHONE });
    await expectAccessible(page, "on a first visit", LAYOUT);
    await openEverything(page);
    // One column lies on another ground.
    await expectAccessible(page, "with everything open", BOTH_THEMES);
    await expectRestAccessible(page, LAYOUT);
  });
});

const SMALL = { v: 1, image: { random: { seed: 0, shape: [2, 3, 12, 12] } }, stride: [3, 3] };

/** Throws unless axe finds nothing in the lower area, on a desk and on a telephone. */
async function expectLowerAccessible(page: Page, when: string): Promise<void> {
  await page.setViewportSize(DESK);
  await expectAccessible(page, `${when}, on a desk`, BOTH_THEMES, ".lower");
  await page.setViewportSize(TELEPHONE);
  await expectAccessible(page, `${when}, on a telephone`, LAYOUT, ".lower");
}

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

/** By how many pixels the page is wider than a window of this width, which it must not be: at once, and when all is drawn anew. */
async function overflowAt(page: Page, width: number): Promise<number> {
  const worst = page.evaluate((wanted) => {
    const overflow = () => document.documentElement.scrollWidth - innerWidth;
    const later = async (atOnce: number) => {
      await window.playground.settled();
      return Math.max(atOnce, overflow());
    };
    if (innerWidth === wanted) return later(overflow());
    return new Promise<number>((resolve) => {
      addEventListener("resize", () => resolve(later(overflow())), { once: true });
    });
  }, width);
  await page.setViewportSize({ width, height: 320 });
  return worst;
}

/** Where one column, then narrow and wide side columns, have the least room. */
const TIGHT = [360, 901, 1181];
const WIDTHS = [...TIGHT, 390, 768, 1920];

/** Throws when the page or the panel is wider than it may be. */
async function fits(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    expect(await overflowAt(page, width), `at ${width}`).toBeLessThanOrEqual(0);
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
    const { page } = await open({ document: SMALL, viewport: DESK });
    await page.getByRole("tab", { name: "Speed" }).click();
    await button(page, "Measure").waitFor();
    const everywhere = (when: string) => expectLowerAccessible(page, when);
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
    const { page } = await open({ document: SMALL });
    await page.getByRole("tab", { name: "Code" }).click();
    await page.locator("[data-testid=code] .cm-content").waitFor();
    await page.getByLabel("recipe", { exact: true }).selectOption("contiguous");
    await page.getByRole("checkbox", { name: /^Leave out \.contiguous/ }).check();
    await expectLowerAccessible(page, "with a mistake in it");
    for (const { width } of [TELEPHONE, DESK]) {
      expect(await overflowAt(page, width), `at ${width}`).toBeLessThanOrEqual(0);
    }
  });
});

describe("the river", () => {
  it("names each column by the heading that is seen on it", async () => {
    const { page } = await open({ document: SMALL });
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
    const { page } = await open({ document: { v: 1, image: { arange: { shape: [1, 3, 24, 36] } }, stride: [3, 3] } });
    await tabTo(page, "picture,");
    await press(page, "r", "Shift+ArrowUp", " ", "Shift+ArrowRight*3", "Shift+ArrowDown*2", "Enter");
    // The pen begins in the middle, at (18, 12); the picture ends at its sides.
    expect((await documentOf(page)).region.shapes).toEqual([{ add: { rect: [18, 2, 18, 20] } }]);
    await tabTo(page, "stride along the rows");
    await press(page, "ArrowUp");
    expect((await documentOf(page)).stride).toEqual([4, 4]);
    await tabTo(page, "step 9");
    await press(page, "Home", "Enter");
    expect(await panel(page, "Tensor").getByText("[1, 3, 24, 36]").count()).toBe(1);
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
    const { page } = await open({ document: SMALL });
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
    // What stands on the page first is looked at on every screen, then the widest of each kind.
    for (const width of WIDTHS) expect(await overflowAt(page, width), `at ${width}`).toBeLessThanOrEqual(0);
    for (const shown of [await documentOf(page), wide, { ...wide, program: "thread", padding: [3, 3] }]) {
      await load(page, shown);
      for (const program of ["patch maps", "masked convolution"]) {
        await pick(page, "which program", program);
        for (const width of TIGHT.slice(0, 2)) {
          expect(await overflowAt(page, width), `${program} at ${width}`).toBeLessThanOrEqual(0);
        }
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

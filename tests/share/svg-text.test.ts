import { readFileSync } from "node:fs";
import { decode } from "fast-png";
import { chromium, type Browser, type Page } from "playwright";
import { transformWithOxc } from "vite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { plainColour } from "../../src/share/svg-text";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../tools/chromium.mjs";

// Room for machines that do something else meanwhile.
vi.setConfig({ testTimeout: 30_000 });

describe("plainColour", () => {
  it.each([
    ["color(srgb 0.2 0.4 0.6)", "rgb(51, 102, 153)"],
    ["color(srgb 1 0 0.5 / 0.25)", "rgba(255, 0, 128, 0.25)"],
    ["color(srgb 1.2 -0.1 1e-7)", "rgb(255, 0, 0)"],
    ["rgb(1, 2, 3)", "rgb(1, 2, 3)"],
    ["none", "none"],
  ])("%s is %s", (given, plain) => {
    expect(plainColour(given)).toBe(plain);
  });
});

/** A drawing that owes its looks to style sheets in every way the page's drawings do. */
const PAGE = `<!doctype html><html style="color-scheme: dark"><style>
  body { margin: 0; background: light-dark(white, rgb(20, 24, 28)); --hue: rgb(200, 120, 40); font: 15px sans-serif; }
  svg { display: block; color: light-dark(black, rgb(230, 230, 220)); }
  .ribbon { fill: var(--hue); fill-opacity: 0.6; stroke: color-mix(in srgb, var(--hue), white 40%); stroke-width: 3px; }
  .faint { opacity: 0.3; }
  .label { fill: currentColor; font-weight: 700; text-anchor: middle; }
  .gone { display: none; }
  .dashed { stroke: rgb(90, 160, 230); stroke-dasharray: 6 3; fill: none; }
  .plain { fill: rgb(10, 200, 120); }
</style><body><svg width="240" height="160">
  <g class="ribbon"><path d="M10 20 C 80 20 80 90 150 90 L 150 120 C 80 120 80 50 10 50 Z"/><g class="plain"><rect x="160" y="10" width="30" height="30" fill="red"/></g></g>
  <rect class="faint ribbon" x="10" y="100" width="60" height="40"/>
  <text class="label" x="120" y="140">kh × kw &amp; C</text>
  <circle class="gone" cx="60" cy="60" r="50"/>
  <circle class="dashed" cx="200" cy="80" r="25" style="stroke-width: 4px"/>
</svg></body></html>`;

describe("standaloneSvg", () => {
  let browser: Browser;
  let page: Page;
  let text = "";

  beforeAll(async () => {
    const path = findChromium();
    browser = await chromium.launch({
      ...(path === undefined ? {} : { executablePath: path }),
      args: CHROMIUM_ARGUMENTS,
    });
    page = await browser.newPage({ viewport: { width: 240, height: 160 } });
    await page.setContent(PAGE);
    const source = readFileSync(new URL("../../src/share/svg-text.ts", import.meta.url), "utf8");
    const { code } = await transformWithOxc(source, "svg-text.ts");
    // The module has no imports of its own, so that it can be run as it is.
    text = await page.evaluate<string>(
      `(() => { ${code.replaceAll(/^export /gm, "")}; return standaloneSvg(document.querySelector("svg")); })()`,
    );
  }, 60_000);
  afterAll(() => browser.close());

  it("is XML of its own, with size, view box and name space", () => {
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(text).toContain('width="240"');
    expect(text).toContain('viewBox="0 0 240 160"');
  });

  it("leans on no style sheet: no class, no variable, no scheme", () => {
    expect(text).not.toMatch(/class=|var\(|light-dark|currentcolor|color-mix|color\(srgb/i);
  });

  it("says each inherited style once, where it begins", () => {
    expect(text.match(/font-family=/g)).toHaveLength(1);
    expect(text.match(/stroke-dasharray="6px, 3px"/g)).toHaveLength(1);
  });

  it("a style that the style sheet overrules does not come back", () => {
    expect(text).not.toContain('fill="red"');
  });

  it("looks the same as a picture on a white page as it did on the dark one", async () => {
    const before = decode(await page.locator("svg").screenshot());
    const alone = await browser.newPage({ viewport: { width: 240, height: 160 } });
    await alone.setContent(
      `<body style="margin:0;background:white"><img style="display:block" src="data:image/svg+xml,${encodeURIComponent(text)}"></body>`,
    );
    const after = decode(await alone.locator("img").screenshot());
    expect([after.width, after.height, after.channels]).toEqual([before.width, before.height, before.channels]);
    const differing = before.data.filter((value, at) => Math.abs(value - (after.data[at] ?? 0)) > 8);
    // Letters may be smoothed differently inside a picture; nothing else may differ.
    expect(differing.length).toBeLessThan(before.data.length * 0.01);
    const plain = before.data.filter((value) => value > 60).length;
    expect(plain).toBeGreaterThan(before.data.length * 0.05);
  });
});

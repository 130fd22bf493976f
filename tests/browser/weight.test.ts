import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, inject, it } from "vitest";
import { pages } from "./page";

/** Kilobytes (1000 bytes) of scripts, gzipped, that a first visit may fetch. */
const MOST_IN_ALL = 300;

const open = pages();

const gzipped = (path: string): number => gzipSync(readFileSync(`dist/${path}`)).length / 1000;

describe("what a first visit fetches", () => {
  it(`is at most ${MOST_IN_ALL} kB of scripts, gzipped`, async () => {
    const { page, context } = await open({ settle: false });
    // Requests of workers are only told to the context.
    const asked: string[] = [];
    context.on("request", (request) => asked.push(new URL(request.url()).pathname.slice(1)));
    await page.goto("about:blank");
    await page.goto(inject("page"));
    await page.waitForFunction(() => window.playground);
    await page.evaluate(() => window.playground.settled());
    // What writes links comes behind the first result; it is counted, so that the count depends on no moment.
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    // A worker's own script is told of twice.
    const scripts = [...new Set(asked.filter((path) => path.endsWith(".js")))];
    const sizes = scripts.map((path) => ({ path, size: gzipped(path) }));
    const told = sizes.map(({ path, size }) => `${path} ${size.toFixed(1)}`).join("\n");
    expect(scripts.filter((path) => path.includes("/worker-")).length, told).toBe(2);
    expect(
      sizes.reduce((sum, { size }) => sum + size, 0),
      told,
    ).toBeLessThanOrEqual(MOST_IN_ALL);
  });

  it("is no script before its frame is painted", async () => {
    const { page, context } = await open({ settle: false });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await context.route("**/*.js", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("about:blank");
    await page.goto(inject("page"), { waitUntil: "commit" });
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    expect(await page.locator("h1").innerText()).toBe("Unfold Playground");
    expect(await page.evaluate(() => "playground" in window)).toBe(false);
    release();
    await page.waitForFunction(() => window.playground);
    await page.evaluate(() => window.playground.settled());
  });
});

describe("a second visit", () => {
  it("fetches no script again: they are kept for good, and a host is told to say so", async () => {
    const opened = await open();
    const { page } = opened;
    // What writes links comes last.
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    await page.goto("about:blank");
    await page.goto(inject("page"));
    await page.waitForFunction(() => window.playground);
    await opened.settled();
    const [scripts, said] = await page.evaluate(async () => {
      const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      const assets = entries.filter(({ name }) => /\/assets\/.*\.(js|css)$/.test(name));
      const { headers } = await fetch(assets[0]?.name ?? "", { cache: "reload" });
      return [assets.map(({ transferSize }) => transferSize), headers.get("Cache-Control") ?? ""] as const;
    });
    expect(scripts.length).toBeGreaterThan(2);
    expect(scripts.every((bytes) => bytes === 0)).toBe(true);
    expect(readFileSync("dist/_headers", "utf8")).toContain(`/assets/*\n  Cache-Control: ${said}\n`);
  });
});

import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import "../../src/share/scripting/window";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../tools/chromium.mjs";

/** A page of the built playground, settled, with everything it complained about and every address it asked for. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Uncaught errors and console errors, Content-Security-Policy violations among them. */
  readonly complaints: string[];
  /** Addresses requested from anywhere but the page's own origin. */
  readonly foreign: string[];
  settled(): Promise<void>;
}

export interface OpenOptions {
  /** What follows the address: `#json=…`, `#v1.…`; empty for a first visit. */
  readonly hash?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  readonly hasTouch?: boolean;
  /** Runs in the page before its own scripts: to take something away that a browser may refuse. */
  readonly before?: () => void;
  /** False when the page is not expected to settle. */
  readonly settle?: boolean;
}

/** A link written by hand. */
export const jsonHash = (document: object): string => `#json=${encodeURIComponent(JSON.stringify(document))}`;

/**
 * One browser for the tests of a file. Every page gets a context of its own and is closed after the test; unless a
 * test takes the complaints out itself, any complaint or foreign request fails it.
 */
export function pages(): (options?: OpenOptions) => Promise<OpenPage> {
  let browser: Browser;
  let open: OpenPage[] = [];
  beforeAll(async () => {
    const executablePath = findChromium();
    if (!executablePath) throw new Error("no Chrome or Chromium in CHROME_PATH or PATH");
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  });
  afterEach(async () => {
    const closing = open;
    open = [];
    await Promise.all(closing.map(({ context }) => context.close()));
    for (const { complaints, foreign } of closing) {
      expect(complaints).toEqual([]);
      expect(foreign).toEqual([]);
    }
  });
  afterAll(async () => {
    await browser.close();
  });

  return async (options = {}) => {
    const address = inject("page");
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1440, height: 900 },
      colorScheme: options.colorScheme ?? "light",
      hasTouch: options.hasTouch ?? false,
      acceptDownloads: true,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const foreign: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      // What failed to load is named by its place only.
      const where = message.text().startsWith("Failed to load") ? ` ${message.location().url}` : "";
      if (message.type() === "error") complaints.push(message.text() + where);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(new URL(address).origin) && !/^(data|blob):/.test(url)) foreign.push(url);
    });
    if (options.before) await page.addInitScript(options.before);
    await page.goto(address + (options.hash ?? ""));
    await page.waitForFunction(() => window.playground !== undefined);
    const settled = () => page.evaluate(() => window.playground.settled());
    if (options.settle !== false) await settled();
    const opened = { page, context, complaints, foreign, settled };
    open.push(opened);
    return opened;
  };
}

import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "playwright";
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
  /** The document to begin with, as a link written by hand. */
  readonly document?: object;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  readonly hasTouch?: boolean;
  /**
   * True for a tab that no other test gets afterwards: where something else is put in the place of the page's scripts, which
   * the browser keeps for good.
   */
  readonly alone?: boolean;
  /** Runs in the page before its own scripts: to take something away that a browser may refuse. */
  readonly before?: () => void;
  /** False when the page is not expected to settle. */
  readonly settle?: boolean;
}

/** A link written by hand. */
export const jsonHash = (document: object): string => `#json=${encodeURIComponent(JSON.stringify(document))}`;

/** A tab that tests may share, one after the other. */
interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** For what can be asked of the browser and taken back, which Playwright's own way cannot. */
  readonly session: CDPSession;
  /** False for one that answers to fingers, which is settled when it is made, and for one that was asked for alone. */
  readonly isShared: boolean;
  /** The script that runs before the page's own, to be taken away again. */
  before: string | null;
}

async function newTab(browser: Browser, hasTouch: boolean, isShared: boolean): Promise<Tab> {
  const permissions = ["clipboard-read", "clipboard-write"];
  const context = await browser.newContext({ hasTouch, acceptDownloads: true, permissions });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Page.enable");
  return { page, context, session, isShared, before: null };
}

/** Leaves a tab as if nobody had been there: no page, no listener, no rule, no script, nothing stored. */
async function emptied(tab: Tab, origin: string): Promise<void> {
  const { page, context, session } = tab;
  page.removeAllListeners();
  // Not all of its listeners: Playwright's own tells when it has closed.
  context.removeAllListeners("request");
  await Promise.all(
    context
      .pages()
      .filter((each) => each !== page)
      .map((each) => each.close()),
  );
  await Promise.all([page.unrouteAll(), context.unrouteAll()]);
  if (tab.before !== null) {
    await session.send("Page.removeScriptToEvaluateOnNewDocument", { identifier: tab.before });
    tab.before = null;
  }
  await page.mouse.move(0, 0);
  await page.goto("about:blank");
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
}

/** One browser for all files that a process runs; it ends with the process. */
let browser: Promise<Browser> | null = null;
/** Tabs that wait for the next test: some tests open two pages, beside one that they share with others. */
const idle: Tab[] = [];
const MOST_IDLE = 3;

function startedBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chrome or Chromium in CHROME_PATH or PATH");
  browser ??= chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  return browser;
}

/** A page that is open, in its tab. */
interface Opened {
  readonly tab: Tab;
  readonly opened: OpenPage;
}

async function openIn(address: string, options: OpenOptions): Promise<Opened> {
  const { origin } = new URL(address);
  const { before, hasTouch = false, alone = false } = options;
  const isShared = !hasTouch && !alone;
  const tab = (isShared ? idle.pop() : undefined) ?? (await newTab(await startedBrowser(), hasTouch, isShared));
  const { page, context, session } = tab;
  if (before) {
    const source = `(${before.toString()})()`;
    tab.before = (await session.send("Page.addScriptToEvaluateOnNewDocument", { source })).identifier;
  }
  await page.setViewportSize(options.viewport ?? { width: 1024, height: 768 });
  await page.emulateMedia({ colorScheme: options.colorScheme ?? "light" });
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
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) foreign.push(url);
  });
  await page.goto(address + (options.document ? jsonHash(options.document) : (options.hash ?? "")));
  await page.waitForFunction(() => window.playground !== undefined);
  const settled = () => page.evaluate(() => window.playground.settled());
  if (options.settle !== false) await settled();
  return { tab, opened: { page, context, complaints, foreign, settled } };
}

async function close({ tab }: Opened, origin: string): Promise<void> {
  const kept = tab.isShared && idle.length < MOST_IDLE;
  await (kept ? emptied(tab, origin) : tab.context.close());
  if (kept) idle.push(tab);
}

function expectNoComplaint({ opened }: Opened): void {
  expect(opened.complaints.splice(0)).toEqual([]);
  expect(opened.foreign.splice(0)).toEqual([]);
}

/**
 * Opens pages for the tests of a file. Every test starts with an empty tab; one that was only looked at serves the next
 * test, which is less work than making another. Unless a test takes the complaints out itself, any complaint or
 * foreign request fails it.
 */
export function pages(): (options?: OpenOptions) => Promise<OpenPage> {
  let open: Opened[] = [];
  const address = inject("page");
  const { origin } = new URL(address);
  beforeAll(async () => {
    await startedBrowser();
  });
  afterEach(async () => {
    const closing = open;
    open = [];
    for (const each of closing) await close(each, origin);
    closing.forEach(expectNoComplaint);
  });

  return async (options = {}) => {
    const each = await openIn(address, options);
    open.push(each);
    return each.opened;
  };
}

/**
 * One page for all tests around, each of which shows a document of its own on it: a tenth of the work of opening one.
 * For tests that say themselves what they rely on: messages are gone, but tools, tabs and layouts stay as the test
 * before has left them, and there is something to undo. After a test that failed the page is opened anew.
 */
export function onePage(): (document: object) => Promise<OpenPage> {
  let open: Opened | null = null;
  const address = inject("page");
  const { origin } = new URL(address);
  const closed = async () => {
    const closing = open;
    open = null;
    if (closing) await close(closing, origin);
  };
  afterEach(async ({ task }) => {
    const each = open;
    if (!each) return;
    const { complaints, foreign } = each.opened;
    if (task.result?.state === "fail" || complaints.length > 0 || foreign.length > 0) await closed();
    expectNoComplaint(each);
  });
  afterAll(closed);

  return async (wanted) => {
    if (!open) {
      open = await openIn(address, { document: wanted });
      return open.opened;
    }
    const { page } = open.opened;
    await page.mouse.move(0, 0);
    await page.evaluate(async (next) => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      document.querySelectorAll<HTMLElement>("[aria-label=Dismiss]").forEach((button) => button.click());
      scrollTo(0, 0);
      await window.playground.load(next);
    }, wanted);
    return open.opened;
  };
}

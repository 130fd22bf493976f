import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { worstDifference } from "../oracle/compare";
import { soon, tensorOf } from "./hands";
import { jsonHash, type OpenPage, pages } from "./page";
import { dismiss, expectMessage, expectUsable, messages, workOn } from "./state";

/* What a browser may refuse, taken away before the page's own scripts run. */

const open = pages();

/** Every worker the page makes, by name; a test can refuse new ones or break one that runs. */
interface Workers {
  /** Names of workers that are refused; null for the one without a name. */
  refused: (string | null)[];
  /** Workers made so far. */
  made: { readonly name: string | null; readonly worker: Worker }[];
  /** The engine's workers die of every request to run a job. */
  dying: boolean;
}
declare global {
  interface Window {
    workers: Workers;
  }
}

const ENGINE = "unfold-engine";

/** Puts every worker under control; runs in the page. */
function overseen(): void {
  const state: Workers = { refused: [], made: [], dying: false };
  window.workers = state;
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      const name = options?.name ?? null;
      if (state.refused.includes(name)) throw new DOMException("workers are switched off here", "SecurityError");
      super(url, options);
      state.made.push({ name, worker: this });
    }
    override postMessage(message: unknown, transfer?: unknown): void {
      const op: unknown = typeof message === "object" && message !== null ? Reflect.get(message, "op") : null;
      if (state.dying && op === "run") {
        queueMicrotask(() => this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })));
      }
      super.postMessage(message, transfer as Transferable[]);
    }
  };
}

const kill = ({ page }: OpenPage, name: string | null) =>
  page.evaluate((wanted) => {
    const last = window.workers.made.filter((each) => each.name === wanted).at(-1);
    last?.worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
  }, name);

const SMALL = { v: 1, image: { random: { seed: 2, shape: [1, 2, 9, 9] } }, stride: [2, 2] };
/** A photograph, small: what a worker of its own decodes. */
const SAMPLE = { v: 1, image: { sample: "coins" }, resize: [20, 26] };
const photo = {
  name: "photo.jpg",
  mimeType: "image/jpeg",
  buffer: readFileSync(join(import.meta.dirname, "../files/photo.jpg")),
};

describe("a browser that refuses workers", () => {
  it("altogether: says so, shows shapes and strides of made tensors, and keeps the document editable", async () => {
    const opened = await open({
      before: () => {
        window.Worker = class extends Worker {
          constructor(url: string | URL) {
            if (url) throw new DOMException("workers are switched off here", "SecurityError");
            super(url);
          }
        };
      },
    });
    const { page } = opened;
    await expectMessage(page, /refused the worker that decodes pictures: workers are switched off here/);
    // A bad link does not make it worse.
    await page.evaluate(() => {
      location.hash = "#hello";
    });
    await messages(page).filter({ hasText: "must start with #v1." }).waitFor();
    // The starter is tried once more, and refused once more.
    await opened.settled();
    await dismiss(page, 2);
    await page.getByRole("button", { name: "Tensor", exact: true }).click();
    await page
      .getByRole("menuitemradio", { name: /0, 1, 2/ })
      .or(page.getByRole("menuitem", { name: /0, 1, 2/ }))
      .click();
    await expectMessage(page, /does not make a worker for the engine: workers are switched off here/);
    await opened.settled();
    expect(await page.locator("[data-testid=river] .river-column").count()).toBe(10);
    await page.getByRole("spinbutton", { name: "stride along the rows" }).fill("2");
    await page.getByRole("spinbutton", { name: "stride along the rows" }).press("Enter");
    await opened.settled();
    expect(await page.evaluate(() => window.playground.document())).toMatchObject({ stride: [2, 2] });
    expect((await page.evaluate(() => window.playground.trace())).at(-1)?.shape).toEqual([4, 3, 3]);
    const why = await page.evaluate(() =>
      window.playground.tensor("maps").catch((thrown: unknown) => (thrown as Error).message),
    );
    expect(why).toMatch(/worker for the engine/);
  });

  it("for the engine: the picture stays, and Run again goes on when it is allowed", async () => {
    const opened = await open({ before: overseen, hash: jsonHash(SMALL) });
    const { page } = opened;
    const work = await workOn(opened);
    await page.evaluate((name) => window.workers.refused.push(name), ENGINE);
    await kill(opened, ENGINE);
    await page.getByRole("spinbutton", { name: "stride along the rows" }).fill("1");
    await page.getByRole("spinbutton", { name: "stride along the rows" }).press("Enter");
    await expectMessage(page, /does not make a worker for the engine: workers are switched off here/);
    expect(await page.evaluate(() => window.playground.document())).toMatchObject({
      image: { random: { seed: 2, shape: [1, 2, 9, 9] } },
    });
    await page.evaluate(() => window.workers.refused.splice(0));
    await page.getByRole("button", { name: "Run again" }).click();
    await opened.settled();
    // That it failed, and that it runs again.
    await dismiss(page, 2);
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await workOn(opened)).toEqual(work);
    await expectUsable(opened, work);
  });
});

describe("a worker that dies", () => {
  it("the engine's, once: another one takes over, with the same document and the same numbers", async () => {
    const opened = await open({ before: overseen, document: SAMPLE });
    const { page } = opened;
    const work = await workOn(opened);
    await kill(opened, ENGINE);
    await expectMessage(page, /The engine stopped unexpectedly \(out of memory\) and was started again/, "", "status");
    expect(await workOn(opened)).toEqual(work);
    await expectUsable(opened, work);
    await dismiss(page);
    expect(await page.evaluate(() => window.workers.made.filter(({ name }) => name !== null).length)).toBe(2);
  });

  it("the engine's, again and again: the page gives up, says so, keeps the last numbers, and can go on later", async () => {
    const opened = await open({ before: overseen, hash: jsonHash(SMALL) });
    const { page } = opened;
    const work = await workOn(opened);
    const output = await tensorOf(page, "output");
    await page.evaluate(() => {
      window.workers.dying = true;
    });
    await page.getByLabel("filter preset").selectOption("box");
    await messages(page)
      .filter({ hasText: /the engine stopped 3 times over this: out of memory/ })
      .waitFor();
    await opened.settled();
    expect(await page.evaluate(() => window.playground.document())).toEqual({ ...SMALL, filter: { preset: "box" } });
    // The last good output is still on the page.
    expect(await page.getByTestId("output").getAttribute("aria-label")).toContain("4 rows, 4 columns");
    await page.evaluate(() => {
      window.workers.dying = false;
    });
    await page.getByRole("button", { name: "Run again" }).click();
    await opened.settled();
    await page.getByRole("button", { name: "Undo" }).click();
    // The simplest backend has taken over: it adds in another order.
    const after = await workOn(opened);
    expect(after.document).toEqual(work.document);
    expect(worstDifference((await tensorOf(page, "output")).data, output.data)).toBeLessThan(1e-5);
    expect(await page.locator(".header__backend").innerText()).toContain("cpu");
    await expectUsable(opened, after);
  });

  it("the one that decodes pictures: says so, and the next picture is decoded by another", async () => {
    const opened = await open({ before: overseen, document: SAMPLE });
    const { page } = opened;
    const work = await workOn(opened);
    await page.evaluate(() => {
      const decoder = window.workers.made.find(({ name }) => name !== "unfold-engine")?.worker;
      decoder?.addEventListener("message", (event) => event.stopImmediatePropagation(), { capture: true });
      Object.assign(window, { decoder });
      const post = decoder?.postMessage.bind(decoder);
      if (!decoder || !post) throw new Error("no worker decodes pictures");
      decoder.postMessage = () => {
        queueMicrotask(() => decoder.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })));
      };
    });
    await page.getByLabel("picture file").setInputFiles(photo);
    await expectMessage(page, /decodes pictures stopped \(out of memory\).*try again, or take a smaller picture/);
    await expectUsable(opened, work);
    await dismiss(page);
    await page.getByLabel("picture file").setInputFiles(photo);
    await page.getByText("[1, 3, 64, 96]").first().waitFor();
    await opened.settled();
    expect((await tensorOf(page, "image")).shape).toEqual([1, 3, 64, 96]);
    expect(await messages(page).count()).toBe(0);
  });
});

describe("a browser without", () => {
  it("canvases: says so; shapes, equations and numbers are there all the same", async () => {
    const opened = await open({
      document: SMALL,
      before: () => {
        HTMLCanvasElement.prototype.getContext = () => null;
      },
    });
    const { page } = opened;
    await expectMessage(page, /canvas/);
    expect(await page.locator("[data-testid=river] .river-column").count()).toBe(10);
    await expectUsable(opened, await workOn(opened));
    await page.getByTestId("output").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await opened.settled();
    expect(await page.locator(".panel--number").innerText()).toMatch(/=/);
    await dismiss(page);
  });

  it("canvases off the page: says so, and the page does not fall", async () => {
    const opened = await open({
      document: SAMPLE,
      before: () => {
        const real = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "getContext");
        const get = real?.value as (this: HTMLCanvasElement, ...wanted: unknown[]) => RenderingContext | null;
        Object.defineProperty(HTMLCanvasElement.prototype, "getContext", {
          value(this: HTMLCanvasElement, ...wanted: unknown[]) {
            // As when memory runs short after a while: the first one is still given.
            if (this.isConnected || !("playground" in window)) return get.apply(this, wanted);
            return null;
          },
        });
      },
    });
    const { page } = opened;
    await messages(page)
      .filter({ hasText: /canvas/ })
      .first()
      .waitFor();
    expect(await page.locator("[data-testid=river] .river-column").count()).toBe(10);
    await expectUsable(opened, await workOn(opened));
    expect(await page.getByTestId("output").isVisible()).toBe(true);
  });

  it("WebAssembly: another backend computes, and the page says which and why", async () => {
    const opened = await open({ document: SMALL, alone: true });
    const { page, context } = opened;
    const before = await tensorOf(page, "output");
    await context.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `delete self.WebAssembly;${await response.text()}` });
    });
    await page.reload();
    await page.waitForFunction(() => window.playground !== undefined);
    await expectMessage(page, /wasm did not start: .*Running on (webgl|cpu) instead/, "", "status");
    const backend = await page.evaluate(() => window.playground.backend());
    expect(["webgl", "cpu"]).toContain(backend);
    expect(await page.locator(".header__backend").innerText()).toContain(backend);
    await opened.settled();
    const output = await tensorOf(page, "output");
    expect(output.shape).toEqual(before.shape);
    expect(worstDifference(output.data, before.data)).toBeLessThan(1e-4);
    await dismiss(page);
  });

  it("storage: the theme is chosen for as long as the page lasts", async () => {
    const opened = await open({
      document: SMALL,
      before: () => {
        Object.defineProperty(window, "localStorage", {
          get() {
            throw new DOMException("storage is switched off", "SecurityError");
          },
        });
      },
    });
    const { page } = opened;
    await page.getByRole("button", { name: /^theme: system/ }).click();
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
    await expectUsable(opened, await workOn(opened));
    expect(await messages(page).count()).toBe(0);
  });

  it("a way to change the address: Copy link still carries the document", async () => {
    const opened = await open({
      before: () => {
        history.replaceState = () => {
          throw new DOMException("too many calls", "SecurityError");
        };
      },
      hash: jsonHash(SMALL),
    });
    const { page } = opened;
    await expectUsable(opened, await workOn(opened));
    await page.getByLabel("filter preset").selectOption("box");
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Link copied").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await open({ hash: new URL(link).hash });
    expect(await other.page.evaluate(() => window.playground.document())).toEqual({
      ...SMALL,
      filter: { preset: "box" },
    });
  });
});

describe("a clipboard that refuses, or is not there", () => {
  it("the link appears in a field, selected", async () => {
    const opened = await open({ document: SMALL });
    const { page } = opened;
    const byHand = async () => {
      await page.getByRole("button", { name: "Copy link" }).click();
      const field = page.getByLabel("the link, to copy by hand");
      const selected = () =>
        field.evaluate((node) => {
          if (!(node instanceof HTMLInputElement)) return null;
          const all = node.selectionStart === 0 && node.selectionEnd === node.value.length;
          return { all, focused: node === document.activeElement };
        });
      await soon(selected).toEqual({ all: true, focused: true });
      return field.inputValue();
    };
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException("not allowed", "NotAllowedError"));
    });
    const link = await byHand();
    // The link of another document would be another one.
    await expectUsable(opened, await workOn(opened));
    expect(await page.getByLabel("the link, to copy by hand").count()).toBe(0);
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { get: () => undefined });
    });
    expect(await byHand()).toBe(link);
    const other = await open({ hash: new URL(link).hash });
    expect(await other.page.evaluate(() => window.playground.document())).toEqual(SMALL);
  });
});

describe("a network that", () => {
  it("loses a sample: says which; the work stays, and the sample can be asked for again", async () => {
    const opened = await open({ document: SMALL });
    const { page, context, complaints } = opened;
    const work = await workOn(opened);
    await context.route("**/samples/coins.png", (route) => route.abort());
    await page.getByRole("button", { name: /^sample coins/ }).click();
    await expectMessage(page, /the sample .*coins\.png could not be fetched/);
    await expectUsable(opened, work);
    await dismiss(page);
    // The browser itself tells of the request.
    expect(complaints.splice(0).every((complaint) => complaint.includes("Failed to load resource"))).toBe(true);
    await context.unroute("**/samples/coins.png");
    await page.getByRole("button", { name: /^sample coins/ }).click();
    await page.getByRole("button", { name: /^sample coins/, pressed: true }).waitFor();
    await opened.settled();
    expect(await page.evaluate(() => window.playground.document())).toMatchObject({ image: { sample: "coins" } });
  });

  it("loses a part of the page: says so in its place, and it can be asked for again", async () => {
    const opened = await open({ document: SMALL });
    const { page, context, complaints } = opened;
    const work = await workOn(opened);
    await context.route("**/assets/code-panel-*.js", (route) => route.abort());
    await page.getByRole("tab", { name: "Code" }).click();
    await page.getByText(/^The code panel could not be fetched/).waitFor();
    expect(complaints.splice(0).every((complaint) => complaint.includes("Failed to load resource"))).toBe(true);
    await context.unroute("**/assets/code-panel-*.js");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("region", { name: "Code" }).waitFor();
    await expectUsable(opened, work);
  });
});

describe("a part of the page that cannot be fetched", () => {
  it("is missed in words, and the page goes on", async () => {
    const opened = await open({ document: SMALL });
    const { page } = opened;
    const work = await workOn(opened);
    await page.route(/\/assets\/tensor-maker-/, (route) => route.abort());
    await page.getByRole("button", { name: "Tensor", exact: true }).click();
    await page.getByRole("menuitem", { name: /any shape/ }).click();
    await expectMessage(page, /could not be fetched/);
    opened.complaints.splice(0);
    await expectUsable(opened, work);
  });
});

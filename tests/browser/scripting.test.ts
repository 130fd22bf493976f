import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { worstDifference } from "../oracle/compare";
import { dense, depthwise, maps, masked, products } from "../oracle/convolution";
import { type OracleGeometry, type OracleImage, type OracleShape, patches } from "../oracle/image";
import { kept, mask, type OracleEdit } from "../oracle/region";
import { jsonHash, onePage, type OpenPage, pages } from "./page";
import { messages, workOn } from "./state";
import { serveDist } from "./static";

const GUIDE = readFileSync(join(import.meta.dirname, "../../docs/scripting.md"), "utf8");

/** The blocks of one language in the guide, with what they are for: the heading above them. */
const blocks = (language: string): string[] =>
  Array.from(GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms")), ([, code = ""]) => code);

const open = pages();
const show = onePage();

const BACKENDS = ["wasm", "cpu", "webgl", "webgpu"] as const;
const TOLERANCE = { wasm: 1e-5, cpu: 1e-5, webgl: 1e-4, webgpu: 1e-4 };

const SHAPE: OracleShape = [2, 3, 9, 11];
const GEOMETRY: OracleGeometry = {
  kernel_size: [3, 2],
  stride: [2, 1],
  padding: [2, 1],
  padding_mode: "reflect",
  dilation: [1, 3],
};
const EDITS: readonly OracleEdit[] = [{ add: { ellipse: [5, 4, 4.5, 3.5] } }, { subtract: { rect: [4, 3, 2, 2] } }];
const DOCUMENT = {
  v: 1,
  image: { random: { seed: 7, shape: SHAPE } },
  ...GEOMETRY,
  filter: { random: { seed: 5 } },
  region: { shapes: EDITS, keep: "any" },
};

const load = ({ page }: OpenPage, document: unknown) =>
  page.evaluate((given) => window.playground.load(given), document);

/** Why the promise a call gives rejects; fails when it does not. */
const refusal = ({ page }: OpenPage, document: unknown): Promise<string> =>
  page.evaluate(
    (given) =>
      window.playground.load(given).then(
        () => "nothing was refused",
        (thrown: unknown) => (thrown instanceof Error ? thrown.message : `not an Error: ${String(thrown)}`),
      ),
    document,
  );

/** Tensors by name, as plain numbers. */
const tensors = ({ page }: OpenPage, names: readonly string[]) =>
  page.evaluate(async (wanted) => {
    const values = await Promise.all(wanted.map((name) => window.playground.tensor(name)));
    const plain = values.map(({ shape, data }) => ({
      shape,
      data: Array.from(data),
      floats: data instanceof Float32Array,
    }));
    return Object.fromEntries(wanted.map((name, at) => [name, plain[at]]));
  }, names);

describe("docs/scripting.md", () => {
  it("has examples that run in the developer console as they stand", async () => {
    const { page, context } = await open();
    const devtools = await context.newCDPSession(page);
    await page.evaluate(() => {
      const held: boolean[] = [];
      Object.assign(window, { held });
      console.assert = (holds?: boolean) => void held.push(holds === true);
    });
    const examples = blocks("js");
    expect(examples.length).toBeGreaterThan(5);
    for (const expression of examples) {
      // What the console does with a line: await at the top, names that may be declared again.
      const { exceptionDetails } = await devtools.send("Runtime.evaluate", {
        expression,
        replMode: true,
        awaitPromise: true,
      });
      expect(exceptionDetails?.exception?.description, expression).toBeUndefined();
      const claims = expression.split("console.assert(").length - 1;
      const held = await page.evaluate(() => (Reflect.get(window, "held") as boolean[]).splice(0));
      expect(held, expression).toEqual(Array.from({ length: claims }, () => true));
    }
  });

  it("has an embedding page that works", async () => {
    const [html = ""] = blocks("html");
    const host = await serveDist("/lecture/playground/", { "/lecture/notes.html": `<!doctype html>${html}` });
    const { context } = await show(DOCUMENT);
    const notes = await context.newPage();
    await notes.goto(`${host.origin}/lecture/notes.html`);
    const frame = notes.frames().find((each) => each.parentFrame() !== null);
    await frame?.waitForFunction(
      () =>
        "image" in (window.playground?.document() ?? {}) &&
        JSON.stringify(window.playground.document()).includes("coins"),
    );
    expect(await frame?.evaluate(async () => (await window.playground.tensor("image")).shape)).toEqual([1, 1, 76, 96]);
    await notes.close();
    await host.close();
    expect(host.missing.filter((path) => path !== "/favicon.ico")).toEqual([]);
  });

  it("names every call and every tensor", async () => {
    const { page } = await show(DOCUMENT);
    const [calls, names] = await page.evaluate(async () => {
      const words = await window.playground.tensor("?").then(JSON.stringify, String);
      return [Object.keys(window.playground), Array.from(words.matchAll(/"(\w+)"/g), ([, name = ""]) => name)] as const;
    });
    expect(calls.toSorted()).toEqual(["backend", "document", "load", "measure", "settled", "tensor", "trace"]);
    for (const call of calls) expect(GUIDE).toMatch(new RegExp(`\\| \`${call}\\(`));
    expect(names).toHaveLength(12);
    for (const name of names) expect(GUIDE).toMatch(new RegExp(`\\| \`${name}\``));
  });
});

describe("tensor(name)", () => {
  it("gives every tensor's shape and numbers as the oracle has them, on all four backends", async () => {
    const opened = await open({ document: DOCUMENT });
    const { image, filter } = await tensors(opened, ["image", "filter"]);
    const picture: OracleImage = { shape: SHAPE, data: image?.data ?? [] };
    const taps = filter?.data ?? [];
    const region = mask(EDITS, SHAPE[2], SHAPE[3]);
    const windows = kept(region, GEOMETRY, SHAPE, "any");
    expect(windows).toContain(0);
    expect(windows).toContain(1);
    const [rows, columns] = [6, 10];
    const n = 2 * rows * columns;
    const expected = {
      image: { shape: [2, 3, 9, 11], data: picture.data },
      filter: { shape: [3, 3, 2], data: taps },
      patches: { shape: [n, 3, 3, 2], data: patches(picture, GEOMETRY) },
      products: { shape: [n, 3, 3, 2], data: products(picture, GEOMETRY, taps) },
      maps: { shape: [n, 3, 2], data: maps(picture, GEOMETRY, taps) },
      depthwise: { shape: [2, 3, rows, columns], data: depthwise(picture, GEOMETRY, taps) },
      dense: { shape: [2, 1, rows, columns], data: dense(picture, GEOMETRY, taps) },
      output: { shape: [2, 1, rows, columns], data: masked(picture, GEOMETRY, taps, windows) },
      kept: { shape: [n], data: windows },
      region: { shape: [9, 11], data: region },
    };
    for (const backend of BACKENDS) {
      const inUse = await opened.page.evaluate((name) => window.playground.backend(name), backend);
      expect(inUse).toBe(backend);
      expect(await opened.page.evaluate(() => window.playground.backend())).toBe(backend);
      expect(await opened.page.locator(".header__backend").innerText()).toContain(backend);
      const answers = await tensors(opened, Object.keys(expected));
      for (const [name, { shape, data }] of Object.entries(expected)) {
        expect(answers[name]?.floats, name).toBe(true);
        expect(answers[name]?.shape, `${backend}: ${name}`).toEqual(shape);
        expect(worstDifference(answers[name]?.data ?? [], data), `${backend}: ${name}`).toBeLessThan(
          TOLERANCE[backend],
        );
      }
    }
    expect(await messages(opened.page).count()).toBe(0);
  });

  it("hands out copies", async () => {
    const opened = await show(DOCUMENT);
    const names = ["image", "filter", "output", "kept"];
    const before = await tensors(opened, names);
    await opened.page.evaluate(async (wanted) => {
      for (const name of wanted) (await window.playground.tensor(name)).data.fill(99);
    }, names);
    expect(await tensors(opened, names)).toEqual(before);
  });

  it("refuses a tensor that is too large, and only that one", async () => {
    const opened = await show({
      v: 1,
      image: { random: { shape: [1, 64, 128, 128] } },
      kernel_size: [6, 6],
      sum_over: ["C", "kh", "kw"],
    });
    const [why, shape] = await opened.page.evaluate(async () => [
      await window.playground.tensor("patches").catch((thrown: unknown) => (thrown as Error).message),
      (await window.playground.tensor("output")).shape,
    ]);
    expect(why).toMatch(/\[15129, 64, 6, 6\] take 133 MB, and at most 128 MB are shown/);
    expect(shape).toEqual([1, 1, 123, 123]);
  });
});

describe("trace(which)", () => {
  it("tells each step's line and layout, beginning with the image", async () => {
    const opened = await show(DOCUMENT);
    const [first, second, output] = await opened.page.evaluate(() => [
      window.playground.trace(),
      window.playground.trace("maps"),
      window.playground.trace("output"),
    ]);
    expect(first).toEqual(second);
    expect(first?.[0]).toEqual({
      code: "image",
      shape: [2, 3, 9, 11],
      stride: [297, 99, 11, 1],
      offset: 0,
      contiguous: true,
      copies: false,
    });
    expect(first?.at(-1)?.shape).toEqual([120, 3, 2]);
    expect(output?.[0]).toEqual(first?.[0]);
    expect(output?.at(-1)?.shape).toEqual([2, 1, 6, 10]);
  });
});

describe("document()", () => {
  it("gives a copy: changing it changes nothing", async () => {
    const { page } = await show(DOCUMENT);
    const told = await page.evaluate(() => {
      const { playground } = window;
      const before = JSON.stringify(playground.document());
      const mine = playground.document() as { stride: number[]; region: { shapes: unknown[] } };
      mine.stride[0] = 99;
      mine.region.shapes.length = 0;
      return { before, after: JSON.stringify(playground.document()) };
    });
    expect(told.after).toBe(told.before);
  });
});

describe("load(document)", () => {
  it("resolves when its results are on the page", async () => {
    const { page } = await show(DOCUMENT);
    const told = await page.evaluate(async () => {
      await window.playground.load({ v: 1, image: { arange: { shape: [1, 1, 7, 9] } }, stride: [2, 3] });
      const text = document.querySelector("main")?.textContent ?? "";
      return {
        output: document.querySelector("[data-testid=output]")?.getAttribute("aria-label") ?? "",
        windows: text.includes("9 of 9"),
        strides: document.querySelector("[data-testid=river] .river-column:last-of-type")?.textContent,
      };
    });
    expect(told.output).toContain("3 rows, 3 columns");
    expect(told.windows).toBe(true);
    expect(told.strides).toContain("[9, 3, 1]");
    expect(await page.evaluate(() => window.playground.document())).toEqual({
      v: 1,
      image: { arange: { shape: [1, 1, 7, 9] } },
      stride: [2, 3],
    });
  });

  it("is one entry of the history", async () => {
    const opened = await open({ document: { v: 1, image: { arange: { shape: [1, 1, 7, 9] } } } });
    const before = await workOn(opened);
    await load(opened, DOCUMENT);
    await opened.page.getByRole("button", { name: "Undo" }).click();
    expect(await workOn(opened)).toEqual(before);
    await opened.page.getByRole("button", { name: "Redo" }).click();
    expect(await opened.page.evaluate(() => window.playground.document())).toEqual({
      ...DOCUMENT,
      filter: { random: { seed: 5, shared: false } },
    });
  });

  it("refuses what is no document, changing nothing", async () => {
    const opened = await show(DOCUMENT);
    const before = await workOn(opened);
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [null, /^a document must be an object like \{"v": 1\}, not null$/],
      [undefined, /a document must be an object like \{"v": 1\}/],
      [7, /a document must be an object like \{"v": 1\}, not 7/],
      ["#v1.AAAA", /a document must be an object/],
      [[], /a document must be an object/],
      [{}, /v must be 1, the version of the format: it is missing/],
      [{ v: 2 }, /newer Unfold Playground \(version 2\); this one reads version 1/],
      [{ v: 1, stride: 2 }, /stride must be two numbers \[rows, columns\], not 2/],
      [{ v: 1, kernel_size: [3, 3.5] }, /kernel_size\[1\] must be a whole number from 1 to 31, not 3.5/],
      [{ v: 1, image: { arange: { shape: [1, 1, 2, 2] } } }, /rows/],
      [{ v: 1, image: { file: { mime: "image/png", base64: "AAAA" } } }, /not/],
      [{ v: 1, image: { absent: { name: "mine.jpg", shape: [1, 3, 20, 30] } } }, /mine\.jpg/],
    ];
    for (const [document, words] of wrong) expect(await refusal(opened, document)).toMatch(words);
    expect(await workOn(opened)).toEqual(before);
  });

  it("refuses what no link could carry: cycles, functions, getters that throw", async () => {
    const opened = await show(DOCUMENT);
    const before = await workOn(opened);
    const told = await opened.page.evaluate(async () => {
      const cycle: Record<string, unknown> = { v: 1 };
      cycle["image"] = cycle;
      const throwing = {
        v: 1,
        get stride(): never {
          throw new Error("not now");
        },
      };
      const odd: unknown[] = [cycle, { v: 1, stride: () => 3 }, throwing, { v: 1n }, Symbol("v"), new Date()];
      const words: string[] = [];
      for (const each of odd) {
        const outcome = await window.playground.load(each).catch((thrown: unknown) => thrown);
        words.push(outcome instanceof Error ? outcome.message : `no Error but ${String(outcome)}`);
      }
      return words;
    });
    expect(told[0]).toMatch(/too deeply nested|image/);
    expect(told[1]).toMatch(/^stride must be two numbers/);
    expect(told[2]).toMatch(/not now/);
    expect(told[3]).toMatch(/^v must be 1/);
    expect(told[4]).toMatch(/^a document must be an object/);
    expect(told[5]).toMatch(/^v must be 1/);
    expect(await workOn(opened)).toEqual(before);
  });

  it("lets the newest of several win; the others reject, saying so", async () => {
    const { page } = await show(DOCUMENT);
    const outcomes = await page.evaluate(async () => {
      const seeds = [1, 2, 3, 4];
      const loads = seeds.map((seed) =>
        window.playground.load({ v: 1, image: { sample: "coins" }, resize: [20 + seed, 30], program: "reshape" }),
      );
      const settled = await Promise.allSettled(loads);
      return settled.map((each) => (each.status === "fulfilled" ? "shown" : (each.reason as Error).message));
    });
    expect(outcomes.at(-1)).toBe("shown");
    for (const why of outcomes.slice(0, -1)) expect(why).toMatch(/newer/);
    expect(await page.evaluate(() => window.playground.document())).toMatchObject({ resize: [24, 30] });
    expect(await page.evaluate(async () => (await window.playground.tensor("image")).shape)).toEqual([1, 3, 24, 30]);
    expect(await messages(page).count()).toBe(0);
  });
});

describe("a load before the page has shown anything", () => {
  it.each([
    { title: "a first visit", hash: "" },
    { title: "a visit by link", hash: jsonHash({ v: 1, image: { sample: "coins" }, resize: [30, 40] }) },
  ])("takes the place of what $title would show", async ({ hash }) => {
    const { page } = await open({
      hash,
      before: () => {
        // The interface is there just before the page begins to load its first picture.
        Object.defineProperty(window, "playground", {
          configurable: true,
          set(playground: typeof window.playground) {
            Object.defineProperty(window, "playground", { value: playground });
            queueMicrotask(() => {
              const early = playground.load({ v: 1, image: { sample: "brick" }, resize: [20, 30] });
              Object.assign(window, { early: early.then(() => "shown", String) });
            });
          },
        });
      },
    });
    expect(await page.evaluate(() => Reflect.get(window, "early") as Promise<string>)).toBe("shown");
    expect(await page.evaluate(() => window.playground.document())).toEqual({
      v: 1,
      image: { sample: "brick" },
      resize: [20, 30],
    });
    expect(await messages(page).count()).toBe(0);
  });
});

describe("wrong names", () => {
  it("are refused with those there are", async () => {
    const { page } = await show(DOCUMENT);
    const told = await page.evaluate(async () => {
      const { playground } = window;
      const loose = playground as unknown as Record<string, (name: unknown) => unknown>;
      const attempt = async (call: string, name: unknown) => {
        try {
          return `gave ${JSON.stringify(await loose[call]?.(name))}`;
        } catch (thrown) {
          return thrown instanceof Error ? thrown.message : `not an Error: ${String(thrown)}`;
        }
      };
      return {
        backend: await attempt("backend", "gpu"),
        odd: await attempt("backend", null),
        trace: await attempt("trace", "dense"),
        tensor: await attempt("tensor", "maps "),
        inherited: await attempt("tensor", "__proto__"),
        symbol: await attempt("tensor", Symbol("maps")),
      };
    });
    expect(await page.evaluate(() => Object.isFrozen(window.playground))).toBe(true);
    expect(told.backend).toBe('there is no backend "gpu": choose "auto", "wasm", "webgl", "webgpu", "cpu"');
    expect(told.odd).toMatch(/^there is no backend .*: choose "auto"/);
    expect(told.trace).toBe('there is no program "dense": choose "maps", "output" or "code"');
    expect(told.tensor).toMatch(/^there is no tensor "maps ": choose "image", "filter", "patches"/);
    expect(told.inherited).toMatch(/^there is no tensor "__proto__"/);
    expect(told.symbol).toMatch(/^there is no tensor symbol: choose/);
  });
});

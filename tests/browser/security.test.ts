import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { png } from "../share/pictures/files";
import { jsonHash, onePage, type OpenPage, pages } from "./page";
import { dismiss, expectMessage, expectUsable, workOn } from "./state";
import { serveDist } from "./static";

const DIST = join(import.meta.dirname, "../../dist");
const html = readFileSync(join(DIST, "index.html"), "utf8");

const open = pages();
const SMALL = { v: 1, image: { arange: { shape: [1, 1, 6, 6] } } };

/** Directive by directive, as a browser reads the policy of the built page. */
function policy(): Record<string, string[]> {
  const [, content = ""] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html) ?? [];
  const directives = content.replaceAll("&#39;", "'").split(";");
  return Object.fromEntries(
    directives.map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

describe("the policy of the built page", () => {
  it("lets nothing in but the page's own files, and WebAssembly", () => {
    const directives = policy();
    expect(directives["default-src"]).toEqual(["'none'"]);
    expect(directives["script-src"]).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(directives["style-src"]).toEqual(["'self'"]);
    expect(directives["connect-src"]).toEqual(["'self'"]);
    expect(directives["worker-src"]).toEqual(["'self'"]);
    const all = Object.values(directives).flat();
    expect(all).not.toContain("'unsafe-inline'");
    expect(all).not.toContain("'unsafe-eval'");
    expect(all.filter((source) => !source.startsWith("'"))).toEqual(["blob:", "data:"]);
  });

  it("stands before everything that it is to guard, and nothing in the page needs an exception", () => {
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.search(/<script|<link|<style/));
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    expect(html.match(/(?:src|href)="([^"]*)"/g)?.every((each) => /="\.\//.test(each))).toBe(true);
  });

  it("is also sent as a header, which reaches workers too", () => {
    const [, header = ""] = /Content-Security-Policy: (.*)/.exec(readFileSync(join(DIST, "_headers"), "utf8")) ?? [];
    const sent = Object.fromEntries(header.split("; ").map((each) => [each.split(" ")[0], each.split(" ").slice(1)]));
    expect(sent).toEqual(policy());
  });

  it("no built script makes code out of text", () => {
    const scripts = readdirSync(join(DIST, "assets")).filter((name) => name.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(3);
    for (const name of scripts) {
      const script = readFileSync(join(DIST, "assets", name), "utf8");
      expect(script.match(/.{0,30}(?<![\w.$])(?:eval|Function)\(.{0,30}/g), name).toBeNull();
    }
  });

  it("is in force: text is no code, inline scripts do not run, other origins are not asked", async () => {
    const { page, complaints, foreign } = await open({ document: SMALL });
    const told = await page.evaluate(async () => {
      const violated: string[] = [];
      document.addEventListener("securitypolicyviolation", (event) => violated.push(event.effectiveDirective));
      const later = () => new Promise((resolve) => setTimeout(resolve));
      const script = document.createElement("script");
      script.textContent = "window.inline = 1";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", '<img id="probe" src="nowhere:" onerror="window.attribute = 1">');
      // A tool's own call may make code; a later one, on the page's behalf, may not.
      await later();
      let made = "nothing";
      try {
        made = String(Reflect.construct(Function, ["return 1"]));
      } catch (thrown) {
        made = (thrown as Error).name;
      }
      const fetched = await fetch("https://example.org/").then(
        () => "an answer",
        () => "refused",
      );
      await later();
      return { violated: [...new Set(violated)], made, fetched, ran: "inline" in window || "attribute" in window };
    });
    expect(told.made).toBe("EvalError");
    expect(told.fetched).toBe("refused");
    expect(told.ran).toBe(false);
    expect(told.violated).toEqual(
      expect.arrayContaining(["script-src", "script-src-elem", "script-src-attr", "connect-src"]),
    );
    expect(complaints.splice(0).length).toBeGreaterThan(0);
    foreign.splice(0);
  });
});

/** Everything that makes the page fetch something: every sample, every backend, a file, the link, a download. */
async function session(opened: Pick<OpenPage, "page" | "settled">): Promise<void> {
  const { page, settled } = opened;
  for (const name of ["astronaut", "coffee", "rocket", "brick", "coins", "chelsea"]) {
    await page.evaluate(
      (sample) => window.playground.load({ v: 1, image: { sample }, resize: [24, 36], stride: [3, 3] }),
      name,
    );
  }
  for (const name of ["webgl", "webgpu", "cpu", "wasm"] as const) {
    expect(await page.evaluate((wanted) => window.playground.backend(wanted), name)).toBe(name);
  }
  await page.getByLabel("picture file").setInputFiles(join(import.meta.dirname, "../files/photo.webp"));
  await page.getByText("[1, 3, 64, 96]").first().waitFor();
  await settled();
  await page.getByRole("button", { name: "Copy link" }).click();
}

describe("a whole session", () => {
  it("asks no other origin for anything, and breaks no rule of the policy", async () => {
    const opened = await open({ document: SMALL });
    const asked = new Set<string>();
    opened.context.on("request", (request) => asked.add(new URL(request.url()).pathname.split("/").at(-1) ?? ""));
    // Once more from the start, all of it listened to.
    await opened.page.reload();
    await opened.page.waitForFunction(() => window.playground !== undefined);
    await session(opened);
    // Workers' requests are heard too: the engine's WebAssembly is one of them.
    expect([...asked].some((file) => file.startsWith("tfjs-backend-wasm"))).toBe(true);
    expect([...asked]).toContain("coins.png");
    expect(opened.complaints).toEqual([]);
    expect(opened.foreign).toEqual([]);
  });
});

describe("a copy of dist", () => {
  it("works from any folder of any host that serves plain files", async () => {
    const host = await serveDist("/lectures/week 3/unfold/".replaceAll(" ", "%20"));
    const { context } = await open({ document: SMALL });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("request", (request) => {
      const { origin } = new URL(request.url());
      if (origin !== asLocalhost && origin !== "null") wrong.push(request.url());
    });
    // Another name for the same machine is another origin to a browser.
    const asLocalhost = host.origin.replace("127.0.0.1", "localhost");
    await page.goto(`${asLocalhost}/lectures/week%203/unfold/`);
    await page.waitForFunction(() => window.playground !== undefined);
    const settled = () => page.evaluate(() => window.playground.settled());
    await settled();
    await session({ page, settled });
    const link = await page.evaluate(() => location.href);
    expect(link).toMatch(/^http:\/\/localhost:\d+\/lectures\/week%203\/unfold\/#v1\./);
    await page.close();
    await host.close();
    expect(wrong).toEqual([]);
    expect(host.missing).toEqual([]);
  });
});

describe("hostile names", () => {
  const show = onePage();
  const MARKUP = `"><img src=x onerror="window.played=1"><b id=planted>`;

  const expectHarmless = async ({ page }: OpenPage) => {
    expect(await page.evaluate(() => "played" in window)).toBe(false);
    expect(await page.locator("#planted, img[src=x]").count()).toBe(0);
  };

  it("of a picture that loads are shown as text", async () => {
    const opened = await show(SMALL);
    const { page } = opened;
    // Noise, so that it is too large to travel inside the link and keeps its name.
    const bytes = png({
      width: 90,
      height: 60,
      colourType: 2,
      bits: 8,
      pixel: (x, y) => [(x * y * 31 + 7 * x) & 255, (x * x + y * 91) & 255, (x * 57 + y * y * 13) & 255],
    });
    expect(bytes.length).toBeGreaterThan(6000);
    await page
      .getByLabel("picture file")
      .setInputFiles({ name: `${MARKUP}.png`, mimeType: "image/png", buffer: Buffer.from(bytes) });
    await page.locator(".header").getByText(`${MARKUP}.png`).waitFor();
    await expectHarmless(opened);
    await expectUsable(opened, await workOn(opened));
  });

  it("of a picture that a link could not carry are shown as text", async () => {
    const opened = await show(SMALL);
    const { page } = opened;
    await page.evaluate(
      (to) => {
        location.hash = to;
      },
      jsonHash({ v: 1, image: { absent: { name: MARKUP, shape: [1, 3, 30, 40] } } }),
    );
    await page.getByRole("button", { name: `Load ${MARKUP}` }).waitFor();
    await expectHarmless(opened);
  });

  it("of fields, samples and presets in a link are told as text", async () => {
    const opened = await show(SMALL);
    const { page } = opened;
    const follow = (document: object) =>
      page.evaluate((to) => {
        location.hash = to;
      }, jsonHash(document));
    await follow({ v: 1, image: { sample: MARKUP } });
    await expectMessage(page, "window.played");
    await expectHarmless(opened);
    await dismiss(page);
    await follow({ v: 1, image: { arange: { shape: [1, 1, 5, 5] } }, [MARKUP]: 1 });
    await expectMessage(page, MARKUP, "an unknown field", "status");
    await expectHarmless(opened);
  });
});

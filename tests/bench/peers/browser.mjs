import { chromium } from "playwright";
import { build, preview } from "vite";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../../tools/chromium.mjs";

/** With these a page's clock is a hundred times finer. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/**
 * Builds the page of a folder, serves it from this machine and opens it in headless Chromium. Requests to anywhere
 * else are refused and listed in `foreign`.
 */
export async function openPage(root, outDir) {
  const base = { root, configFile: false, base: "./", logLevel: "error" };
  const options = {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: Infinity,
    outDir,
    emptyOutDir: true,
  };
  await build({ ...base, build: options });
  const server = await preview({
    ...base,
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0, headers: ISOLATION },
  });
  const [address] = server.resolvedUrls.local;
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGUMENTS });
  const page = await browser.newPage();
  const foreign = [];
  const { origin } = new URL(address);
  await page.route(
    (url) => url.origin !== origin && !["blob:", "data:"].includes(url.protocol),
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  page.on("console", (message) => console.log(`  page: ${message.text()}`));
  page.on("pageerror", (error) => console.log(`  page: ${error.message}`));
  await page.goto(address);
  await page.waitForFunction(() => window.bench);
  return {
    page,
    foreign,
    version: browser.version(),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

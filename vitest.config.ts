import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { CHROMIUM_ARGUMENTS, findChromium } from "./tools/chromium.mjs";

const chromium = findChromium();

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          // A fresh process per file would cost more than the tests: they share two, and put back what they change.
          pool: "threads",
          isolate: false,
          // No test is about how fast it runs: long enough for a machine with much else to do.
          testTimeout: 60_000,
          include: ["tests/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "tests/engine/**", "tests/browser/**", "tests/pytorch/**"],
        },
      },
      {
        // What needs real Python; only `npm run test:pytorch` runs it.
        test: {
          name: "pytorch",
          environment: "node",
          include: ["tests/pytorch/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        // The engine on every backend, in a real browser.
        base: "./",
        worker: { format: "es" },
        optimizeDeps: {
          // All of them, or the first test that needs one more makes the page load again in mid-test.
          include: [
            "@lezer/common",
            "@lezer/python",
            "@tensorflow/tfjs-core",
            "@tensorflow/tfjs-core/dist/base_side_effects",
            "@tensorflow/tfjs-core/dist/register_all_gradients",
            "@tensorflow/tfjs-backend-cpu",
            "@tensorflow/tfjs-backend-wasm/dist/base",
            "@tensorflow/tfjs-backend-wasm/dist/kernels/*.js",
            "@tensorflow/tfjs-backend-webgl",
            "@tensorflow/tfjs-backend-webgpu",
            "fast-check",
            "fast-png",
            "fflate",
            "react",
            "react/jsx-dev-runtime",
            "react-dom",
            "react-dom/client",
            "valibot",
            "zustand",
            "zustand/vanilla",
          ],
        },
        test: {
          name: "engine",
          include: ["tests/engine/**/*.test.ts"],
          testTimeout: 240_000,
          // One page for all files: modules are fetched once, and what one file has compiled for a GPU serves the next.
          isolate: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: CHROMIUM_ARGUMENTS },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        // The built page, driven as a person would.
        test: {
          name: "page",
          environment: "node",
          include: ["tests/browser/**/*.test.ts"],
          globalSetup: ["tests/browser/serve.ts"],
          // Long enough for a machine several times slower: no test is about how fast it runs.
          testTimeout: 240_000,
          hookTimeout: 120_000,
          // Two at a time, each with one browser for all its files.
          maxWorkers: 2,
          pool: "forks",
          isolate: false,
        },
      },
    ],
  },
});

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";
import { leanTfjs } from "./tools/lean-tfjs.mjs";

/** Served as a header too (public/_headers): a policy in a meta element does not reach workers. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Only the built page carries the policy: the development server needs an inline preamble and a web socket. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_SECURITY_POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

/**
 * A name in assets/ tells what is in the file, which can be kept for good (public/_headers says the same to a host):
 * whoever comes again waits for nothing, and the browser keeps what it has made of the scripts.
 */
const KEPT_FOR_GOOD = "public, max-age=31536000, immutable";

function keptAssets(): Plugin {
  return {
    name: "kept-assets",
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use((request, response, next) => {
        if (request.url?.startsWith("/assets/")) response.setHeader("Cache-Control", KEPT_FOR_GOOD);
        next();
      });
    },
  };
}

/**
 * What an entry imports at once comes in one file: many small ones are as many requests, and compress worse. Not what tfjs
 * hashes texts with: only one kernel of its cpu backend asks for that.
 */
const IN_ONE_FILE: Rolldown.OutputOptions = {
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      {
        name: "first",
        tags: ["$initial"],
        test: (id) => !/tfjs-core[\\/]dist[\\/]hash_util|node_modules[\\/]long[\\/]/.test(id),
      },
    ],
  },
};

export default defineConfig({
  base: "./",
  plugins: [react(), contentSecurityPolicy(), keptAssets()],
  worker: { format: "es", plugins: () => [leanTfjs()], rolldownOptions: { output: IN_ONE_FILE } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: IN_ONE_FILE },
  },
  preview: { host: "127.0.0.1", port: 4173, headers: { "Content-Security-Policy": CONTENT_SECURITY_POLICY } },
});

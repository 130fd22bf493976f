import type { TestProject } from "vitest/node";
import { preview } from "vite";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the built page is served. */
    page: string;
  }
}

/** Serves dist/ as `npm start` does, on a port of its own, for all page tests. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const server = await preview({ preview: { port: 0, strictPort: false }, logLevel: "error" });
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error("the preview server has no address");
  project.provide("page", address);
  return async () => {
    await server.close();
  };
}

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

/** A plain file server that knows nothing of the page. */
export interface StaticHost {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly origin: string;
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/** Serves the built page below `folder` ("/some/folder/") and texts of one's own under their paths, without any header but the type. */
export async function serveDist(folder: string, texts: Readonly<Record<string, string>> = {}): Promise<StaticHost> {
  const missing: string[] = [];
  const dist = join(import.meta.dirname, "../../dist");
  const find = async (path: string): Promise<{ body: string | Buffer; type: string }> => {
    const text = texts[path];
    if (text !== undefined) return { body: text, type: TYPES[".html"] ?? "" };
    if (!path.startsWith(folder)) throw new Error("outside of the folder");
    const below = path.slice(folder.length);
    const file = normalize(join(dist, below === "" ? "index.html" : below));
    if (!file.startsWith(dist + sep)) throw new Error("outside of dist");
    return { body: await readFile(file), type: TYPES[extname(file)] ?? "application/octet-stream" };
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://any").pathname;
    find(path).then(
      ({ body, type }) => response.writeHead(200, { "Content-Type": type }).end(body),
      () => {
        missing.push(path);
        response.writeHead(404).end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

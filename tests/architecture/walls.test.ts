import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findCycle, resolved, roomOf, sources, specifiers } from "./imports";

/** What each folder of src may import: other folders by name, packages by prefix. ARCHITECTURE.md shows the same table. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  language: ["model", "@lezer/common", "@lezer/python"],
  engine: ["model", "@tensorflow/tfjs"],
  views: ["model", "d3"],
  editor: ["@codemirror", "@lezer"],
  share: ["model", "valibot", "fflate", "fast-png"],
  state: ["model", "language", "zustand"],
  lessons: ["model"],
  ui: ["model", "language", "editor", "views", "state", "share", "lessons", "react", "zustand"],
  "main.tsx": [
    "model",
    "language",
    "engine",
    "views",
    "state",
    "share",
    "lessons",
    "ui",
    "react",
    "@fontsource-variable",
  ],
};

const files = sources("src");

function breaches(file: string): string[] {
  const room = roomOf(file);
  const allowed = MAY_IMPORT[room] ?? [];
  return specifiers(readFileSync(file, "utf8")).filter((specifier) => {
    const target = resolved(file, specifier);
    if (target !== null && target.startsWith("public/")) return true;
    const name = target === null ? specifier : roomOf(target);
    if (name === room && target !== null) return false;
    return !allowed.some((each) => (target === null ? name === each || name.startsWith(each) : name === each));
  });
}

describe("the walls of the house", () => {
  it("finds the sources", () => expect(files.length).toBeGreaterThan(20));

  it.each(files)("%s imports only what its folder may", (file) => {
    expect(Object.keys(MAY_IMPORT)).toContain(roomOf(file));
    expect(breaches(file)).toEqual([]);
  });

  it("has no import cycle", () => {
    const importsOf = (file: string) =>
      specifiers(readFileSync(file, "utf8"))
        .map((specifier) => resolved(file, specifier))
        .filter((target): target is string => target !== null && files.includes(target));
    expect(findCycle(files, importsOf)).toBeNull();
  });

  it("would notice: a type import, a dynamic import, a worker URL and a cycle", () => {
    expect(specifiers('import type { A } from "../engine/a";')).toEqual(["../engine/a"]);
    expect(specifiers('const b = await import("../engine/b");')).toEqual(["../engine/b"]);
    expect(specifiers('new Worker(new URL("./worker.ts", import.meta.url))')).toEqual(["./worker.ts"]);
    expect(specifiers('import {\n  a,\n  b,\n} from "d3";\nimport "./x.css";')).toEqual(["d3", "./x.css"]);
    const graph: Record<string, string[]> = { a: ["b"], b: ["c"], c: ["a"], d: ["a"] };
    expect(findCycle(Object.keys(graph), (file) => graph[file] ?? [])).toEqual(["a", "b", "c", "a"]);
  });
});

describe("what no source may hold", () => {
  it.each(files)("%s has no eval and no address of another origin", (file) => {
    const text = readFileSync(file, "utf8");
    expect(text).not.toMatch(/\beval\(|new Function\(/);
    const addresses = [...text.matchAll(/https?:\/\/[^\s"'`)]+/g)].map(([address]) => address);
    expect(addresses.filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
  });
});

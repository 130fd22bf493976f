import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const named = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const FOLDERS = ["src", "tests", "tools", "docs", "public"].flatMap((folder) => named(folder));
const ROOT = readdirSync(".");
const documents = [...ROOT, ...FOLDERS].filter((file) => file.endsWith(".md"));

/** Where two versions of a text met and nobody chose, as it stands, and as a formatter writes it. */
const UNDECIDED = /^(?:<{7} |={7}$|>{7} |(?:> ){6})/m;

describe("the documents", () => {
  it("are found", () => expect(documents).toContain("ARCHITECTURE.md"));

  it.each(documents)("%s was decided upon where two versions met", (file) => {
    expect(readFileSync(file, "utf8")).not.toMatch(UNDECIDED);
  });

  it("would notice", () => {
    for (const line of ["<<<<<<< HEAD", "=======", ">>>>>>> other", "> > > > > > > other"]) {
      expect(`before\n${line}\nafter`).toMatch(UNDECIDED);
    }
    expect("| a | b |\n> a quotation\n======== eight").not.toMatch(UNDECIDED);
  });

  it.each(["ARCHITECTURE.md", "CONTRIBUTING.md"])("%s names files that exist", (file) => {
    const names = [...readFileSync(file, "utf8").matchAll(/`((?:[\w-]+\/)*[\w-]+\.(?:tsx?|mjs))`/g)].map(
      ([, name]) => name,
    );
    expect(names.length).toBeGreaterThan(0);
    const known = [...ROOT, ...FOLDERS];
    expect(names.filter((name) => !known.some((path) => `/${path}`.endsWith(`/${name}`)))).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FILTER_PRESETS, DEFAULT_DOCUMENT } from "../../../src/model/document";
import { LIMITS } from "../../../src/model/geometry";
import { SAMPLES } from "../../../src/model/samples";
import { checkDocument } from "../../../src/share/document/check";
import { DOCUMENT_LIMITS } from "../../../src/share/document/limits";
import { COMFORTABLE_CHARACTERS } from "../../../src/share/link/advice";
import { decodeLink } from "../../../src/share/link/decode";
import { encodeLink } from "../../../src/share/link/encode";
import { MOST_CHARACTERS } from "../../../src/share/link/format";
import { MOST_UNPACKED } from "../../../src/share/link/squeeze";

const TEXT = readFileSync(new URL("../../../docs/link.md", import.meta.url), "utf8");

/** Fenced blocks in order: JSON documents, and the links that follow them. */
const BLOCKS = [...TEXT.matchAll(/^```(json|text)\n([\s\S]*?)^```$/gm)].map(([, kind = "", body = ""]) => ({
  kind,
  body: body.trim(),
}));
const DOCUMENTS = BLOCKS.filter(({ kind }) => kind === "json").map(({ body }) => body);
const LINKS = BLOCKS.flatMap(({ body }, at) => {
  if (!body.startsWith("#")) return [];
  const document = BLOCKS.slice(0, at).findLast(({ kind }) => kind === "json");
  return [{ link: body, document: document?.body ?? "" }];
});
const REFUSED = [...TEXT.matchAll(/^\| `(\{.*?\})` +\| (.*?) +\|$/gm)]
  .map(([, document = "", message = ""]) => ({ document, message }))
  .filter(({ message }) => !message.startsWith("`"));

describe("docs/link.md", () => {
  it("has examples of all sorts", () => {
    expect([DOCUMENTS.length, LINKS.length, REFUSED.length]).toEqual([7, 7, 7]);
  });

  it.each(DOCUMENTS)("example %# is a valid document without an unknown field", (json) => {
    expect(checkDocument(JSON.parse(json)).ignored).toEqual([]);
  });

  it.each(LINKS)("$link carries the document above it", ({ link, document }) => {
    expect(decodeLink(link)).toEqual({ ...checkDocument(JSON.parse(document)), ignored: undefined, warnings: [] });
  });

  it.each(LINKS.filter(({ link }) => link.startsWith("#v1.")))(
    "$link is what the page writes",
    ({ link, document }) => {
      expect(encodeLink(checkDocument(JSON.parse(document)).document)).toBe(link);
    },
  );

  it.each(REFUSED)("$document is refused with the words of the table", ({ document, message }) => {
    expect(() => checkDocument(JSON.parse(document))).toThrow(expect.objectContaining({ message }));
  });

  it("names every field, sample and preset", () => {
    for (const name of Object.keys(DEFAULT_DOCUMENT)) expect(TEXT).toContain(`| \`${name}\``);
    for (const { name } of SAMPLES) expect(TEXT).toContain(`\`"${name}"\``);
    for (const preset of FILTER_PRESETS) expect(TEXT).toContain(`\`"${preset}"\``);
  });

  it("says every limit as it is", () => {
    for (const [field, [least, most]] of Object.entries(LIMITS)) {
      expect(TEXT).toMatch(new RegExp(`\`${field}\` .*each ${least} to ${most}\\b`));
    }
    const { fileTypes, ...numbers } = DOCUMENT_LIMITS;
    for (const limit of [...Object.values(numbers), MOST_UNPACKED]) expect(TEXT).toMatch(new RegExp(`\\b${limit}\\b`));
    for (const type of fileTypes) expect(TEXT).toContain(`\`${type}\``);
    for (const length of [COMFORTABLE_CHARACTERS, MOST_CHARACTERS]) expect(TEXT).toContain(length.toLocaleString("en"));
  });
});

import { describe, expect, it } from "vitest";
import { checkDocument } from "../../../src/share/document/check";
import { decodeLink } from "../../../src/share/link/decode";
import { encodeLink } from "../../../src/share/link/encode";
import { golden } from "../golden-links";

/**
 * Links that somebody may have kept. They are read for ever: an entry is never changed, and a new kind of content
 * gets a new entry at the end.
 */
describe("golden links", () => {
  it("there are at least as many as there were", () => {
    expect(golden.length).toBeGreaterThanOrEqual(16);
  });

  it.each(golden)("$title", ({ link, document }) => {
    const { document: expected, ignored } = checkDocument(document);
    expect(ignored).toEqual([]);
    expect(decodeLink(link)).toEqual({ document: expected, warnings: [] });
  });

  it.each(golden)("$title, written anew", ({ document }) => {
    const { document: expected } = checkDocument(document);
    expect(decodeLink(encodeLink(expected))).toEqual({ document: expected, warnings: [] });
  });
});

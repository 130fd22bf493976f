import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { DEFAULT_DOCUMENT, type Document, type Point } from "../../../src/model/document";
import { checkDocument } from "../../../src/share/document/check";
import { minimalDocument } from "../../../src/share/document/minimal";
import { decodeLink } from "../../../src/share/link/decode";
import { encodeLink } from "../../../src/share/link/encode";
import { validDocument } from "../documents";

// Room for machines that do something else meanwhile.
vi.setConfig({ testTimeout: 30_000 });

describe("a link and its document", () => {
  it("the checker takes every valid document as it is", () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        expect(checkDocument(document)).toEqual({ document, ignored: [] });
      }),
      { numRuns: 200 },
    );
  });

  it("the checker restores what minimalDocument leaves out", () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        expect(checkDocument(minimalDocument(document)).document).toEqual(document);
      }),
      { numRuns: 200 },
    );
  });

  it("decodeLink ∘ encodeLink is the identity on valid documents", () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        expect(decodeLink(encodeLink(document))).toEqual({ document, warnings: [] });
      }),
      { numRuns: 500 },
    );
  });

  it("#json= reads the same document", () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        const escaped = encodeURIComponent(JSON.stringify(minimalDocument(document)));
        expect(decodeLink(`#json=${escaped}`)).toEqual({ document, warnings: [] });
      }),
      { numRuns: 200 },
    );
  });
});

const rounded = (value: number, step: number): number => Math.round(value / step) / (1 / step);

/** A hand-drawn outline of 200 points around (225, 150), in whole pixels or finer. */
function outline(step: number): Point[] {
  return Array.from({ length: 200 }, (_, k) => {
    const angle = (k / 200) * 2 * Math.PI;
    const radius = 110 + 14 * Math.sin(5 * angle) + 6 * Math.sin(11 * angle);
    return [rounded(225 + radius * Math.cos(angle), step), rounded(150 + radius * Math.sin(angle), step)];
  });
}

const drawn = (points: readonly Point[]): Document => ({
  ...DEFAULT_DOCUMENT,
  region: { ...DEFAULT_DOCUMENT.region, shapes: [{ add: { polygon: points } }] },
});

describe("the length of a link", () => {
  it("the default document takes under 30 characters", () => {
    expect(encodeLink(DEFAULT_DOCUMENT).length).toBeLessThan(30);
  });

  it("200 points in whole pixels take about 600 characters, in tenths under 1,000", () => {
    expect(encodeLink(drawn(outline(1))).length).toBeLessThan(620);
    expect(encodeLink(drawn(outline(0.1))).length).toBeLessThan(1000);
  });

  it("a teacher's document of many small fields takes under 150 characters", () => {
    const link = encodeLink({
      ...DEFAULT_DOCUMENT,
      image: { random: { seed: 7, shape: [2, 3, 12, 12] } },
      kernel_size: [3, 3],
      stride: [3, 3],
      padding: [1, 1],
      padding_mode: "reflect",
      filter: { random: { seed: 1, shared: true } },
      sum_over: ["C", "kh", "kw"],
      region: { shapes: [{ add: { rect: [2, 2, 6, 6] } }], keep: "any", outside: "dense" },
      program: "thread",
    });
    expect(link.length).toBeLessThan(150);
  });
});

import { describe, expect, it, vi } from "vitest";
import { encodeBase64 } from "../../../src/model/base64";
import { DEFAULT_DOCUMENT, type Document, type Point } from "../../../src/model/document";
import { plainError } from "../../../src/model/errors";
import { linkAdvice } from "../../../src/share/link/advice";
import { encodeLink } from "../../../src/share/link/encode";

// Room for machines that do something else meanwhile.
vi.setConfig({ testTimeout: 30_000 });

/** Bytes that deflate cannot make smaller, the same each time. */
function noise(length: number): string {
  let state = 1;
  return encodeBase64(Uint8Array.from({ length }, () => ((state = (state * 48_271) % 2_147_483_647) >> 8) & 255));
}

const advice = (changes: Partial<Document>): string | null => {
  const document = { ...DEFAULT_DOCUMENT, ...changes };
  return linkAdvice(encodeLink(document), document);
};
const scattered = (count: number): Point[] =>
  Array.from({ length: count }, (_, k) => [Math.round(2000 * Math.sin(k * k)), Math.round(1500 * Math.cos(k * k * 3))]);

describe("linkAdvice", () => {
  it("has nothing to say about a link of ordinary length", () => {
    expect(advice({})).toBeNull();
    expect(linkAdvice("x".repeat(1900), DEFAULT_DOCUMENT)).toBeNull();
  });

  it("says how long the link is and where it may be cut", () => {
    const region = { ...DEFAULT_DOCUMENT.region, shapes: [{ add: { polygon: scattered(1000) } }] };
    expect(advice({ region })).toMatch(/^This link has \d,\d{3} characters, and some .* cut links after about 2,000\./);
  });

  it.each<[string, Partial<Document>]>([
    ["the picture itself", { image: { file: { mime: "image/png", base64: noise(3000) } } }],
    ["the tensor itself", { image: { tensor: { shape: [1, 1, 30, 30], float32: noise(3600) } } }],
    [
      "every point of the region",
      { region: { ...DEFAULT_DOCUMENT.region, shapes: [{ add: { polygon: scattered(1000) } }] } },
    ],
    [
      "every number of the filter",
      {
        kernel_size: [31, 31],
        filter: {
          values: Array.from({ length: 31 }, (_, i) => Array.from({ length: 31 }, (__, j) => Math.sin(i * 31 + j))),
        },
      },
    ],
  ])("names what takes the room: %s", (what, changes) => {
    expect(advice(changes)).toContain(`It carries ${what}`);
  });

  it("names the larger of a filter and a region", () => {
    const filter = {
      values: [
        [0.1, 0.2, 0.3],
        [1, 2, 3],
        [4, 5, 6],
      ],
    };
    const region = {
      ...DEFAULT_DOCUMENT.region,
      shapes: [{ subtract: { brush: { points: scattered(1000), radius: 3 } } }],
    };
    expect(advice({ filter, region })).toContain("every point of the region");
    const values = Array.from({ length: 31 }, (_, i) => Array.from({ length: 31 }, (__, j) => Math.sin(i * 31 + j)));
    const small = { ...DEFAULT_DOCUMENT.region, shapes: [{ add: { rect: [0, 0, 5, 5] } }] } as const;
    expect(advice({ kernel_size: [31, 31], filter: { values }, region: small })).toContain(
      "every number of the filter",
    );
  });
});

describe("encodeLink", () => {
  it("refuses to write a link that no page would read", () => {
    const image = { tensor: { shape: [1, 1, 900, 900], float32: noise(900 * 900 * 4) } } as const;
    try {
      encodeLink({ ...DEFAULT_DOCUMENT, image });
      expect.unreachable();
    } catch (error) {
      expect(plainError(error)).toMatchObject({ tag: "link-too-long", detail: { most: 4_000_000 } });
    }
  });
});

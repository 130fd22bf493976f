import * as fc from "fast-check";
import { deflateSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { encodeBase64 } from "../../../src/model/base64";
import { DEFAULT_DOCUMENT, type Document } from "../../../src/model/document";
import { plainError, PlaygroundError, type PlainError } from "../../../src/model/errors";
import { ByteWriter } from "../../../src/share/link/bytes";
import { crc32 } from "../../../src/share/crc32";
import { decodeLink } from "../../../src/share/link/decode";
import { encodeLink } from "../../../src/share/link/encode";
import { validDocument } from "../documents";

// Room for machines that do something else meanwhile.
vi.setConfig({ testTimeout: 30_000 });

const DOCUMENT: Document = {
  ...DEFAULT_DOCUMENT,
  image: { sample: "coins" },
  kernel_size: [5, 7],
  region: {
    ...DEFAULT_DOCUMENT.region,
    shapes: [
      {
        add: {
          polygon: [
            [1.5, 2],
            [30, 4],
            [20, 40.25],
          ],
        },
      },
    ],
  },
};
const LINK = encodeLink(DOCUMENT);

function refusal(hash: string): PlainError {
  try {
    decodeLink(hash);
  } catch (error) {
    return plainError(error);
  }
  throw new Error("nothing was thrown");
}

/** A link with a proper head around any body, as only somebody who knows the format would write it. */
function forged(kind: number, body: Uint8Array, length: number): string {
  const writer = new ByteWriter();
  writer.byte(kind);
  writer.varint(body.length);
  if (kind === 1) writer.varint(length);
  const sum = crc32(body, crc32(Uint8Array.of(kind)));
  for (const shift of [0, 8, 16, 24]) writer.byte((sum >>> shift) & 255);
  writer.bytes(body);
  return `#v1.${encodeBase64(writer.finish()).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

function stored(json: string, blocks: readonly number[] = []): string {
  const writer = new ByteWriter();
  const text = new TextEncoder().encode(json);
  writer.varint(text.length);
  writer.bytes(text);
  writer.bytes(Uint8Array.from(blocks));
  return forged(0, writer.finish(), 0);
}

describe("a link that did not arrive whole", () => {
  it("every beginning of a link is refused as cut off, none is taken for a document", () => {
    for (let length = 2; length < LINK.length; length += 1) {
      const { tag, message } = refusal(LINK.slice(0, length));
      expect(tag, LINK.slice(0, length)).toBe("link-truncated");
      expect(message).toContain("this link is cut off");
    }
  });

  it("says how much arrived of how much", () => {
    const { message, detail } = refusal(LINK.slice(0, LINK.length - 7));
    expect(message).toContain(`${LINK.length - 7} of ${LINK.length} characters arrived`);
    expect(detail).toEqual({ arrived: LINK.length - 7, length: LINK.length });
  });

  it("an ellipsis in place of the rest is not mistaken for damage", () => {
    expect(refusal(`${LINK.slice(0, 40)}…`).tag).toBe("link-truncated");
    expect(refusal(`${LINK.slice(0, 40)}...`).tag).toBe("link-truncated");
  });

  it("JSON without its end is cut off too", () => {
    expect(refusal("#json=%7B%22v%22%3A1%2C%22stri")).toMatchObject({
      tag: "link-truncated",
      message: expect.stringContaining('ends in {"v":1,"stri'),
    });
  });
});

describe("a link that was changed on the way", () => {
  it("is never taken for another document, whichever character is changed", () => {
    for (let at = 4; at < LINK.length; at += 1) {
      const other = LINK[at] === "A" ? "B" : "A";
      const changed = LINK.slice(0, at) + other + LINK.slice(at + 1);
      try {
        // The last character has bits to spare in front of the padding; those are refused as well.
        expect(decodeLink(changed), changed).toBe("refused");
      } catch (error) {
        if (!(error instanceof PlaygroundError)) throw error;
        expect(error.tag).toMatch(/^link-(damaged|truncated)$/);
      }
    }
  });

  it("names a foreign character by its place", () => {
    expect(refusal(`${LINK.slice(0, 30)}!${LINK.slice(31)}`).message).toContain("its character 31, !, is none");
  });

  it.each([
    ["line breaks", `${LINK.slice(0, 20)}\r\n ${LINK.slice(20)}`, 0],
    ["escapes", LINK.replaceAll("_", "%5F").replaceAll("-", "%2D").replace("v1.", "v1."), 0],
    ["a full stop after it", `${LINK}.`, 1],
    ["a bracket and a full stop", `${LINK}).`, 2],
    ["more letters after it", `${LINK}abc`, 3],
    ["no # before it", LINK.slice(1), 0],
  ])("%s do no harm", (_, link, extra) => {
    const { document, warnings } = decodeLink(link) ?? {};
    expect(document).toEqual(DOCUMENT);
    expect(warnings).toHaveLength(extra === 0 ? 0 : 1);
    if (extra > 0) expect(warnings?.[0]).toMatch(new RegExp(`^${extra} character`));
  });
});

describe("a link that is none", () => {
  it.each(["", "#"])("%j is no link at all", (hash) => {
    expect(decodeLink(hash)).toBeNull();
  });

  it.each([
    ["#v9.AAAA", "link-version", "made by a newer Unfold Playground (version 9); this one reads version 1"],
    ["#v0.AAAA", "link-version", "version 0"],
    ["#section-2", "link-unknown", "must start with #v1. or #json=, not #section-2"],
    ["#V1.AAAA", "link-unknown", "must start with"],
    [`#${"x".repeat(100)}`, "link-unknown", `#${"x".repeat(23)}…`],
    ["#json=hello", "link-damaged", 'must be JSON like {"v":1}, not hello'],
    ["#json=%E0%A4%A", "link-damaged", "must be JSON"],
    ["#json=null", "document", 'a document must be an object like {"v": 1}, not null'],
    ["#json=%7B%7D", "document", "v must be 1"],
    ["#json=%7B%22v%22%3A2%7D", "document", "made by a newer Unfold Playground (version 2)"],
    [
      "#json=%7B%22v%22%3A1%2C%22stride%22%3A%5B0%2C1%5D%7D",
      "document",
      "stride[0] must be a whole number from 1 to 32",
    ],
  ])("%s", (hash, tag, message) => {
    const error = refusal(hash);
    expect(error.tag).toBe(tag);
    expect(error.message).toContain(message);
  });

  it("four million characters and one are not even looked at", () => {
    expect(refusal(`#v1.${"A".repeat(4_000_000)}`).tag).toBe("link-too-long");
  });

  it("no text of any kind gets past with anything but a playground error", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((rest) => `#v1.${rest}`),
      fc.uint8Array().map((bytes) => `#v1.${encodeBase64(bytes)}`),
      fc.json().map((json) => `#json=${encodeURIComponent(json)}`),
      fc.string().map((rest) => `#json=${rest}`),
    );
    fc.assert(
      fc.property(text, (hash) => {
        try {
          decodeLink(hash);
        } catch (error) {
          expect(error).toBeInstanceOf(PlaygroundError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("#json= is forgiving about escapes", () => {
  const json = JSON.stringify({ v: 1, stride: [2, 2] });
  it.each([
    ["escaped", encodeURIComponent(json)],
    ["not escaped", json],
    ["escaped twice", encodeURIComponent(encodeURIComponent(json))],
    ["form-encoded, blanks as +", encodeURIComponent('{"v": 1, "stride": [2, 2]}').replaceAll("%20", "+")],
    ["with a % that is no escape", '{"v":1,"stride":[2,2],"image":{"absent":{"name":"50%.png","shape":[1,3,9,9]}}}'],
  ])("%s", (_, text) => {
    expect(decodeLink(`#json=${text}`)?.document.stride).toEqual([2, 2]);
  });

  it("reports fields it does not know", () => {
    expect(decodeLink(`#json=${encodeURIComponent('{"v":1,"strides":[2,2],"__proto__":{"v":2}}')}`)?.warnings).toEqual([
      "this page does not know the field __proto__ and ignored it",
      "this page does not know the field strides and ignored it",
    ]);
  });
});

describe("a link made to do harm", () => {
  it("forged heads around honest content are read: the forger of these tests is right", () => {
    expect(decodeLink(stored('{"v":1,"stride":[2,3]}'))?.document.stride).toEqual([2, 3]);
  });

  it("a bomb is refused by what it declares", () => {
    const bomb = deflateSync(new Uint8Array(9 * 1024 * 1024), { level: 1 });
    expect(refusal(forged(1, bomb, 9 * 1024 * 1024)).message).toContain("its first characters make no sense");
  });

  it("a bomb that declares little is stopped once it unpacks to more", () => {
    const bomb = deflateSync(new Uint8Array(9 * 1024 * 1024), { level: 1 });
    expect(refusal(forged(1, bomb, 1000)).message).toContain("its content cannot be unpacked");
  });

  it("content shorter than declared is refused", () => {
    expect(refusal(forged(1, deflateSync(new Uint8Array(10)), 11)).message).toContain("10 bytes instead of 11");
  });

  it.each<[string, string, readonly number[], string]>([
    ["a polygon of a billion points", '{"v":1,"region":{"shapes":[{"add":{"polygon":1e9}}]}}', [0], "numbers where 1"],
    ["a polygon of −1 points", '{"v":1,"region":{"shapes":[{"add":{"polygon":-1}}]}}', [0], "-2 numbers"],
    ["half a point", '{"v":1,"region":{"shapes":[{"subtract":{"polygon":0.25}}]}}', [0], "0.5 numbers"],
    ["a filter of a billion numbers", '{"v":1,"filter":{"values":[1000,1000,1000]}}', [0], "1000000000 numbers"],
    ["a picture of a billion bytes", '{"v":1,"image":{"file":{"base64":1e9}}}', [1, 2], "1000000000 bytes where 2"],
    ["bytes that belong to nothing", '{"v":1}', [1, 2, 3], "3 of its bytes belong to nothing"],
    ["no JSON", "{", [], "its text is not JSON"],
    ["JSON of no document", "[]", [], "a document must be an object"],
    [
      "a filter without dimensions",
      '{"v":1,"filter":{"values":[]}}',
      [],
      "filter.values must be a list of 1 to 31 rows",
    ],
    ["a filter of many dimensions", '{"v":1,"filter":{"values":[1,1,1,1]}}', [0, 2], "filter.values[0][0][0] must be"],
    [
      "points that are not finite",
      '{"v":1,"region":{"shapes":[{"add":{"polygon":1}}]}}',
      [64, ...new Array<number>(6).fill(0), 240, 127, ...new Array<number>(8).fill(0)],
      "not Infinity",
    ],
  ])("%s", (_, json, blocks, message) => {
    expect(refusal(stored(json, blocks)).message).toContain(message);
  });

  it("deep nesting is refused before it can overflow anything", () => {
    const deep = `{"v":1,"region":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(refusal(`#json=${deep}`).message).toContain("the document is too deeply nested");
  });

  it("polluting keys reach no prototype", () => {
    const json =
      '{"v":1,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"region":{"__proto__":{"keep":"any"}}}';
    const decoded = decodeLink(stored(json));
    expect(decoded?.document).toEqual(DEFAULT_DOCUMENT);
    expect(decoded?.warnings).toHaveLength(3);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

it("every valid document's link, cut anywhere, is refused", () => {
  fc.assert(
    fc.property(validDocument, fc.nat(), (document, cut) => {
      const link = encodeLink(document);
      expect(refusal(link.slice(0, 2 + (cut % (link.length - 2)))).tag).toBe("link-truncated");
    }),
    { numRuns: 150 },
  );
});

import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import schemaJson from "../../../public/document.schema.json";
import { DEFAULT_DOCUMENT } from "../../../src/model/document";
import { checkDocument } from "../../../src/share/document/check";
import { minimalDocument } from "../../../src/share/document/minimal";
import { validDocument } from "../documents";
import { golden } from "../golden-links";
import { followsSchema } from "./json-schema";

const schema = schemaJson as {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly [keyword: string]: unknown;
};

// Room for machines that do something else meanwhile.
vi.setConfig({ testTimeout: 30_000 });

/** Null when the checker accepts, else every problem it names. */
function problems(input: unknown): string | null {
  try {
    checkDocument(input);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const detail: unknown = Reflect.get(error, "detail");
    const all: unknown = typeof detail === "object" && detail !== null ? Reflect.get(detail, "problems") : undefined;
    return typeof all === "string" ? all : error.message;
  }
}

/** Rules that JSON Schema cannot say. */
const BEYOND_SCHEMA =
  /^(.* must (multiply to|have at most \d+ (pixels|points in all)|hold \d+ bytes)|(filter|gradients\.target)\.values.* must have|no window fits|(reflect|circular) padding)/;

/** Whether schema and checker agree, the checker being allowed to know more. */
function agree(input: unknown): boolean {
  const found = problems(input);
  if (found === null) return followsSchema(schema, input);
  return !followsSchema(schema, input) || found.split("\n").every((line) => BEYOND_SCHEMA.test(line));
}

/** Values at and just past every limit, and values of every wrong type. */
const LIMITS = [0, 1, 16, 31, 32, 64, 200, 1000, 4096, 65_535, 65_536, 100_000, 4_294_967_295];
const TEXTS = ["", "rgb", "C", "AAAA", "AAA=", "AAB=", "A".repeat(200), "A".repeat(204), "A".repeat(87_388)];
const AWKWARD: readonly unknown[] = [
  ...LIMITS.flatMap((limit) => [limit, limit + 1]),
  0.5,
  -1,
  -100_000,
  -100_001,
  ...TEXTS,
  "🌊".repeat(200),
  "🌊".repeat(201),
  null,
  true,
  [],
  [0],
  [1, 1],
  [1, 1, 1],
  [1, 1, 1, 1],
  [[1]],
  [[]],
  [[[1]]],
  ["C", "kh"],
  ["C", "C"],
  new Array<number>(40).fill(1),
  {},
  { sample: "coins" },
  { preset: "box" },
  { random: {} },
  { values: [[1]] },
  { rect: [0, 0, 1, 1] },
  { add: { polygon: [] } },
];

interface Place {
  readonly holder: object;
  readonly key: string;
}

/** Every place of a JSON value where something could be replaced. */
function places(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ holder: value, key }, ...places(inner)]);
}

/** Golden documents that have few places, so that all of them can be tried. */
const SMALL = golden.filter(({ document }) => places(document).length < 60);

describe("public/document.schema.json and the checker", () => {
  it("both accept every valid document, whole and with its defaults left out", () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        for (const input of [document, minimalDocument(document)]) {
          expect(problems(input)).toBeNull();
          expect(followsSchema(schema, input)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each(SMALL)(
    "agree on every value past a limit or of a wrong type, anywhere in: $title",
    ({ document }) => {
      const { document: whole } = checkDocument(document);
      for (const at of places(whole).keys()) {
        const input = structuredClone(whole);
        const { holder, key } = places(input)[at] as Place;
        for (const awkward of AWKWARD) {
          Reflect.set(holder, key, awkward);
          if (agree(input)) continue;
          expect.unreachable(`${key} = ${JSON.stringify(awkward)?.slice(0, 80)}: checker says ${problems(input)}`);
        }
      }
    },
    30_000,
  );

  it("agree on a valid document from which one field was taken", () => {
    fc.assert(
      fc.property(validDocument, fc.nat(), (document, where) => {
        const input: unknown = structuredClone(document);
        const fields = places(input).filter(({ holder }) => !Array.isArray(holder));
        const { holder, key } = fields[where % fields.length] as Place;
        Reflect.deleteProperty(holder, key);
        expect(agree(input), `without ${key}: ${problems(input)}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      200,
      201,
      (count: number) => ({ region: { shapes: Array.from({ length: count }, () => ({ add: { polygon: [] } })) } }),
    ],
    [
      20_000,
      20_001,
      (count: number) => ({ region: { shapes: [{ add: { polygon: Array.from({ length: count }, () => [0, 0]) } }] } }),
    ],
    [
      64,
      65,
      (count: number) => ({
        image: { arange: { shape: [1, Math.min(count, 64), 9, 9] } },
        kernel_size: [1, 1],
        filter: { values: Array.from({ length: count }, () => [[1]]) },
      }),
    ],
    [
      31,
      32,
      (count: number) => ({
        kernel_size: [Math.min(count, 31), 1],
        filter: { values: Array.from({ length: count }, () => [1]) },
      }),
    ],
    [3, 4, (count: number) => ({ sum_over: ["C", "kh", "kw", "C"].slice(0, count) })],
  ])("agree that %d are not too many, and %d are", (enough, tooMany, make) => {
    expect(problems({ v: 1, ...make(enough) })).toBeNull();
    expect(followsSchema(schema, { v: 1, ...make(enough) })).toBe(true);
    expect(problems({ v: 1, ...make(tooMany) })).not.toBeNull();
    expect(followsSchema(schema, { v: 1, ...make(tooMany) })).toBe(false);
  });

  it("agree that two kinds at once are none", () => {
    for (const input of [
      { v: 1, image: { sample: "coins", arange: { shape: [1, 1, 9, 9] } } },
      { v: 1, filter: { preset: "box", random: {} } },
      { v: 1, region: { shapes: [{ add: { rect: [0, 0, 1, 1] }, subtract: { rect: [0, 0, 1, 1] } }] } },
    ]) {
      expect(problems(input)).toContain("must have only one of");
      expect(followsSchema(schema, input)).toBe(false);
    }
  });

  it("agree that unknown fields may be there", () => {
    const input = { v: 1, future: [1, 2], region: { colour: "red" }, image: { sample: "coins", note: "" } };
    expect(problems(input)).toBeNull();
    expect(followsSchema(schema, input)).toBe(true);
  });

  it("name the same fields, with the same defaults", () => {
    const { v, ...properties } = schema.properties;
    expect(Object.keys(properties).toSorted()).toEqual(Object.keys(minimalFields()).toSorted());
    expect(v).toMatchObject({ const: 1 });
    const written = Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, field.default]));
    expect(checkDocument({ v: 1, ...written }).document).toEqual(DEFAULT_DOCUMENT);
    expect(minimalDocument(checkDocument({ v: 1, ...written }).document)).toEqual({ v: 1 });
  });
});

function minimalFields(): object {
  const { v: _, ...fields } = DEFAULT_DOCUMENT;
  return fields;
}

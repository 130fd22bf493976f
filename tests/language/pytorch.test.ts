import { describe, expect, it } from "vitest";
import { plainText } from "../../src/language/printed";
import { readProgram } from "../../src/language/read";
import type { Reading } from "../../src/language/reading";
import casesJson from "../fixtures/language.json";
import { comparable, told, type LanguageCase } from "./told";

const CASES = casesJson as readonly LanguageCase[]; // what language.py writes

const read = ({ source, image, filter, kept }: LanguageCase): Reading =>
  readProgram(source, { image, filter, region: true, kept: Int32Array.from(kept) });

/** Printed lines; `null` where numbers are missing, because a reading computes none. */
const linesOf = (reading: Reading): (string | null)[] =>
  reading.printed.flatMap((line) => plainText(line)?.split("\n") ?? [null]);

function errorOf({ error }: Reading) {
  return error && { type: error.type, message: error.message.split("\n")[0], line: error.range.from.line };
}

const NO_LINES_RUN: ReadonlySet<string> = new Set(["SyntaxError", "IndentationError"]);

describe("programs, as PyTorch runs them", () => {
  it("holds at least 500 programs, every kind of error among them", () => {
    expect(CASES.length).toBeGreaterThan(500);
    const types = new Set(CASES.map(({ error }) => error?.type));
    for (const type of [
      "RuntimeError",
      "TypeError",
      "IndexError",
      "ValueError",
      "NameError",
      "SyntaxError",
      "AttributeError",
      "NotImplementedError",
      "ZeroDivisionError",
      "ImportError",
    ]) {
      expect(types).toContain(type);
    }
  });

  it.each(CASES)("$name: $source", (fixture) => {
    const reading = read(fixture);
    const found = errorOf(reading);
    if (fixture.error && NO_LINES_RUN.has(fixture.error.type)) {
      // Python looks at the whole text first, a reading line by line; the words for what is no Python are its own.
      expect(found?.type).toBe(fixture.error.type);
      return;
    }
    expect(found).toEqual(fixture.error ?? null);
    for (const [name, expected] of Object.entries(fixture.variables)) {
      const variable = reading.variables.get(name);
      expect(variable, name).toBeDefined();
      if (variable && variable.kind !== "item")
        expect(comparable(told(variable, reading)), name).toEqual(comparable(expected));
    }
    const lines = linesOf(reading);
    if (lines.includes(null)) return;
    expect(lines).toEqual(fixture.printed);
  });
});

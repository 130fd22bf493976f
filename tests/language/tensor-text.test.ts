import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { filledIn, tensorText } from "../../src/language/tensor-text";
import type { DType } from "../../src/model/dtype";

interface Printed {
  readonly shape: number[];
  readonly dtype: DType;
  readonly data: string[];
  readonly remark: string;
  readonly text: string;
}

/** Written by tests/language/tensor-texts.py with real PyTorch. */
const PRINTED = JSON.parse(readFileSync(new URL("./tensor-texts.json", import.meta.url), "utf8")) as readonly Printed[]; // JSON has no types

const numberOf = (text: string): number => ({ inf: Infinity, "-inf": -Infinity, nan: NaN })[text] ?? Number(text);

describe("a tensor is printed as PyTorch prints it", () => {
  it.each(
    PRINTED.map((printed, at) => ({ ...printed, title: `#${at} ${printed.dtype} [${printed.shape.join(", ")}]` })),
  )("$title", ({ shape, dtype, data, remark, text }) => {
    expect(tensorText({ shape, data: data.map(numberOf) }, dtype, remark)).toBe(text);
  });
});

describe("an item inside a printed line", () => {
  const item = { operand: { input: "image" }, form: "item", spec: "", remark: "", parameter: false } as const;
  const of = (value: number, dtype: DType, spec = ""): string =>
    filledIn({ ...item, spec }, { shape: [], data: [value] }, dtype);

  it("is Python's float, int or bool, formatted as asked", () => {
    expect(of(Math.fround(0.1), "float32")).toBe("0.10000000149011612");
    expect(of(2, "float32")).toBe("2.0");
    expect(of(7, "int64")).toBe("7");
    expect(of(1, "bool")).toBe("True");
    expect(of(Math.PI, "float32", ".3f")).toBe("3.142");
    expect(of(42, "int64", "5d")).toBe("   42");
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeTensorText, readTensorText } from "../../../src/share/arrays/tensor-text";

interface Printed {
  readonly name: string;
  readonly text: string;
  readonly shape: number[];
  readonly values: string[];
  readonly tolerance: number;
}

const { texts, refused } = JSON.parse(readFileSync(join("tests", "share", "arrays", "tensor-texts.json"), "utf8")) as {
  texts: Printed[];
  refused: Record<string, string>;
}; // written by tensor-texts.py

const python = (value: string): number =>
  value === "nan" ? NaN : value === "inf" ? Infinity : value === "-inf" ? -Infinity : Number(value);

describe("what PyTorch and NumPy print", () => {
  it.each(texts)("$name", ({ text, shape, values, tolerance }) => {
    expect(
      looksLikeTensorText(text) || /^(tensor\()?[\d.-]+\)?$/.test(text) || text === "True" || text === "False",
    ).toBe(true);
    const read = readTensorText(text);
    expect(read.shape).toEqual(shape);
    expect(read.data).toHaveLength(values.length);
    const largest = values
      .map(python)
      .reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1);
    values.forEach((value, at) => {
      const [found, wanted] = [read.data[at] ?? NaN, Math.fround(python(value))];
      if (!Number.isFinite(wanted) || tolerance === 0) expect(found).toBe(wanted);
      else expect(Math.abs(found - wanted)).toBeLessThanOrEqual(tolerance * largest);
    });
  });

  it.each(Object.entries(refused))("refused: %s", (name, text) => {
    const why = name.startsWith("summarised")
      ? /set_printoptions\(threshold=/
      : name === "complex"
        ? /complex/
        : /to_dense/;
    expect(() => readTensorText(text)).toThrow(why);
  });
});

describe("readTensorText", () => {
  it.each<[string, string]>([
    [
      "[[1, 2], [3]]",
      "line 1, column 13: the lists are uneven, one list has 1 entries where the others have 2: every row must be as long as the others",
    ],
    [
      "[[1, 2],\n [3, [4]]]",
      "line 2, column 6: the lists are uneven, a list stands among numbers: every row must be as long as the others",
    ],
    [
      "[[1], 2]",
      "line 1, column 8: the lists are uneven, a number stands among lists: every row must be as long as the others",
    ],
    ["[1, 2", "line 1, column 6: the text ends before its lists are closed"],
    ["tensor([1, 2]", "line 1, column 14: the closing ) is missing"],
    ["tensor()", 'line 1, column 8: a number was expected, not ")"'],
    ["", "line 1, column 1: there are no numbers"],
    ["[1, x]", 'line 1, column 5: a number was expected, not "x]"'],
    ["[1e]", 'line 1, column 2: a number was expected, not "1e]"'],
    ["[1] [2]", 'line 1, column 5: "[2]" follows after the numbers: paste one tensor only'],
    ["torch.zeros(3)", "line 1, column 12: torch.zeros is not read: paste what print() shows, or .tolist()"],
    ["tensor([1], dtype=)", "line 1, column 19: the value of dtype= cannot be read"],
  ])("says where %j goes wrong", (text, message) => {
    expect(() => readTensorText(text)).toThrow(message);
  });

  it("reads calls around calls, comments of Python's own making, and parentheses", () => {
    expect(readTensorText("w = nn.Parameter(torch.tensor(((1, 2), (3, 4))), requires_grad=True);")).toEqual({
      shape: [2, 2],
      data: Float32Array.of(1, 2, 3, 4),
    });
    expect(readTensorText("tensor([], size=(0, 3), dtype=torch.int64)").shape).toEqual([0]);
    expect(readTensorText("tensor([1.], device='cuda:0', grad_fn=<SelectBackward0>)").data).toEqual(Float32Array.of(1));
  });

  it("reads back what JSON writes of any nested lists", () => {
    const nested = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.array(
          fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
          {
            minLength: shape.reduce((product, size) => product * size, 1),
            maxLength: shape.reduce((product, size) => product * size, 1),
          },
        ),
      ),
    );
    fc.assert(
      fc.property(nested, ([shape, data]) => {
        let lists: unknown[] = data;
        for (const size of shape.slice(1).toReversed()) {
          lists = Array.from({ length: lists.length / size }, (_, at) => lists.slice(at * size, (at + 1) * size));
        }
        expect(readTensorText(JSON.stringify(lists))).toEqual({ shape, data: Float32Array.from(data) });
      }),
    );
  });

  it("is not led astray by prose, JSON objects and code", () => {
    const others = [
      "hello",
      "{}",
      '{"v": 1}',
      "import torch",
      "<svg>",
      "-- 3",
      "(see above)",
      "[text](link)",
      "tensors are nice",
    ];
    for (const text of others) expect(looksLikeTensorText(text), text).toBe(false);
  });
});

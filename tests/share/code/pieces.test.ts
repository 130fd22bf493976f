import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_DOCUMENT } from "../../../src/model/document";
import { runsOfFlags } from "../../../src/model/runs";
import { exportCode } from "../../../src/share/code";
import { boxesOf } from "../../../src/share/code/boxes";
import { nestedText, numberText } from "../../../src/share/code/numbers";
import { MOST_WRITTEN } from "../../../src/share/code/subject";

const PYTHON = { nan: "nan", infinity: "inf" };

describe("boxesOf", () => {
  const draw = (rows: readonly string[]): number[][] => {
    const width = rows[0]?.length ?? 0;
    const flags = Uint8Array.from(rows.join(""), (cell) => (cell === "#" ? 1 : 0));
    return boxesOf(runsOfFlags(flags, rows.length, width)).map((box) => [...box]);
  };

  it("joins runs that stand below each other, and nothing else", () => {
    expect(draw(["##..", "##..", "##.#"])).toEqual([
      [0, 3, 0, 2],
      [2, 3, 3, 4],
    ]);
    expect(draw(["##", "..", "##"])).toEqual([
      [0, 1, 0, 2],
      [2, 3, 0, 2],
    ]);
    expect(draw(["..", ".."])).toEqual([]);
  });

  it("covers exactly the cells, each once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 9 }),
        (grid) => {
          const flags = Uint8Array.from(grid.flat(), Number);
          const seen = new Uint8Array(flags.length);
          for (const [top, bottom, left, right] of boxesOf(runsOfFlags(flags, grid.length, 7))) {
            for (let y = top; y < bottom; y += 1)
              for (let x = left; x < right; x += 1) seen[y * 7 + x] = (seen[y * 7 + x] ?? 0) + 1;
          }
          expect(seen).toEqual(flags);
        },
      ),
    );
  });
});

describe("numbers as text", () => {
  it("gives back the bits of every float32", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(Math.fround(Number(numberText(value, PYTHON))), value)).toBe(true);
      }),
    );
    expect([NaN, Infinity, -Infinity, -0].map((value) => numberText(value, PYTHON))).toEqual([
      "nan",
      "inf",
      "-inf",
      "-0.0",
    ]);
  });

  it("nests lists by shape and keeps lines short", () => {
    expect(nestedText([1, 2, 3, 4], [2, 2], PYTHON)).toBe("[\n    [1, 2],\n    [3, 4],\n]");
    const long = nestedText(new Float32Array(300).fill(1.25), [300], PYTHON);
    expect(Math.max(...long.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(long.match(/1\.25/g)).toHaveLength(300);
  });
});

describe("exportCode", () => {
  const made = (shape: readonly [number, number, number, number]) => ({
    document: { ...DEFAULT_DOCUMENT, image: { random: { seed: 1, shape } } },
    image: { shape, data: new Float32Array(shape[0] * shape[1] * shape[2] * shape[3]) },
  });

  it("writes a small tensor into the code and asks for the .npz of a large one", () => {
    const small = made([1, 1, 8, 8]);
    const large = made([1, 1, MOST_WRITTEN, 2]);
    expect(exportCode("numpy", small.document, small.image).needsNpz).toBe(false);
    expect(exportCode("numpy", large.document, large.image).needsNpz).toBe(true);
  });

  it("keeps the line that PyTorch refuses as a comment, with PyTorch's words, and mends it", () => {
    const { document, image } = made([2, 3, 8, 8]);
    const { text } = exportCode("pytorch", { ...document, program: "thread" }, image);
    expect(text).toContain(
      "#     patches = by_window.view(-1, 3, 3, 3)\n#     RuntimeError: view size is not compatible",
    );
    expect(text).toContain("\npatches = by_window.reshape(-1, 3, 3, 3)");
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxResize as resizeRows, suggestSize } from "../../../src/share/pictures/resample";

type Size = readonly [number, number];
const ramp = ([h, w]: Size): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: h * w }, (_, k) => ((k * 37) % 101) / 101);
/** Rows are asked for in order, each once, and are gone then. */
function boxResize(plane: Float32Array, from: Size, to: Size): Float32Array {
  let next = 0;
  const row = new Float32Array(from[1]);
  return resizeRows(
    (y) => {
      expect(y).toBe(next);
      next += 1;
      row.set(plane.subarray(y * from[1], (y + 1) * from[1]));
      return row;
    },
    from,
    to,
  );
}
const mean = (plane: Float32Array): number => plane.reduce((sum, value) => sum + value, 0) / plane.length;

/** The same filter by brute force: every pixel cut into H·h × W·w grains, each grain counted. */
function byGrains(plane: Float32Array, [height, width]: Size, [rows, columns]: Size): number[] {
  const result = new Array<number>(rows * columns).fill(0);
  for (let gy = 0; gy < height * rows; gy += 1) {
    for (let gx = 0; gx < width * columns; gx += 1) {
      const source = plane[Math.floor(gy / rows) * width + Math.floor(gx / columns)] ?? 0;
      const target = Math.floor(gy / height) * columns + Math.floor(gx / width);
      result[target] = (result[target] ?? 0) + source / (height * width);
    }
  }
  return result;
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));

describe("boxResize", () => {
  it("halves by exact means of 2 × 2 blocks", () => {
    const plane = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect([...boxResize(plane, [2, 4], [1, 2])]).toEqual([3.5, 5.5]);
  });

  it.each([2, 3, 4, 5, 7])("an integer factor %i gives the exact means of the blocks", (factor) => {
    const [rows, columns] = [3, 4];
    const from: Size = [rows * factor, columns * factor];
    const plane = ramp(from);
    const reduced = boxResize(plane, from, [rows, columns]);
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < columns; x += 1) {
        let sum = 0;
        for (let i = 0; i < factor; i += 1) {
          for (let j = 0; j < factor; j += 1) sum += plane[(y * factor + i) * from[1] + x * factor + j] ?? 0;
        }
        expect(reduced[y * columns + x]).toBe(Math.fround(sum / factor ** 2));
      }
    }
  });

  it("3 → 2 shares the middle pixel", () => {
    expect([...boxResize(Float32Array.of(0, 3, 9), [1, 3], [1, 2])]).toEqual([1, 7]);
    expect([...boxResize(Float32Array.of(0, 3, 9), [3, 1], [2, 1])]).toEqual([1, 7]);
  });

  it("enlarging by an integer repeats pixels", () => {
    expect([...boxResize(Float32Array.of(0.1, 0.7), [1, 2], [2, 4])]).toEqual(
      [0.1, 0.1, 0.7, 0.7, 0.1, 0.1, 0.7, 0.7].map(Math.fround),
    );
  });

  it("may shrink one axis and enlarge the other", () => {
    expect([...boxResize(Float32Array.of(1, 3), [1, 2], [2, 1])]).toEqual([2, 2]);
  });

  it("the same size is the identity", () => {
    const plane = ramp([5, 7]);
    expect(boxResize(plane, [5, 7], [5, 7])).toEqual(plane);
  });

  it("agrees with counting grains, for any two sizes", () => {
    fc.assert(
      fc.property(sizes, sizes, (from, to) => {
        const plane = ramp(from);
        const slow = byGrains(plane, from, to);
        boxResize(plane, from, to).forEach((value, k) => expect(value).toBeCloseTo(slow[k] ?? Number.NaN, 6));
      }),
    );
  });

  it("preserves the mean, for any two sizes", () => {
    fc.assert(
      fc.property(sizes, sizes, (from, to) => {
        const plane = ramp(from);
        expect(mean(boxResize(plane, from, to))).toBeCloseTo(mean(plane), 6);
      }),
    );
  });

  it("a constant stays exactly that constant, also at large odd sizes", () => {
    const plane = new Float32Array(997 * 13).fill(0.1);
    const reduced = boxResize(plane, [997, 13], [311, 7]);
    expect(new Set(reduced)).toEqual(new Set([Math.fround(0.1)]));
  });
});

/** 512 × 512. */
const LIMIT = 262_144;

describe("suggestSize", () => {
  it.each<[Size, Size, string]>([
    [[3000, 4000], [375, 500], "an eighth: a seventh would do, but is not whole"],
    [[4000, 6000], [400, 600], "a tenth"],
    [[512, 512], [512, 512], "at the limit: its own size"],
    [[300, 451], [300, 451], "below the limit: its own size"],
    [[1024, 1024], [512, 512], "a half"],
    [[427, 640], [418, 626], "no divisor near: the same proportions"],
    [[1, 16_384], [1, 16_384], "long but small"],
  ])("%j → %j: %s", (natural, expected) => {
    expect(suggestSize(natural, LIMIT)).toEqual(expected);
  });

  it("takes another limit", () => {
    expect(suggestSize([300, 400], 30_000)).toEqual([150, 200]);
  });

  it("takes no exact fraction beyond half as many again as needed", () => {
    // 1.33 times smaller is needed; a third would be exact, but leave less than a fifth of what fits.
    const [rows, columns] = suggestSize([117, 3984], LIMIT);
    expect(rows * columns).toBeGreaterThan(LIMIT * 0.9);
    expect(suggestSize([3000, 4000], LIMIT)).toEqual([375, 500]);
  });

  it("stays below the limit, above a quarter of it, and in proportion", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 1, max: 4000 }), (h, w) => {
        const [rows, columns] = suggestSize([h, w], LIMIT);
        expect(rows * columns).toBeLessThanOrEqual(LIMIT);
        if (h * w > LIMIT) expect((rows + 1) * (columns + 1)).toBeGreaterThan(LIMIT / 4);
        expect(Math.abs(rows * w - columns * h)).toBeLessThanOrEqual(Math.max(h, w));
      }),
    );
  });
});

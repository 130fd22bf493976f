import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KEEP_RULES, type KeepRule } from "../../../src/model/document";
import { PADDING_MODES, windowGrid, type Geometry, type ImageShape } from "../../../src/model/geometry";
import { coverage, keptCounts, keptWindows } from "../../../src/model/region/kept-windows";
import { rasterise } from "../../../src/model/region/rasterise";
import { draw, maskOf } from "./draw";

const PLAIN: Geometry = {
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
};

/** The definition, window by window and tap by tap. Shares no code with the source. */
function oracle(mask: Uint8Array, g: Geometry, [batch, , height, width]: ImageShape, rule: KeepRule): number[] {
  const inside = (y: number, x: number): boolean =>
    y >= 0 && y < height && x >= 0 && x < width && mask[y * width + x] === 1;
  const kept: number[] = [];
  const reach = [0, 1].map((axis) => (g.dilation[axis] as number) * ((g.kernel_size[axis] as number) - 1));
  const top = g.padding[0];
  const left = g.padding[1];
  for (let y = -top; y + (reach[0] as number) < height + top; y += g.stride[0]) {
    for (let x = -left; x + (reach[1] as number) < width + left; x += g.stride[1]) {
      const taps: boolean[] = [];
      for (let i = 0; i < g.kernel_size[0]; i += 1) {
        for (let j = 0; j < g.kernel_size[1]; j += 1) taps.push(inside(y + i * g.dilation[0], x + j * g.dilation[1]));
      }
      const centre = inside(y + Math.floor((reach[0] as number) / 2), x + Math.floor((reach[1] as number) / 2));
      const keep = { centre, any: taps.includes(true), all: !taps.includes(false) }[rule];
      kept.push(keep ? 1 : 0);
    }
  }
  return Array.from({ length: batch }, () => kept).flat();
}

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const geometries: fc.Arbitrary<Geometry> = fc.record({
  kernel_size: pair(1, 5),
  stride: pair(1, 4),
  padding: pair(0, 4),
  padding_mode: fc.constantFrom(...PADDING_MODES),
  dilation: pair(1, 3),
});

const masked = fc
  .record({ height: fc.integer({ min: 1, max: 10 }), width: fc.integer({ min: 1, max: 12 }) })
  .chain(({ height, width }) =>
    fc.record({
      height: fc.constant(height),
      width: fc.constant(width),
      mask: fc
        .array(fc.constantFrom(0, 1, 1, 1), { minLength: height * width, maxLength: height * width })
        .map((values) => Uint8Array.from(values)),
    }),
  );

describe("keptWindows", () => {
  const mask = maskOf([". . . . . .", ". # # # # .", ". # # # # .", ". # # # # .", ". . . . . ."]);
  const image: ImageShape = [1, 3, 5, 6];

  it("k=3 s=1: the centre rule keeps a window whose centre pixel is drawn", () => {
    expect(draw(keptWindows(mask, PLAIN, image, "centre"), 3, 4)).toEqual(["# # # #", "# # # #", "# # # #"]);
  });

  it("k=3 s=1: the all rule keeps the two windows that lie wholly inside", () => {
    expect(draw(keptWindows(mask, PLAIN, image, "all"), 3, 4)).toEqual([". . . .", ". # # .", ". . . ."]);
  });

  it("k=3 s=1 p=1: a window that touches the region by one tap is kept under any", () => {
    const padded: Geometry = { ...PLAIN, padding: [1, 1] };
    expect(draw(keptWindows(mask, padded, image, "any"), 5, 6)).toEqual(Array(5).fill("# # # # # #"));
    expect(draw(keptWindows(mask, padded, image, "centre"), 5, 6)).toEqual(draw(mask, 5, 6));
  });

  it("k=2: the centre of an even kernel is its upper left tap", () => {
    const even: Geometry = { ...PLAIN, kernel_size: [2, 2] };
    expect(draw(keptWindows(maskOf(["# .", ". ."]), even, [1, 1, 2, 2], "centre"), 1, 1)).toEqual(["#"]);
    expect(draw(keptWindows(maskOf([". .", ". #"]), even, [1, 1, 2, 2], "centre"), 1, 1)).toEqual(["."]);
  });

  it.each(PADDING_MODES)(
    "padding_mode %s: taps in the padding are outside even where it copies region pixels",
    (mode) => {
      const padded: Geometry = { ...PLAIN, padding: [1, 1], padding_mode: mode };
      const full = rasterise([], 4, 4);
      expect(draw(keptWindows(full, padded, [1, 1, 4, 4], "all"), 4, 4)).toEqual([
        ". . . .",
        ". # # .",
        ". # # .",
        ". . . .",
      ]);
    },
  );

  it("repeats the same windows for every image of the batch", () => {
    const kept = keptWindows(mask, PLAIN, [3, 1, 5, 6], "all");
    expect(kept.length).toBe(36);
    expect([...kept.subarray(12, 24)]).toEqual([...kept.subarray(0, 12)]);
    expect(keptCounts(mask, PLAIN, [3, 1, 5, 6])).toEqual({ centre: 36, any: 36, all: 6 });
  });

  it("an empty region keeps no window; a geometry that fits nowhere has none", () => {
    const empty = rasterise([{ add: { rect: [0, 0, 0, 0] } }], 5, 6);
    for (const rule of KEEP_RULES) expect(keptWindows(empty, PLAIN, image, rule).includes(1)).toBe(false);
    expect(keptWindows(mask, { ...PLAIN, kernel_size: [7, 3] }, image, "any").length).toBe(0);
    expect(coverage(new Uint8Array(0))).toBe(0);
  });

  it("coverage is the share kept", () => {
    expect(coverage(Uint8Array.of(1, 0, 0, 1, 0))).toBe(0.4);
  });

  it("agrees with the definition for every geometry, mask and rule, and the counts with the masks", () => {
    fc.assert(
      fc.property(masked, geometries, fc.integer({ min: 1, max: 2 }), ({ height, width, mask: drawn }, g, batch) => {
        const shape: ImageShape = [batch, 2, height, width];
        const counts = keptCounts(drawn, g, shape);
        const [rows, columns] = windowGrid(g, shape);
        for (const rule of KEEP_RULES) {
          const kept = [...keptWindows(drawn, g, shape, rule)];
          expect(kept.length).toBe(batch * rows * columns);
          expect(kept, rule).toEqual(oracle(drawn, g, shape, rule));
          expect(counts[rule]).toBe(kept.reduce((total, value) => total + value, 0));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([3, 31])("k=%i on 451×300 at stride 1: fast enough to follow a gesture", (k) => {
    const region = rasterise([{ add: { ellipse: [225, 150, 140, 90] } }], 300, 451);
    const g: Geometry = { ...PLAIN, kernel_size: [k, k] };
    const run = (): void => {
      for (const rule of KEEP_RULES) keptWindows(region, g, [1, 3, 300, 451], rule);
    };
    run();
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    });
    // Far above what it takes (a few milliseconds), so that a busy machine does not fail it; a loop over taps takes longer.
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

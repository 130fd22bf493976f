import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KEEP_RULES, type KeepRule } from "../../../src/model/document";
import { PADDING_MODES, windowGrid, type Geometry, type ImageShape } from "../../../src/model/geometry";
import { keptCountsOf, keptRuns } from "../../../src/model/region/kept-windows";
import { regionRuns } from "../../../src/model/region/region-runs";
import { cellCount, emptyRuns, flagsOf, fullRuns, runCount, type Runs, runsOfFlags } from "../../../src/model/runs";
import { kept } from "../../oracle/region";
import { expectCanonical } from "../canonical";
import { PLAIN } from "../geometries";
import { draw, maskOf } from "./draw";
import { edits } from "./shapes";

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const geometries: fc.Arbitrary<Geometry> = fc.record({
  kernel_size: pair(1, 5),
  stride: pair(1, 4),
  padding: pair(0, 3),
  padding_mode: fc.constantFrom(...PADDING_MODES),
  dilation: pair(1, 3),
});

/** Drawn regions, scattered pixels, the empty and the whole image, on images of up to 14×18. */
const regions: fc.Arbitrary<Runs> = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 18 }))
  .chain(([height, width]) =>
    fc.oneof(
      { weight: 4, arbitrary: edits.map((shapes) => regionRuns(shapes, height, width)) },
      {
        weight: 4,
        arbitrary: fc
          .array(fc.constantFrom(0, 1, 1, 1), { minLength: height * width, maxLength: height * width })
          .map((flags) => runsOfFlags(Uint8Array.from(flags), height, width)),
      },
      fc.constant(emptyRuns(height, width)),
      fc.constant(fullRuns(height, width)),
    ),
  );

const imageOf = ({ rows, columns }: Runs, batch = 1): ImageShape => [batch, 3, rows, columns];

function drawn(lines: readonly string[], geometry: Partial<Geometry>, rule: KeepRule): string[] {
  const region = runsOfFlags(maskOf(lines), lines.length, (lines[0] ?? "").split(" ").length);
  const runs = keptRuns(region, { ...PLAIN, ...geometry }, imageOf(region), rule);
  return draw(flagsOf(runs), runs.rows, runs.columns);
}

describe("keptRuns", () => {
  const lines = [". . . . . .", ". # # # # .", ". # # # # .", ". # # # # .", ". . . . . ."];

  it("k=3 s=1: the centre rule keeps the pixels of the region itself, all what is left of it inside", () => {
    expect(drawn(lines, {}, "centre")).toEqual(["# # # #", "# # # #", "# # # #"]);
    expect(drawn(lines, {}, "all")).toEqual([". . . .", ". # # .", ". . . ."]);
  });

  it("k=1×3 s=1 p=0×1: any makes a run wider by a column on each side", () => {
    expect(drawn([". . # # . .", "# . . . . #"], { kernel_size: [1, 3], padding: [0, 1] }, "any")).toEqual([
      ". # # # # .",
      "# # . . # #",
    ]);
  });

  it("k=1×2 d=3 p=0: taps three columns apart leave gaps between the windows they keep", () => {
    expect(drawn([". . . # . . . . ."], { kernel_size: [1, 2], dilation: [1, 3] }, "any")).toEqual(["# . . # . ."]);
    expect(drawn(["# # # # . # # . #"], { kernel_size: [1, 2], dilation: [1, 3] }, "all")).toEqual(["# . # # . #"]);
  });

  it("k=1 s=3×2: runs that fall between the windows are lost, gaps as well", () => {
    const geometry = { kernel_size: [1, 1], stride: [3, 2] } as const;
    for (const rule of KEEP_RULES) {
      expect(drawn(["# . # # . # .", "# # # # # # #", "# # # # # # #", "# . # . # . #"], geometry, rule)).toEqual([
        "# # . .",
        "# # # #",
      ]);
    }
  });

  it("k=3 p=1: no window that reaches into the padding has all its taps in the whole image", () => {
    const region = fullRuns(4, 5);
    const runs = keptRuns(region, { ...PLAIN, padding: [1, 1], padding_mode: "circular" }, imageOf(region), "all");
    expect(draw(flagsOf(runs), 4, 5)).toEqual([". . . . .", ". # # # .", ". # # # .", ". . . . ."]);
  });

  it("agrees with the definition for every region, geometry and rule", () => {
    fc.assert(
      fc.property(regions, geometries, fc.constantFrom(...KEEP_RULES), (region, geometry, rule) => {
        const runs = keptRuns(region, geometry, imageOf(region), rule);
        expectCanonical(runs);
        const [rows, columns] = windowGrid(geometry, imageOf(region));
        expect([runs.rows, runs.columns]).toEqual([rows, columns]);
        const expected = Uint8Array.from(kept(flagsOf(region), geometry, imageOf(region), rule));
        expect(draw(flagsOf(runs), rows, columns)).toEqual(draw(expected, rows, columns));
      }),
      { numRuns: 2000 },
    );
  });

  it("the largest geometry, k=31 s=1 p=31 d=16, agrees with the definition", () => {
    const region = regionRuns(
      [{ add: { ellipse: [260, 250, 200, 230] } }, { subtract: { rect: [200, 200, 9, 9] } }],
      430,
      428,
    );
    const geometry: Geometry = {
      ...PLAIN,
      kernel_size: [31, 31],
      stride: [4, 3],
      padding: [31, 31],
      dilation: [16, 16],
    };
    for (const rule of KEEP_RULES) {
      const runs = keptRuns(region, geometry, imageOf(region), rule);
      expect(flagsOf(runs)).toEqual(Uint8Array.from(kept(flagsOf(region), geometry, imageOf(region), rule)));
    }
  });

  it.each([3, 31])("k=%i on 4096×4096: by rows and runs, not by pixels", (k) => {
    const region = regionRuns([{ add: { ellipse: [2048, 2048, 1500, 1900] } }], 4096, 4096);
    const geometry: Geometry = { ...PLAIN, kernel_size: [k, k] };
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now();
      for (const rule of KEEP_RULES)
        expect(runCount(keptRuns(region, geometry, imageOf(region), rule))).toBeLessThan(8192);
      return performance.now() - start;
    });
    // Far above what it takes (about 2 ms), so that a busy machine does not fail it; 16 million pixels take longer.
    expect(Math.min(...times)).toBeLessThan(60);
  });
});

describe("keptCountsOf", () => {
  it("counts the windows of every rule, over all images of the batch", () => {
    fc.assert(
      fc.property(regions, geometries, fc.integer({ min: 1, max: 3 }), (region, geometry, batch) => {
        const counts = keptCountsOf(region, geometry, imageOf(region, batch));
        for (const rule of KEEP_RULES) {
          expect(counts[rule]).toBe(batch * cellCount(keptRuns(region, geometry, imageOf(region), rule)));
        }
      }),
    );
  });

  it("all is never more than centre, centre never more than any", () => {
    fc.assert(
      fc.property(regions, geometries, (region, geometry) => {
        // The centre of an odd kernel is one of its taps; that of an even, dilated one need not be.
        const odd: Geometry = { ...geometry, kernel_size: [3, 5] };
        const { centre, any, all } = keptCountsOf(region, odd, imageOf(region));
        expect(all <= centre && centre <= any).toBe(true);
      }),
    );
  });
});

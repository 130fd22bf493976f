import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDocument } from "../../src/share/document/check";
import { reducedSize, withLongest, withWidth } from "../../src/share/working-size";

type Size = [number, number];

/** What a link says of such a picture at this size; throws where the link could not be read. */
const linked = (natural: Size, resize: readonly [number, number]): unknown =>
  checkDocument({
    v: 1,
    image: { absent: { name: "a", shape: [1, 3, ...natural] } },
    resize: [...resize],
    kernel_size: [1, 1],
  }).document.resize;

const sides = fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 9000 }));

describe("reducedSize", () => {
  it.each<[Size, Size, string]>([
    [[6144, 8160], [1536, 2040], "a quarter: 50 megapixels of a telephone"],
    [[4000, 6000], [1672, 2508], "half of it is more than a document may ask for, and a third is not whole"],
    [[40, 20_000], [8, 4000], "a fifth of something long"],
    [[1, 16_385], [1, 4096], "no shorter than one pixel"],
    [[300, 400], [300, 400], "small enough as it is"],
  ])("%j → %j: %s", (natural, expected) => expect(reducedSize(natural)).toEqual(expected));

  it("takes a smaller limit", () => expect(reducedSize([4000, 6000], 262_144)).toEqual([400, 600]));

  it("is one that a link can carry, in proportion", () => {
    fc.assert(
      fc.property(sides, sides, (h, w) => {
        const size = reducedSize([h, w]);
        expect(linked([h, w], size)).toEqual(size);
        const [rows, columns] = size;
        if (rows > 1 && columns > 1) expect(Math.abs(rows * w - columns * h)).toBeLessThanOrEqual(Math.max(h, w));
      }),
    );
  });
});

describe("withWidth and withLongest", () => {
  it.each<[Size, number, Size]>([
    [[900, 1200], 400, [300, 400]],
    [[300, 451], 100, [67, 100]],
    [[300, 451], 9999, [300, 451]],
    [[300, 451], 0, [1, 1]],
    [[9000, 12_000], 12_000, [1773, 2364]],
    [[4097, 1], 1, [4096, 1]],
  ])("%j at a width of %i is %j", (natural, width, expected) => expect(withWidth(natural, width)).toEqual(expected));

  it("the longer side is what was asked for", () => {
    expect(withLongest([900, 1200], 512)).toEqual([384, 512]);
    expect(withLongest([1200, 900], 512)).toEqual([512, 384]);
    expect(withLongest([20_000, 60], 512)).toEqual([512, 2]);
    expect(withLongest([20_000, 3], 36)).toEqual([36, 1]);
  });

  it("is one that a link can carry, whatever is typed", () => {
    fc.assert(
      fc.property(sides, sides, fc.integer({ min: -5, max: 100_000 }), (h, w, wanted) => {
        expect(linked([h, w], withWidth([h, w], wanted))).toHaveLength(2);
        expect(linked([h, w], withLongest([h, w], wanted))).toHaveLength(2);
        // What is offered differs from size to size.
        const offered = Math.min(Math.max(1, wanted), 2048, Math.max(h, w));
        expect(Math.max(...withLongest([h, w], offered))).toBe(offered);
      }),
    );
  });
});

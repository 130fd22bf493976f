import { describe, expect, it } from "vitest";
import { cutSlabs, SLAB_BYTES, slabLayout, withoutPadding } from "../../src/engine/slabs";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import { type Geometry, type ImageShape, windowAt, windowCount, windowGrid } from "../../src/model/geometry";
import { contiguousLayout, position } from "../../src/model/layout";

const geometry: Geometry = { ...DEFAULT_DOCUMENT, kernel_size: [3, 2], stride: [2, 1], dilation: [1, 2] };
const image: ImageShape = [2, 3, 11, 9];
/** Bytes of the patch of one window. */
const WINDOW = 3 * 3 * 2 * 4;

describe("cutSlabs", () => {
  it.each([
    ["everything at once per image", 1e9, [35, 35]],
    ["two rows at a time", WINDOW * 14, [14, 14, 7, 14, 14, 7]],
    ["one row when two do not fit", WINDOW * 13, [7, 7, 7, 7, 7, 7, 7, 7, 7, 7]],
    ["parts of a row", WINDOW * 4, [4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3]],
  ])("%s", (_, bytes, counts) => {
    expect(windowGrid(geometry, image)).toEqual([5, 7]);
    expect(cutSlabs(geometry, image, bytes).map(({ count }) => count)).toEqual(counts);
  });

  it("takes single windows when not even one fits", () => {
    const slabs = cutSlabs(geometry, image, 1);
    expect(slabs.length).toBe(70);
    expect(slabs.every(({ count }) => count === 1)).toBe(true);
  });

  it.each([1, WINDOW * 4, WINDOW * 13, WINDOW * 14, 1e9])("numbers every window once, in order (%i bytes)", (bytes) => {
    let next = 0;
    for (const slab of cutSlabs(geometry, image, bytes)) {
      expect(slab.first).toBe(next);
      expect(windowAt(geometry, image, slab.first)).toEqual([slab.b, slab.rows[0], slab.columns[0]]);
      next += slab.count;
    }
    expect(next).toBe(windowCount(geometry, image));
  });

  it("cuts the sample picture at k 3 into one slab", () => {
    expect(cutSlabs(DEFAULT_DOCUMENT, [1, 3, 300, 451])).toHaveLength(1);
    expect(SLAB_BYTES).toBeLessThanOrEqual(64 * 2 ** 20);
  });
});

describe("slabLayout", () => {
  it.each([1, WINDOW * 4, WINDOW * 14, 1e9])(
    "sees, as a picture of its own, what its windows see (%i bytes)",
    (bytes) => {
      const whole = contiguousLayout(image);
      const inside = withoutPadding(geometry);
      for (const slab of cutSlabs(inside, image, bytes)) {
        const layout = slabLayout(whole, inside, slab);
        const shape = layout.shape as ImageShape;
        expect(windowCount(inside, shape)).toBe(slab.count);
        const [b, r, s] = windowAt(inside, image, slab.first + slab.count - 1);
        const [, lastRow, lastColumn] = windowAt(inside, shape, slab.count - 1);
        // The last tap of the last window, last channel, is the same element either way.
        expect(position(layout, [0, 2, lastRow * 2 + 2, lastColumn + 2])).toBe(
          position(whole, [b, 2, r * 2 + 2, s + 2]),
        );
      }
    },
  );
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkGeometry, LIMITS, PADDING_MODES, type Geometry, type ImageShape } from "../../src/model/geometry";
import { clampGeometry, legalPaddingModes, legalRange, type GeometryField } from "../../src/model/legal";
import { anyGeometry, imageShapes, PLAIN } from "./geometries";

const FIELDS = ["kernel_size", "stride", "padding", "dilation"] as const;

const isLegal = (g: Geometry, image: ImageShape): boolean => {
  try {
    checkGeometry(g, image);
    return true;
  } catch {
    return false;
  }
};

const withValue = (g: Geometry, field: GeometryField, axis: 0 | 1, value: number): Geometry => ({
  ...g,
  [field]: axis === 0 ? [value, g[field][1]] : [g[field][0], value],
});

/** When other controls break a rule that no value of this one mends, its range need not say so. */
function restIsFine(g: Geometry, image: ImageShape, field: GeometryField): boolean {
  if (field === "stride") return isLegal(g, image);
  return field === "padding" || legalPaddingModes(g, image)[g.padding_mode] === null;
}

describe("legalRange", () => {
  it("is exactly what checkGeometry accepts, for every control, when the other axis is legal", () => {
    fc.assert(
      fc.property(
        anyGeometry,
        imageShapes,
        fc.constantFrom(...FIELDS),
        fc.constantFrom(0, 1),
        (g, image, field, axis) => {
          // The other axis is made legal: a range speaks of its own axis alone.
          const other = clampGeometry(g, image).geometry;
          const mixed = FIELDS.reduce<Geometry>((sum, each) => withValue(sum, each, axis, g[each][axis]), other);
          const { least, most } = legalRange(mixed, image, field, axis);
          const [floor, ceiling] = LIMITS[field];
          for (let value = floor - 1; value <= ceiling + 1; value += 1) {
            expect(isLegal(withValue(mixed, field, axis, value), image), `${field} ${value}`).toBe(
              value >= least && value <= most && restIsFine(mixed, image, field),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each<[string, Partial<Geometry>, GeometryField, number, number, string]>([
    [
      "the image stops it",
      { kernel_size: [3, 3] },
      "kernel_size",
      1,
      6,
      "at most 6 along the rows: the padded image has 6 rows, and taps lie 1 apart",
    ],
    ["padding makes room", { padding: [2, 2] }, "kernel_size", 1, 10, "the padded image has 10 rows"],
    ["dilation takes it", { dilation: [2, 2] }, "kernel_size", 1, 3, "taps lie 2 apart"],
    ["kernel against dilation", {}, "dilation", 1, 2, "a kernel of 3 has 2 gaps to spread over it"],
    ["two taps, one gap", { kernel_size: [2, 2] }, "dilation", 1, 5, "1 gap to"],
    [
      "one tap spreads over nothing",
      { kernel_size: [1, 1] },
      "dilation",
      1,
      16,
      "the playground offers dilation from 1 to 16",
    ],
    ["any stride", {}, "stride", 1, 32, "the playground offers stride from 1 to 32"],
    ["padding of zeros", {}, "padding", 0, 31, "at most 31"],
    [
      "reflect",
      { padding_mode: "reflect" },
      "padding",
      0,
      5,
      "reflect padding must be smaller than the axis: the image has 6 rows",
    ],
    [
      "circular",
      { padding_mode: "circular" },
      "padding",
      0,
      6,
      "circular padding may wrap around once: the image has 6 rows",
    ],
    [
      "a window that needs padding",
      { kernel_size: [5, 5], dilation: [2, 2] },
      "padding",
      2,
      31,
      "at least 2: the image has 6 rows and a window reaches over 9",
    ],
    ["nothing is left", { kernel_size: [9, 9] }, "dilation", 1, 0, "no dilation is legal along the rows"],
  ])("6 rows, k 3: %s", (_, change, field, least, most, rule) => {
    const range = legalRange({ ...PLAIN, ...change }, [1, 1, 6, 40], field, 0);
    expect(range).toEqual({ least, most, rule: expect.stringContaining(rule) });
  });

  it("speaks of columns for the second axis", () => {
    expect(legalRange(PLAIN, [1, 1, 6, 4], "kernel_size", 1)).toMatchObject({
      most: 4,
      rule: expect.stringContaining("4 columns"),
    });
  });
});

describe("legalPaddingModes", () => {
  it("names the mode, the axis and the numbers", () => {
    const modes = legalPaddingModes({ ...PLAIN, padding: [1, 5] }, [1, 1, 6, 4]);
    expect(modes.zeros).toBeNull();
    expect(modes.replicate).toBeNull();
    expect(modes.reflect).toBe(
      "reflect padding must be smaller than the axis: the image has 4 columns; the padding is 5",
    );
    expect(modes.circular).toBe("circular padding may wrap around once: the image has 4 columns; the padding is 5");
  });

  it("is what checkGeometry accepts", () => {
    fc.assert(
      fc.property(anyGeometry, imageShapes, fc.constantFrom(...PADDING_MODES), (g, image, mode) => {
        const fits = isLegal({ ...g, padding_mode: "zeros" }, image);
        fc.pre(fits);
        expect(legalPaddingModes(g, image)[mode] === null).toBe(isLegal({ ...g, padding_mode: mode }, image));
      }),
    );
  });
});

describe("clampGeometry", () => {
  it("always gives a legal geometry, and leaves a legal one alone", () => {
    fc.assert(
      fc.property(anyGeometry, imageShapes, (g, image) => {
        const { geometry, changes } = clampGeometry(g, image);
        checkGeometry(geometry, image);
        expect(changes.length === 0).toBe(geometry === g);
        expect(geometry === g).toBe(isLegal(g, image));
        expect(clampGeometry(geometry, image)).toEqual({ geometry, changes: [] });
      }),
      { numRuns: 2000 },
    );
  });

  it("a smaller picture: padding first, then dilation, then the kernel, each change said", () => {
    const g: Geometry = { ...PLAIN, kernel_size: [7, 3], dilation: [2, 1], padding: [5, 0], padding_mode: "reflect" };
    expect(clampGeometry(g, [1, 3, 2, 9])).toEqual({
      geometry: { ...g, kernel_size: [4, 3], dilation: [1, 1], padding: [1, 0] },
      changes: [
        "padding along the rows went from 5 to 1: reflect padding must be smaller than the axis: the image has 2 rows",
        "dilation along the rows went from 2 to 1: a window must fit into the 4 rows of the padded image",
        "kernel_size along the rows went from 7 to 4: a window must fit into the 4 rows of the padded image",
      ],
    });
  });

  it.each([
    [Number.NaN, 1],
    [-5, 1],
    [1e9, 5],
    [2.6, 3],
    [Infinity, 5],
  ])("kernel_size %s becomes %i on five rows", (value, expected) => {
    const { geometry, changes } = clampGeometry({ ...PLAIN, kernel_size: [value, 1] }, [1, 1, 5, 5]);
    expect(geometry.kernel_size).toEqual([expected, 1]);
    expect(changes[0]).toContain("whole numbers from 1 to 31");
  });
});

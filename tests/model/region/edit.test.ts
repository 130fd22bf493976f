import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Point, Region, RegionEdit, RegionShape } from "../../../src/model/document";
import {
  boundsOf,
  hitTest,
  invert,
  moveBy,
  outline,
  resizeTo,
  simplify,
  withShape,
  type Bounds,
} from "../../../src/model/region/edit";
import { rasterise } from "../../../src/model/region/rasterise";
import { edits, shapes } from "./shapes";

const region = (drawn: readonly RegionEdit[]): Region => ({ shapes: drawn, keep: "centre", outside: "zeros" });

const TRIANGLE: RegionShape = {
  polygon: [
    [1, 1],
    [5, 1],
    [1, 4],
  ],
};
const STROKE: RegionShape = {
  brush: {
    points: [
      [2, 3],
      [6, 5],
    ],
    radius: 2,
  },
};

describe("boundsOf", () => {
  it.each<[string, RegionShape, Bounds]>([
    ["rect", { rect: [1, 2, 3, 4] }, [1, 2, 3, 4]],
    ["rect drawn upwards", { rect: [4, 6, -3, -4] }, [1, 2, 3, 4]],
    ["ellipse", { ellipse: [5, 4, 3, 2] }, [2, 2, 6, 4]],
    ["polygon", TRIANGLE, [1, 1, 4, 3]],
    ["brush with its thickness", STROKE, [0, 1, 8, 6]],
    ["polygon without points", { polygon: [] }, [0, 0, 0, 0]],
    ["brush without points", { brush: { points: [], radius: 4 } }, [0, 0, 0, 0]],
  ])("%s", (_, shape, bounds) => {
    expect(boundsOf(shape)).toEqual(bounds);
  });

  it("no pixel of a shape lies outside its bounds", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const [x, y, w, h] = boundsOf(shape);
        for (const [at, inside] of rasterise([{ add: shape }], 20, 20).entries()) {
          if (inside === 0) continue;
          const [px, py] = [(at % 20) + 0.5, Math.floor(at / 20) + 0.5];
          expect(px >= x && px <= x + w && py >= y && py <= y + h).toBe(true);
        }
      }),
    );
  });
});

describe("moveBy", () => {
  it("by whole pixels moves every pixel of the region", () => {
    const shift = fc.integer({ min: -4, max: 4 });
    fc.assert(
      fc.property(shapes, shift, shift, (shape, dx, dy) => {
        const before = rasterise([{ add: shape }], 24, 24);
        const after = rasterise([{ add: moveBy(shape, dx, dy) }], 24, 24);
        for (let y = 4; y < 20; y += 1) {
          for (let x = 4; x < 20; x += 1) expect(after[(y + dy) * 24 + x + dx]).toBe(before[y * 24 + x]);
        }
      }),
    );
  });

  it("there and back is the identity", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(moveBy(moveBy(shape, 3, -2.5), -3, 2.5)).toEqual(shape);
      }),
    );
  });
});

describe("resizeTo", () => {
  it("its new bounds are the ones asked for, also when dragged past the other side", () => {
    const side = fc.oneof(fc.integer({ min: 33, max: 80 }), fc.integer({ min: -80, max: -33 }));
    const origin = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(shapes, fc.tuple(origin, origin, side, side), (shape, to) => {
        const from = boundsOf(shape);
        // A shape flat on one axis only cannot be stretched there.
        const points = "polygon" in shape ? shape.polygon : "brush" in shape ? shape.brush.points : null;
        const bare = points === null ? [1, 1] : boundsOf({ polygon: points }).slice(2);
        fc.pre(bare[0] !== 0 && bare[1] !== 0);
        const [x, y, w, h] = boundsOf(resizeTo(shape, to));
        const upright = [
          Math.min(to[0], to[0] + to[2]),
          Math.min(to[1], to[1] + to[3]),
          Math.abs(to[2]),
          Math.abs(to[3]),
        ];
        for (const [k, value] of [x, y, w, h].entries()) expect(value).toBeCloseTo(upright[k] as number, 8);
        expect(from.length).toBe(4);
      }),
    );
  });

  it("to its own bounds changes nothing", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const again = boundsOf(resizeTo(shape, boundsOf(shape)));
        for (const [k, value] of boundsOf(shape).entries()) expect(again[k]).toBeCloseTo(value, 8);
      }),
    );
  });

  it("scales points about the box; mirrors them when a side is dragged over", () => {
    expect(resizeTo(TRIANGLE, [1, 1, 8, 6])).toEqual({
      polygon: [
        [1, 1],
        [9, 1],
        [1, 7],
      ],
    });
    expect(resizeTo(TRIANGLE, [5, 1, -4, 3])).toEqual({
      polygon: [
        [5, 1],
        [1, 1],
        [5, 4],
      ],
    });
  });

  it("a brush keeps its radius while it fits; a dot grows with its box; a flat polygon goes to the middle", () => {
    expect(resizeTo(STROKE, [0, 1, 12, 6])).toEqual({
      brush: {
        points: [
          [2, 3],
          [10, 5],
        ],
        radius: 2,
      },
    });
    expect(resizeTo(STROKE, [0, 0, 2, 9])).toMatchObject({ brush: { radius: 1 } });
    expect(resizeTo({ brush: { points: [[3, 3]], radius: 1 } }, [0, 0, 8, 8])).toEqual({
      brush: { points: [[4, 4]], radius: 4 },
    });
    const flat: RegionShape = {
      polygon: [
        [0, 2],
        [4, 2],
      ],
    };
    expect(boundsOf(resizeTo(flat, [0, 0, 2, 6]))).toEqual([0, 3, 2, 0]);
  });
});

describe("hitTest", () => {
  const drawn: RegionEdit[] = [
    { add: { rect: [0, 0, 10, 10] } },
    { subtract: { ellipse: [5, 5, 2, 2] } },
    { add: TRIANGLE },
    { add: { brush: { points: [[15, 15]], radius: 2 } } },
  ];

  it.each<[string, Point, number, number | null]>([
    ["inside the rectangle only", [9, 9], 0, 0],
    ["the subtracting ellipse above it", [5.5, 5.5], 0, 1],
    ["the triangle on top", [2, 2], 0, 2],
    ["beyond the triangle's slope", [4.5, 3.8], 0, 1],
    ["the dot", [16, 16], 0, 3],
    ["just outside the dot", [17.5, 15], 0, null],
    ["within reach of the dot", [17.5, 15], 1, 3],
    ["near the rectangle's edge", [10.5, 8], 1, 0],
    ["nowhere", [30, 3], 2, null],
  ])("%s", (_, point, tolerance, expected) => {
    expect(hitTest(drawn, point, tolerance)).toBe(expected);
  });

  it("hits a shape at every pixel it covers", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        for (const [at, inside] of rasterise([{ add: shape }], 20, 20).entries()) {
          if (inside === 1)
            expect(hitTest([{ add: shape }], [(at % 20) + 0.5, Math.floor(at / 20) + 0.5], 1e-9)).toBe(0);
        }
      }),
    );
  });

  it("a shape without points is never hit", () => {
    expect(hitTest([{ add: { polygon: [] } }, { add: { brush: { points: [], radius: 9 } } }], [0, 0], 9)).toBeNull();
  });
});

describe("outline", () => {
  it.each<[string, RegionShape, string, number | null]>([
    ["rect", { rect: [1, 2, 3, 4] }, "M1 2h3v4h-3Z", null],
    ["ellipse", { ellipse: [5, 4, 3, 2] }, "M2 4a3 2 0 0 1 6 0a3 2 0 0 1 -6 0Z", null],
    ["polygon", TRIANGLE, "M1 1L5 1L1 4Z", null],
    ["brush", STROKE, "M2 3L6 5", 4],
    ["a brush of one point is a line of no length", { brush: { points: [[2, 3]], radius: 1.5 } }, "M2 3h0", 3],
    ["polygon without points", { polygon: [] }, "", null],
  ])("%s", (_, shape, path, strokeWidth) => {
    expect(outline(shape)).toEqual({ path, strokeWidth });
  });
});

describe("simplify", () => {
  it("drops points on a line, keeps corners and both ends", () => {
    const points: Point[] = [
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 1],
      [2, 2],
    ];
    expect(simplify(points, 0.1)).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
    ]);
    expect(simplify(points, 5)).toEqual([
      [0, 0],
      [2, 2],
    ]);
    expect(simplify([], 1)).toEqual([]);
    expect(simplify([[3, 4]], 1)).toEqual([[3, 4]]);
  });

  it("never strays farther than the tolerance from a point it dropped", () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), {
      minLength: 2,
    });
    fc.assert(
      fc.property(points, fc.constantFrom(0.5, 1, 3), (line, tolerance) => {
        const simple = simplify(line, tolerance);
        expect(simple[0]).toEqual(line[0]);
        expect(simple.at(-1)).toEqual(line.at(-1));
        const stroke: RegionEdit = { add: { brush: { points: simple, radius: 0 } } };
        for (const point of line) expect(hitTest([stroke], point, tolerance + 1e-9)).toBe(0);
      }),
    );
  });

  it("a stroke of 100 000 points does not exhaust the stack", () => {
    const points: Point[] = Array.from({ length: 100_000 }, (_, k) => [k, (k * k) / 1e6]);
    expect(simplify(points, 1).length).toBeLessThan(200);
  });
});

describe("invert", () => {
  it("is the complement, pixel for pixel", () => {
    fc.assert(
      fc.property(edits, (drawn) => {
        const mask = rasterise(drawn, 13, 17);
        const inverted = rasterise(invert(region(drawn), 13, 17).shapes, 13, 17);
        expect([...inverted]).toEqual([...mask].map((inside) => 1 - inside));
      }),
      { numRuns: 400 },
    );
  });

  it("twice gives the original back, edit for edit", () => {
    fc.assert(
      fc.property(edits, (drawn) => {
        const original = region(drawn);
        expect(invert(invert(original, 13, 17), 13, 17)).toEqual(original);
      }),
    );
  });

  it("no shape becomes the image's rectangle taken away, and comes back; keep and outside stay", () => {
    const whole: Region = { shapes: [], keep: "any", outside: "dense" };
    const none = invert(whole, 4, 6);
    expect(none).toEqual({ shapes: [{ subtract: { rect: [0, 0, 6, 4] } }], keep: "any", outside: "dense" });
    expect(rasterise(none.shapes, 4, 6).includes(1)).toBe(false);
    expect(invert(none, 4, 6)).toEqual(whole);
  });

  it("a lone added rectangle of the image comes back as no shape, the same region", () => {
    const full = region([{ add: { rect: [0, 0, 6, 4] } }]);
    expect(invert(invert(full, 4, 6), 4, 6).shapes).toEqual([]);
  });
});

describe("withShape", () => {
  it("keeps the way an edit works", () => {
    expect(withShape({ subtract: TRIANGLE }, STROKE)).toEqual({ subtract: STROKE });
    expect(withShape({ add: TRIANGLE }, STROKE)).toEqual({ add: STROKE });
  });
});

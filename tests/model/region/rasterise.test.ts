import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Point, RegionEdit, RegionShape } from "../../../src/model/document";
import { rasterise } from "../../../src/model/region/rasterise";
import { draw } from "./draw";
import { edits, shapes } from "./shapes";

const only = (shape: RegionShape, height: number, width: number): string[] =>
  draw(rasterise([{ add: shape }], height, width), height, width);

const big = (value: number): bigint => BigInt(Math.round(value * 8));

/**
 * The definition, pixel by pixel, in whole numbers: coordinates are quarters, so everything is scaled by 8 and decided
 * without a single rounding. Shares no code with the rasteriser.
 */
function belongs(shape: RegionShape, x: number, y: number): boolean {
  const [px, py] = [big(x + 0.5), big(y + 0.5)];
  if ("rect" in shape) {
    const [left, top, w, h] = shape.rect.map(big) as [bigint, bigint, bigint, bigint];
    return px >= left && px < left + w && py >= top && py < top + h;
  }
  if ("ellipse" in shape) {
    const [cx, cy, rx, ry] = shape.ellipse.map(big) as [bigint, bigint, bigint, bigint];
    if (rx <= 0n || ry <= 0n) return false;
    return (px - cx) ** 2n * ry ** 2n + (py - cy) ** 2n * rx ** 2n < rx ** 2n * ry ** 2n;
  }
  if ("polygon" in shape) {
    let crossings = 0;
    const { polygon } = shape;
    for (let k = 0; k < polygon.length; k += 1) {
      let [[ax, ay], [bx, by]] = [polygon[k] as Point, polygon[(k + 1) % polygon.length] as Point].map((p) =>
        p.map(big),
      ) as [[bigint, bigint], [bigint, bigint]];
      if (ay > by) [ax, ay, bx, by] = [bx, by, ax, ay];
      if (py < ay || py >= by) continue;
      // The crossing is at or left of the pixel's centre.
      if ((px - ax) * (by - ay) >= (py - ay) * (bx - ax)) crossings += 1;
    }
    return crossings % 2 === 1;
  }
  const { points, radius } = shape.brush;
  const r = big(radius);
  if (r <= 0n) return false;
  return points.some((point, k) => {
    if (k === 0 && points.length > 1) return false;
    const [ax, ay] = (points[Math.max(0, k - 1)] as Point).map(big) as [bigint, bigint];
    const [bx, by] = point.map(big) as [bigint, bigint];
    const [dx, dy, ex, ey] = [bx - ax, by - ay, px - ax, py - ay];
    const [foot, length2] = [ex * dx + ey * dy, dx * dx + dy * dy];
    if (foot <= 0n) return ex * ex + ey * ey < r * r;
    if (foot >= length2) return (px - bx) ** 2n + (py - by) ** 2n < r * r;
    return (ex * dy - ey * dx) ** 2n < r * r * length2;
  });
}

function oracle(drawn: readonly RegionEdit[], height: number, width: number): Uint8Array {
  return Uint8Array.from({ length: height * width }, (_, at) => {
    const [y, x] = [Math.floor(at / width), at % width];
    let inside = drawn.length === 0 || "subtract" in (drawn[0] as RegionEdit);
    for (const edit of drawn) {
      if ("add" in edit) inside ||= belongs(edit.add, x, y);
      else inside &&= !belongs(edit.subtract, x, y);
    }
    return inside ? 1 : 0;
  });
}

describe("rasterise", () => {
  it("rect [1, 1, 3, 2]: half-open, so three columns and two rows", () => {
    expect(only({ rect: [1, 1, 3, 2] }, 4, 5)).toEqual([". . . . .", ". # # # .", ". # # # .", ". . . . ."]);
  });

  it("rect [0.5, 0.5, 1, 1]: the centre on its left and top edge is in, on its right and bottom edge out", () => {
    expect(only({ rect: [0.5, 0.5, 1, 1] }, 2, 3)).toEqual(["# . .", ". . ."]);
  });

  it("ellipse around (2.5, 2.5) with radii 2: centres at distance exactly 2 are out", () => {
    expect(only({ ellipse: [2.5, 2.5, 2, 2] }, 5, 5)).toEqual([
      ". . . . .",
      ". # # # .",
      ". # # # .",
      ". # # # .",
      ". . . . .",
    ]);
  });

  it("ellipse with radii 3 and 1.5", () => {
    expect(only({ ellipse: [3, 2, 3, 1.5] }, 4, 6)).toEqual([
      ". . . . . .",
      "# # # # # #",
      "# # # # # #",
      ". . . . . .",
    ]);
  });

  it("polygon: a triangle with its right angle at the upper left", () => {
    expect(
      only(
        {
          polygon: [
            [0, 0],
            [5, 0],
            [0, 5],
          ],
        },
        5,
        5,
      ),
    ).toEqual(["# # # # .", "# # # . .", "# # . . .", "# . . . .", ". . . . ."]);
  });

  it("polygon: a bow tie is even-odd, its crossing belongs to neither side twice", () => {
    expect(
      only(
        {
          polygon: [
            [0, 0],
            [6, 4],
            [6, 0],
            [0, 4],
          ],
        },
        4,
        6,
      ),
    ).toEqual(["# . . . . #", "# # . . # #", "# # . . # #", "# . . . . #"]);
  });

  it("brush of one point is a disc, of several a thick line", () => {
    expect(only({ brush: { points: [[2.5, 1.5]], radius: 1.25 } }, 3, 5)).toEqual([
      ". . # . .",
      ". # # # .",
      ". . # . .",
    ]);
    const line: Point[] = [
      [1.5, 1.5],
      [4.5, 1.5],
    ];
    expect(only({ brush: { points: line, radius: 1.25 } }, 3, 6)).toEqual([
      ". # # # # .",
      "# # # # # #",
      ". # # # # .",
    ]);
  });

  it("no shape is the whole image; a first edit that subtracts starts from it; a first that adds, from nothing", () => {
    expect(draw(rasterise([], 1, 3), 1, 3)).toEqual(["# # #"]);
    expect(draw(rasterise([{ subtract: { rect: [1, 0, 1, 1] } }], 1, 3), 1, 3)).toEqual(["# . #"]);
    expect(draw(rasterise([{ add: { rect: [1, 0, 1, 1] } }], 1, 3), 1, 3)).toEqual([". # ."]);
  });

  it("edits work in drawing order", () => {
    const a: RegionShape = { rect: [0, 0, 2, 1] };
    const b: RegionShape = { rect: [1, 0, 2, 1] };
    expect(draw(rasterise([{ add: a }, { subtract: b }, { add: { rect: [3, 0, 1, 1] } }], 1, 4), 1, 4)).toEqual([
      "# . . #",
    ]);
  });

  it("agrees with the point-in-shape definition, whole numbers against floats, on every shape and every mix", () => {
    fc.assert(
      fc.property(edits, fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 17 }), (drawn, height, width) => {
        expect(draw(rasterise(drawn, height, width), height, width)).toEqual(
          draw(oracle(drawn, height, width), height, width),
        );
      }),
      { numRuns: 1500 },
    );
  });

  it("polygons that share an edge neither overlap nor leave a gap", () => {
    const coordinate = fc.double({ min: -3, max: 15, noNaN: true });
    const point = fc.tuple(coordinate, coordinate);
    fc.assert(
      fc.property(point, point, point, point, (a, b, c, d) => {
        // Even-odd: the two triangles on the diagonal a–c together are the quadrilateral a b c d.
        const [whole, one, other] = [
          [a, b, c, d],
          [a, b, c],
          [c, d, a],
        ].map((polygon) => rasterise([{ add: { polygon } }], 12, 12)) as [Uint8Array, Uint8Array, Uint8Array];
        expect([...whole]).toEqual([...one].map((inside, at) => inside ^ (other[at] as number)));
      }),
    );
  });

  it("a shape drawn far away, inside out or with broken numbers paints nothing and breaks nothing", () => {
    const nowhere: RegionShape[] = [
      { rect: [1e300, 0, 5, 5] },
      { rect: [3, 3, -2, 2] },
      { rect: [Number.NaN, 0, 5, 5] },
      { ellipse: [1, 1, 0, 3] },
      { ellipse: [1, 1, -2, 2] },
      { ellipse: [1, Infinity, 2, 2] },
      { polygon: [] },
      {
        polygon: [
          [1, 1],
          [4, 4],
        ],
      },
      {
        polygon: [
          [0, 0],
          [9, Number.NaN],
          [9, 9],
        ],
      },
      { brush: { points: [], radius: 3 } },
      { brush: { points: [[1, 1]], radius: 0 } },
      { brush: { points: [[-1e9, 1e9]], radius: 30 } },
      { brush: { points: [[1, 1]], radius: Number.NaN } },
    ];
    for (const shape of nowhere) expect([...rasterise([{ add: shape }], 5, 6)]).toEqual(Array(30).fill(0));
  });

  it("shapes larger than the image by far still cover it", () => {
    const everywhere: RegionShape[] = [
      { rect: [-1e300, -1e300, Number.MAX_VALUE, Number.MAX_VALUE] },
      { rect: [-100, -100, 1e9, 1e9] },
      { ellipse: [2, 2, 1e9, 1e9] },
      {
        polygon: [
          [-1e6, -1e6],
          [1e6, -1e6],
          [1e6, 1e6],
          [-1e6, 1e6],
        ],
      },
      { brush: { points: [[0, 0]], radius: 1e12 } },
    ];
    // The first one ends at x = −1e300 + 1.8e308, far to the right.
    for (const shape of everywhere) expect([...rasterise([{ add: shape }], 5, 6)]).toEqual(Array(30).fill(1));
  });

  it("adding a shape and taking it away again leaves what was outside it", () => {
    fc.assert(
      fc.property(edits, shapes, (drawn, shape) => {
        const before = rasterise(drawn, 9, 11);
        const after = rasterise([...drawn, { add: shape }, { subtract: shape }], 9, 11);
        const base: RegionEdit = { add: { rect: [0, 0, 0, 0] } };
        const covered = rasterise([base, { add: shape }], 9, 11);
        for (const [at, inside] of covered.entries()) {
          if (drawn.length > 0) expect(after[at]).toBe(inside === 1 ? 0 : before[at]);
        }
      }),
    );
  });

  it.each([
    [0, 4],
    [4, 0],
    [2.5, 4],
    [20_000, 4],
    [4, Number.NaN],
  ])("refuses an image of %s×%s before allocating", (height, width) => {
    expect(() => rasterise([], height, width)).toThrow(expect.objectContaining({ tag: "region-size" }));
  });

  it("overlapping parts of a wide stroke cost their rows, not their pixels", () => {
    const points = Array.from({ length: 600 }, (_, k): Point => [
      1000 + 800 * Math.cos(k / 95),
      1000 + 800 * Math.sin(k / 95),
    ]);
    const start = performance.now();
    const mask = rasterise([{ add: { brush: { points, radius: 600 } } }], 2000, 2000);
    // 600 parts of about 1200 rows; painting each part's 1.1 million pixels would be a thousand times the work.
    expect(performance.now() - start).toBeLessThan(2000);
    expect(mask[1000 * 2000 + 1000]).toBe(0);
    expect(mask[1000 * 2000 + 1500]).toBe(1);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Point, RegionEdit } from "../../src/model/document";
import { TOOLS } from "../../src/state/app-state";
import {
  addVertex,
  type Draft,
  draftEdit,
  editedShape,
  isFreehand,
  moveDraft,
  startDraft,
} from "../../src/state/drawing";

const TOOLS_THAT_DRAW = TOOLS.filter((tool): tool is Draft["tool"] => tool !== "select");

/** A draft pressed at the first point and moved through the others. */
const drag = (tool: Draft["tool"], ...[first, ...rest]: [Point, ...Point[]]): Draft =>
  rest.reduce((draft, to) => moveDraft(draft, to), startDraft(tool, first));
const drawnBy = (tool: Draft["tool"], ...points: [Point, ...Point[]]): RegionEdit | null =>
  draftEdit(drag(tool, ...points), "add", 4);

const coordinate = fc.double({ min: -50, max: 200, noNaN: true });
const point: fc.Arbitrary<Point> = fc.tuple(coordinate, coordinate);

describe("points", () => {
  it("are rounded to tenths of a pixel wherever they enter", () => {
    const draft = moveDraft(startDraft("lasso", [1.2345, 6.789]), [2.04999, -3.35001]);
    expect(draft).toEqual({
      tool: "lasso",
      points: [
        [1.2, 6.8],
        [2, -3.4],
      ],
      at: [2, -3.4],
    });
    expect(addVertex(startDraft("polygon", [0.123, 0]), [9.99, 1.04]).points).toEqual([
      [0.1, 0],
      [10, 1],
    ]);
  });

  it("are never −0, which a link does not know", () => {
    expect(startDraft("rect", [-0.04, -0]).at).toEqual([0, 0]);
    const box = drawnBy("rect", [-0.04, -0.01], [3, 3]);
    expect(box).toEqual({ add: { rect: [0, 0, 3, 3] } });
  });
});

describe("moveDraft", () => {
  it.each(TOOLS)("%s leaves a trail only when it is freehand", (tool) => {
    expect(isFreehand(tool)).toBe(["lasso", "brush", "eraser"].includes(tool));
    if (tool === "select") return;
    const { points, at } = drag(tool, [0, 0], [5, 5], [9, 2]);
    expect(at).toEqual([9, 2]);
    expect(points).toHaveLength(isFreehand(tool) ? 3 : 1);
  });

  it("a freehand line that stands still is the very same draft", () => {
    const draft = drag("brush", [0, 0], [5, 5]);
    expect(moveDraft(draft, [5.01, 4.99])).toBe(draft);
    expect(moveDraft(draft, [5.1, 5])).not.toBe(draft);
  });

  it("changes no draft in place", () => {
    const draft = Object.freeze({ ...startDraft("lasso", [0, 0]) });
    Object.freeze(draft.points);
    expect(moveDraft(draft, [3, 3]).points).toHaveLength(2);
    expect(addVertex({ ...draft, tool: "polygon" }, [3, 3]).points).toHaveLength(2);
    expect(draft.points).toEqual([[0, 0]]);
  });
});

describe("rectangles and ellipses", () => {
  it.each<[string, Point, Point]>([
    ["right and down", [2.3, 3.7], [6.1, 5.2]],
    ["left and down", [6.1, 3.7], [2.3, 5.2]],
    ["right and up", [2.3, 5.2], [6.1, 3.7]],
    ["left and up", [6.1, 5.2], [2.3, 3.7]],
  ])("dragged %s snap outward to whole pixels", (_, from, to) => {
    expect(drawnBy("rect", from, to)).toEqual({ add: { rect: [2, 3, 5, 3] } });
    expect(drawnBy("ellipse", from, to)).toEqual({ add: { ellipse: [4.5, 4.5, 2.5, 1.5] } });
  });

  it("use the first and the present place, not those between", () => {
    expect(drawnBy("rect", [0, 0], [90, 90], [4, 6])).toEqual({ add: { rect: [0, 0, 4, 6] } });
  });

  it.each(["rect", "ellipse"] as const)("%s without width or height is none", (tool) => {
    expect(drawnBy(tool, [3, 3])).toBeNull();
    expect(drawnBy(tool, [3, 3], [8, 3])).toBeNull();
    expect(drawnBy(tool, [3, 3], [3, 8])).toBeNull();
  });

  it("any box has whole sides, holds both corners and is less than a pixel larger on each side", () => {
    fc.assert(
      fc.property(point, point, (from, to) => {
        const draft = drag("rect", from, to);
        const drawn = draftEdit(draft, "add", 1);
        if (!drawn) {
          const [[x0, y0], [x1, y1]] = [draft.points[0]!, draft.at];
          expect((x0 === x1 && Number.isInteger(x0)) || (y0 === y1 && Number.isInteger(y0))).toBe(true);
          return;
        }
        const shape = editedShape(drawn);
        if (!("rect" in shape)) throw new Error("not a rectangle");
        const [x, y, width, height] = shape.rect;
        expect(shape.rect.every(Number.isInteger)).toBe(true);
        for (const [axis, start, length] of [[0, x, width] as const, [1, y, height] as const]) {
          const [low, high] = [draft.points[0]![axis], draft.at[axis]].toSorted((a, b) => a - b) as [number, number];
          expect(start <= low && low < start + 1).toBe(true);
          expect(start + length >= high && start + length - 1 < high).toBe(true);
        }
      }),
    );
  });
});

describe("polygons", () => {
  const triangle = [
    [0, 0],
    [10, 0],
    [5, 8],
  ] as const;

  it("while open end where the pointer is; closed they end at the last vertex", () => {
    const two = addVertex(startDraft("polygon", [0, 0]), [10, 0]);
    const open = moveDraft(two, [5, 8]);
    expect(draftEdit(open, "add", 1)).toEqual({ add: { polygon: triangle } });
    expect(draftEdit(open, "add", 1, true), "two vertices are no polygon").toBeNull();
    const three = moveDraft(addVertex(open, [5, 8]), [99, 99]);
    expect(draftEdit(three, "add", 1, true)).toEqual({ add: { polygon: triangle } });
    expect(draftEdit(three, "add", 1)).toEqual({ add: { polygon: [...triangle, [99, 99]] } });
  });

  it("one point and the pointer are no polygon yet", () => {
    expect(drawnBy("polygon", [0, 0], [5, 5])).toBeNull();
  });

  it("the second press of a double click adds no vertex", () => {
    const draft = addVertex(startDraft("polygon", [0, 0]), [10, 0]);
    const again = addVertex(draft, [10.01, 0.02]);
    expect(again.points).toBe(draft.points);
    expect(again.at).toEqual([10, 0]);
  });

  it("a vertex may come back to the first place", () => {
    const draft = addVertex(addVertex(startDraft("polygon", [0, 0]), [10, 0]), [0, 0]);
    expect(draft.points).toHaveLength(3);
  });
});

describe("freehand", () => {
  const along: [Point, ...Point[]] = [[0, 0], ...Array.from({ length: 40 }, (_, n): Point => [n + 1, 0])];

  it("a straight stroke is thinned to its ends", () => {
    const drawn = drawnBy("brush", ...along);
    expect(drawn).toEqual({
      add: {
        brush: {
          points: [
            [0, 0],
            [40, 0],
          ],
          radius: 4,
        },
      },
    });
  });

  it("a single dab is a dot", () => {
    expect(drawnBy("brush", [3, 3])).toEqual({ add: { brush: { points: [[3, 3]], radius: 4 } } });
  });

  it("a lasso is a polygon; a line or a dot is none", () => {
    expect(drawnBy("lasso", [0, 0], [10, 0], [10, 10], [0, 10])).toEqual({
      add: {
        polygon: [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
        ],
      },
    });
    expect(drawnBy("lasso", ...along)).toBeNull();
    expect(drawnBy("lasso", [4, 4])).toBeNull();
  });

  it("no trail moves by half a pixel, the least that could change a mask", () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 60 }), (points) => {
        const draft = drag("brush", ...(points as [Point, ...Point[]])); // minLength is 1
        const shape = editedShape(draftEdit(draft, "add", 2)!);
        if (!("brush" in shape)) throw new Error("not a brush");
        const kept = shape.brush.points;
        expect([kept[0], kept.at(-1)]).toEqual([draft.points[0], draft.points.at(-1)]);
        for (const each of draft.points) expect(distance(each, kept)).toBeLessThan(0.5);
      }),
    );
  });
});

/** The least distance from a point to a line of segments, by walking along each in small steps of its parameter. */
function distance([x, y]: Point, line: readonly Point[]): number {
  let least = Math.hypot(x - line[0]![0], y - line[0]![1]);
  for (let at = 1; at < line.length; at += 1) {
    const [[ax, ay], [bx, by]] = [line[at - 1]!, line[at]!];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return least;
}

describe("adding and subtracting", () => {
  const stroke: [Point, ...Point[]] = [
    [0, 0],
    [9, 1],
    [9, 9],
  ];

  it.each(TOOLS_THAT_DRAW)("%s does as it is told; the eraser always subtracts", (tool) => {
    const dragged = drag(tool, ...stroke);
    const draft = tool === "polygon" ? moveDraft(addVertex(dragged, [9, 9]), [0, 9]) : dragged;
    const added = draftEdit(draft, "add", 3);
    const subtracted = draftEdit(draft, "subtract", 3);
    if (!added || !subtracted) throw new Error("nothing was drawn");
    expect(Object.keys(added)).toEqual([tool === "eraser" ? "subtract" : "add"]);
    expect(subtracted).toEqual({ subtract: editedShape(added) });
  });

  it("the eraser is a brush that takes away", () => {
    expect(drawnBy("eraser", [0, 0], [8, 0])).toEqual({
      subtract: {
        brush: {
          points: [
            [0, 0],
            [8, 0],
          ],
          radius: 4,
        },
      },
    });
  });

  it("editedShape is what is inside, either way", () => {
    expect(editedShape({ add: { rect: [0, 0, 1, 1] } })).toEqual({ rect: [0, 0, 1, 1] });
    expect(editedShape({ subtract: { rect: [0, 0, 1, 1] } })).toEqual({ rect: [0, 0, 1, 1] });
  });
});

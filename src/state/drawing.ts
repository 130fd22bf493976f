import type { Point, RegionEdit, RegionShape } from "../model/document";
import { simplify } from "../model/region/edit";
import type { Tool } from "./app-state";

/** A shape while it is being drawn, in image pixels. */
export interface Draft {
  readonly tool: Exclude<Tool, "select">;
  readonly points: readonly Point[];
  /** Where the pointer is: the corner, vertex or dab that would come next. */
  readonly at: Point;
}

/** Deviation in pixels up to which a freehand line is thinned out: well below the half pixel that can change a mask. */
const TOLERANCE = 0.35;

/** Adding 0 turns −0, which a link does not know, into 0. */
const tenth = (value: number): number => Math.round(value * 10) / 10 + 0;
const roundPoint = ([x, y]: Point): Point => [tenth(x), tenth(y)];

/** Starts a shape at a point. */
export const startDraft = (tool: Draft["tool"], at: Point): Draft => ({
  tool,
  points: [roundPoint(at)],
  at: roundPoint(at),
});

/** Tools whose line follows the pointer. */
export const isFreehand = (tool: Tool): boolean => tool === "lasso" || tool === "brush" || tool === "eraser";

/** The pointer has moved: freehand tools leave a trail, the others only look ahead. */
export function moveDraft(draft: Draft, to: Point): Draft {
  const at = roundPoint(to);
  if (!isFreehand(draft.tool)) return { ...draft, at };
  const last = draft.points.at(-1);
  if (last && last[0] === at[0] && last[1] === at[1]) return draft;
  return { ...draft, at, points: [...draft.points, at] };
}

/** Fixes a vertex of a polygon; one where the last one already is (the second press of a double click) adds none. */
export function addVertex(draft: Draft, to: Point): Draft {
  const at = roundPoint(to);
  const last = draft.points.at(-1);
  if (last && last[0] === at[0] && last[1] === at[1]) return { ...draft, at };
  return { ...draft, at, points: [...draft.points, at] };
}

/** Drag boxes snap to whole pixels, so that an edge never runs through a pixel's centre. */
function box([x0, y0]: Point, [x1, y1]: Point): [number, number, number, number] {
  const left = Math.floor(Math.min(x0, x1));
  const top = Math.floor(Math.min(y0, y1));
  return [left, top, Math.ceil(Math.max(x0, x1)) - left, Math.ceil(Math.max(y0, y1)) - top];
}

function shapeOf({ tool, points, at }: Draft, radius: number, closed: boolean): RegionShape | null {
  const first = points[0];
  if (!first) return null;
  switch (tool) {
    case "rect": {
      const [x, y, width, height] = box(first, at);
      return width > 0 && height > 0 ? { rect: [x, y, width, height] } : null;
    }
    case "ellipse": {
      const [x, y, width, height] = box(first, at);
      return width > 0 && height > 0 ? { ellipse: [x + width / 2, y + height / 2, width / 2, height / 2] } : null;
    }
    case "polygon": {
      const polygon = closed ? points : [...points, at];
      return polygon.length >= 3 ? { polygon } : null;
    }
    case "lasso": {
      const polygon = simplify(points, TOLERANCE);
      return polygon.length >= 3 ? { polygon } : null;
    }
    case "brush":
    case "eraser":
      return { brush: { points: simplify(points, TOLERANCE), radius } };
  }
}

/** What the draft would be if it ended now; null while there is too little of it. A `closed` draft takes no further point. */
export function draftEdit(
  draft: Draft,
  drawing: "add" | "subtract",
  radius: number,
  closed = false,
): RegionEdit | null {
  const shape = shapeOf(draft, radius, closed);
  if (!shape) return null;
  return drawing === "subtract" || draft.tool === "eraser" ? { subtract: shape } : { add: shape };
}

/** The shape inside an edit. */
export const editedShape = (edit: RegionEdit): RegionShape => ("add" in edit ? edit.add : edit.subtract);
